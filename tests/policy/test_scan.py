"""checkov over every stack: each finding is fixed, or accepted in accepted.toml with a reason."""

from collections.abc import Mapping
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from tests.deployments import ALL_FILES, Configuration
from tests.policy.acceptances import FILE, Acceptance, problems, read_acceptances
from tests.policy.scanner import CHECKOV, NOT_SET_UP, Finding, Scan, scan

needs_checkov = pytest.mark.skipif(not CHECKOV.exists(), reason=NOT_SET_UP)
ACCEPTED = read_acceptances(FILE.read_text())
# A stack with one mistake per provider, which proves that the scan works.
SEEDED = "seeded"
MISTAKES = {
    "resource": {
        "aws_security_group_rule": {
            "ssh": {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
        },
        "azurerm_storage_account": {"files": {"name": "files", "min_tls_version": "TLS1_0"}},
        "kubernetes_deployment_v1": {
            "server": {
                "metadata": {"name": "server"},
                "spec": {
                    "template": {"spec": {"container": [{"name": "a", "security_context": {"privileged": True}}]}}
                },
            }
        },
    }
}


@pytest.fixture(scope="module")
def scanned(stacks: Mapping[str, Configuration], tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """All stacks in one scan, because checkov takes longer to start than to scan."""
    configurations: dict[str, Mapping[str, Any]] = {stack: each.json for stack, each in stacks.items()}
    return scan({**configurations, SEEDED: MISTAKES}, tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def findings(scanned: Scan) -> list[Finding]:
    return sorted(finding for finding in scanned.findings if finding.stack != SEEDED)


@needs_checkov
def test_findings_and_acceptances_match(findings: list[Finding]) -> None:
    assert problems(ACCEPTED, findings, file=FILE.name) == []


@needs_checkov
def test_named_input_fixes_the_finding(findings: list[Finding]) -> None:
    mended = [(acceptance, _stacks_with(acceptance.unless)) for acceptance in ACCEPTED if acceptance.unless]

    assert mended
    for acceptance, stacks in mended:
        assert stacks, f"no scenario `everything` has {' and '.join(acceptance.unless)}"
        assert [finding for finding in findings if acceptance.covers(finding) and finding.stack in stacks] == []


@needs_checkov
def test_acceptances_have_checkov_wording(findings: list[Finding]) -> None:
    titles = {(finding.check, finding.title) for finding in findings}

    assert {(acceptance.check, acceptance.asks) for acceptance in ACCEPTED} == titles


@needs_checkov
def test_mistake_of_each_provider_is_found(scanned: Scan) -> None:
    found = {(finding.check, finding.address) for finding in scanned.findings if finding.stack == SEEDED}

    assert found >= {
        ("CKV_AWS_24", "aws_security_group_rule.ssh"),
        ("CKV_AZURE_44", "azurerm_storage_account.files"),
        ("CKV_K8S_16", "kubernetes_deployment_v1.server"),
    }


@needs_checkov
def test_every_stack_is_scanned(scanned: Scan, stacks: Mapping[str, Configuration]) -> None:
    failed = {stack: sum(finding.stack == stack for finding in scanned.findings) for stack in stacks}
    for stack in sorted(stacks):
        print(f"{stack}: {scanned.passed[stack]} passed, {failed[stack]} failed and accepted")
    print(f"all: {sum(map(scanned.passed.__getitem__, stacks))} passed, {sum(failed.values())} failed and accepted")

    assert set(scanned.passed) >= set(stacks)


def test_unaccepted_findings_and_unneeded_acceptances_are_named() -> None:
    acceptances = read_acceptances(
        '[[accepted]]\ncheck = "C1"\nasks = "one"\nwhere = ["t.a_*", "t.b"]\nreason = "so"\nunless = ["x"]\n'
        '[[accepted]]\ncheck = "C2"\nasks = "two"\nwhere = ["t.a_1"]\nreason = "so"\n'
    )
    found = [Finding("C1", "one", "aws-x", "t.a_1"), Finding("C1", "one", "aws-x", "t.c")]

    assert acceptances[0] == Acceptance("C1", ("t.a_*", "t.b"), "so", "one", ("x",))
    assert problems(acceptances, found, file="accepted.toml") == [
        "aws-x: t.c fails C1: one",
        "accepted.toml: C1 no longer fails at t.b; remove it",
        "accepted.toml: C2 no longer fails at t.a_1; remove it",
    ]


def _stacks_with(inputs: tuple[str, ...]) -> set[str]:
    """The stacks of the scenarios `everything`, with these additional inputs."""
    files = [file for file in ALL_FILES if file.stem == "everything"]
    names = {f"{file.parent.name}-{file.stem}" for file in files if all(map(read_file(file).values.get, inputs))}
    return names | {f"{name}-app" for name in names}
