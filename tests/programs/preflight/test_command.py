"""The command: its lines, JSON and exit status; and the checks that need no account."""

import base64
import json
import subprocess
import sys
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from constructs_lib.deployments import load_deployments
from emulator import Emulator
from scripts.preflight import __main__ as command
from scripts.preflight import registries
from scripts.preflight.__main__ import Report
from scripts.preflight.findings import DeniedError, Finding, Level, UnreachableError, failure, ok
from scripts.preflight.hint import preflight_hints
from scripts.preflight.license import check_license
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.deployments import REPOSITORY, load, synthesize, values_of, write_file


def encoded(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


def token(**claims: Any) -> dict[str, str]:
    return {"TF_VAR_license": f"{encoded({'alg': 'RS256'})}.{encoded(claims)}.signature"}


@pytest.mark.parametrize(
    ("environment", "expected"),
    [
        ({}, "warning: is not set"),
        ({"TF_VAR_license": "xxxxyyyy"}, "failure: is not a license"),
        ({"TF_VAR_wandb_license": "a.b.c"}, "failure: is not a license"),
        (token(exp=1), "failure: expired on 1970-01-01"),
        (token(exp=int(time.time()) + 86400), "warning: expires on"),
        (token(expiresAt="2001-02-03T04:05:06Z"), "failure: expired on 2001-02-03"),
        (token(exp=4102444800), "ok: valid until 2100-01-01"),
        (token(deploymentId="x"), "ok: decodes; it has no end date"),
    ],
)
def test_license_is_decoded_and_its_end_compared(environment: dict[str, str], expected: str) -> None:
    [found] = check_license(environment)

    assert f"{found.level}: {found.message}".startswith(expected)


def test_registries_and_repositories_are_those_of_the_stack() -> None:
    pods = {"spec": {"template": {"spec": {"container": [{"image": "wandb/local:1"}, {"image": "${x}"}]}}}}
    job = {"spec": {"container": [{"image": "registry.example.com:5000/a/b:2"}]}}
    releases = {"a": {"repository": "oci://quay.io/jetstack/charts"}, "b": {"repository": "https://charts.wandb.ai"}}
    stack = Stack("x", {"resource": {
        "kubernetes_deployment_v1": {"d": pods}, "kubernetes_cron_job_v1": {"j": job}, "helm_release": releases,
    }})  # fmt: skip

    assert registries.addresses(stack) == {
        "https://registry-1.docker.io/v2/",
        "https://registry.example.com:5000/v2/",
        "https://quay.io/v2/",
        "https://charts.wandb.ai/index.yaml",
    }


@pytest.mark.parametrize(
    ("inputs", "registry"),
    [
        ({}, "registry-1.docker.io"),
        ({"wandb_image_registry": "registry.example.com/mirror"}, "registry.example.com"),
    ],
)
def test_registry_of_the_operators_images_is_asked(inputs: dict[str, Any], registry: str, tmp_path: Path) -> None:
    values = {**values_of("recommended", "azure"), "wandb_runtime": "operator", "ssl": False, **inputs}
    file = write_file(tmp_path / "azure" / "one.tfvars.json", values)
    synthesized = synthesize(load(file), tmp_path / "out")["azure-one-app"]

    asked = registries.addresses(Stack("azure-one-app", synthesized.json))
    assert asked == {f"https://{registry}/v2/", "https://charts.wandb.ai/index.yaml"}


@pytest.mark.parametrize(("status", "level"), [(200, Level.OK), (401, Level.OK), (404, Level.FAILURE)])
def test_registry_that_answers_is_told_from_a_wrong_address(
    status: int, level: Level, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Handler(BaseHTTPRequestHandler):
        def do_HEAD(self) -> None:
            self.send_response(status)
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        monkeypatch.setattr(registries, "addresses", lambda _stack: {f"http://127.0.0.1:{server.server_port}/v2/"})
        [found] = registries.check_registries(Stack("x", {}))
        server.shutdown()
    assert found.level is level


def test_unreachable_registry_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(registries, "addresses", lambda _stack: {"http://127.0.0.1:9/v2/"})

    [found] = registries.check_registries(Stack("x", {}))

    assert found.level is Level.FAILURE


def test_checks_run_in_parallel_and_late_ones_are_failures() -> None:
    def slow(_account: None) -> list[Finding]:
        time.sleep(60)
        return [ok("never")]

    def denied(_account: None) -> list[Finding]:
        raise DeniedError("may not call describe_vpcs")

    def broken(_account: None) -> list[Finding]:
        raise KeyError("x")

    checks = {"slow": slow, "denied": denied, "broken": broken, "fine": lambda _account: [ok("yes")]}
    started = time.monotonic()
    found = run_checks(checks, None, limit_seconds=2)

    assert time.monotonic() - started < 30
    assert [f"{each.check} {each.level}" for each in found] == [
        "slow failure",
        "denied warning",
        "broken failure",
        "fine ok",
    ]
    assert str(found[0]) == ("failure  slow: no answer within 2 s; check the network and the proxy, then run it again")


@pytest.mark.parametrize(
    ("levels", "counts"),
    [
        ([Level.FAILURE, Level.OK], "1 failure, 0 warnings, 3 s"),
        ([Level.WARNING, Level.FAILURE, Level.FAILURE], "2 failures, 1 warning, 3 s"),
    ],
)
def test_report_ends_with_the_number_of_findings(levels: list[Level], counts: str) -> None:
    report = Report("aws-x", [Finding(level, "message") for level in levels], 3.2)
    assert report.lines()[-1] == counts


def test_missing_credentials_are_reported_once() -> None:
    def unreachable(_account: None) -> list[Finding]:
        raise UnreachableError("Unable to locate credentials")

    found = run_checks({"identity": unreachable, "quotas": unreachable, "network": lambda _account: [ok("yes")]}, None)

    assert [f"{each.check} {each.level}" for each in found] == ["identity failure", "network ok"]


def test_first_deploy_is_offered_a_preflight(tmp_path: Path) -> None:
    file = write_file(tmp_path / "aws" / "x.tfvars.json", values_of("recommended"))
    deployments, output = load_deployments([file]), tmp_path / "cdktf.out"

    assert list(preflight_hints(deployments, ["aws-*"], output)) == [
        "aws-x: first deploy; to see what the account lacks: make preflight STACK=aws-x"
    ]
    assert list(preflight_hints(deployments, ["azure-*"], output)) == []
    state, run = tmp_path / "terraform.aws-x.tfstate", output / "stacks" / "aws-x" / ".terraform"
    state.touch()
    assert list(preflight_hints(deployments, ["aws-*"], output)) == []
    # The state of a stack that Terraform has run for can be in another backend.
    state.unlink()
    run.mkdir(parents=True)
    assert list(preflight_hints(deployments, ["aws-*"], output)) == []


@pytest.fixture
def files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A deployment file with a valid license; no account is asked."""
    values = {**values_of("recommended"), "license": token(exp=4102444800)["TF_VAR_license"]}
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(write_file(tmp_path / "aws" / "x.tfvars.json", values)))
    monkeypatch.setattr(command, "_checks", lambda *_: ({}, None))
    monkeypatch.setattr(command, "check_registries", lambda _stack: [failure("quay.io answers with 404", "check it")])
    monkeypatch.setattr(command, "check_images", lambda _stack: [ok("wandb/local:1 exists")])


@pytest.mark.usefixtures("files")
@pytest.mark.parametrize("registries_too", [False, True])
def test_report_has_a_line_per_finding_and_its_status(registries_too: bool, capsys: pytest.CaptureFixture[str]) -> None:
    status = command.main(["aws-x", *(["--registries"] if registries_too else [])])

    name, *findings, counts = capsys.readouterr().out.splitlines()
    assert (status, name) == (int(registries_too), "aws-x:")
    expected = ["ok       license: valid until 2100-01-01", "failure  registries: quay.io answers with 404; check it"]
    expected = expected[: 1 + registries_too] + ["ok       images: wandb/local:1 exists"] * registries_too
    assert findings == expected
    assert counts.startswith("1 failure, " if registries_too else "0 failures, ")


@pytest.mark.usefixtures("files")
def test_pattern_without_a_stack_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert command.main(["aws-x", "gcp-*"]) == 1
    assert capsys.readouterr().err == "No stack matches gcp-*; the stacks are aws-x, aws-x-app\n"


def test_command_reports_on_the_emulator_and_fails(tmp_path: Path) -> None:
    values = {**values_of("recommended"), "license": "xxxx"}
    file = write_file(tmp_path / "aws" / "x.tfvars.json", values)
    with Emulator(hosted_zones=[f"{values['zone_id']}={values['domain_name']}"]) as emulator:
        environment = {**emulator.environment(), "WANDB_DEPLOYMENTS": str(file), "PATH": "/usr/bin:/bin:/usr/local/bin"}
        started = time.monotonic()
        done = subprocess.run(
            [sys.executable, "-m", "scripts.preflight", "aws-x", "--json"],
            cwd=REPOSITORY, env=environment, capture_output=True, text=True,
        )  # fmt: skip
        print(f"{time.monotonic() - started:.0f} s")
    [report] = json.loads(done.stdout)

    assert done.returncode == 1, done.stderr
    assert report["deployment"] == "aws-x"
    licenses = [each for each in report["findings"] if each["check"] == "license"]
    assert licenses == [
        {
            "level": "failure",
            "message": "is not a license",
            "advice": "copy the complete text from W&B: three parts, separated by dots",
            "check": "license",
        }
    ]
    assert report["seconds"] < 30
