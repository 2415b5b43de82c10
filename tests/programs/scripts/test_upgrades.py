"""scripts/upgrades: the dates, and what they say about a deployment."""

import json
import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from constructs_lib.settings.aws.versions import AURORA_DEFAULT
from constructs_lib.settings.azure.certificate import CERT_MANAGER_VERSION
from constructs_lib.settings.azure.versions import MYSQL_VERSIONS
from constructs_lib.settings.kubernetes.versions import KUBERNETES_DEFAULT, KUBERNETES_MAX, KUBERNETES_MIN
from scripts.upgrades import versions
from scripts.upgrades.__main__ import main
from scripts.upgrades.support import GUIDE, Finding, Product, Status, Version, findings, products
from scripts.upgrades.versions import versions_of
from tests.deployments import ALL_FILES, REPOSITORY, load, values_of, write_file
from tests.unit.docs.pages import anchors

DAY = date(2027, 1, 1)
PRODUCTS = products()
KUBERNETES = [f"1.{minor}" for minor in range(KUBERNETES_MIN[1], KUBERNETES_MAX[1] + 1)]


def product(**changes: object) -> Product:
    values = {"id": "x", "name": "X", "source": "https://x.example", "looked_up": DAY, "guide": "x", "versions": {}}
    return Product(**{**values, **changes})


def judged(version: str, **changes: object) -> Finding:
    [found] = findings([Version("x", version, "x_version")], {"x": product(**changes)}, DAY)
    return found


@pytest.mark.parametrize("file", ALL_FILES, ids=lambda file: f"{file.parent.name}-{file.stem}")
def test_every_version_of_every_scenario_is_in_the_data(file: Path) -> None:
    [deployment] = load(file)
    used = list(versions_of(deployment))

    assert len(used) >= 5
    assert [each for each in used if PRODUCTS[each.product].until(each.version) is None] == []


@pytest.mark.parametrize(
    ("id_", "version"),
    [
        *(("eks", version) for version in KUBERNETES),
        *(("aks", version) for version in KUBERNETES),
        *(("azure-mysql", version) for version in MYSQL_VERSIONS),
        ("aurora-mysql", AURORA_DEFAULT),
        ("cert-manager", CERT_MANAGER_VERSION.removeprefix("v")),
    ],
)
def test_every_accepted_or_default_version_is_in_the_data(id_: str, version: str) -> None:
    assert PRODUCTS[id_].until(version) is not None


@pytest.mark.parametrize("each", PRODUCTS.values(), ids=PRODUCTS)
def test_each_product_has_a_source_a_day_and_a_guide(each: Product) -> None:
    assert each.source.startswith("https://")
    assert date(2026, 1, 1) <= each.looked_up <= date.today() + timedelta(days=1)
    assert f"{each.guide}" in anchors(REPOSITORY / GUIDE)


def test_default_kubernetes_has_a_date_on_both_clouds() -> None:
    assert all(isinstance(PRODUCTS[id_].until(KUBERNETES_DEFAULT), date) for id_ in ("eks", "aks"))


@pytest.mark.parametrize(
    ("until", "status"),
    [
        (DAY - timedelta(days=1), Status.OUT),
        (DAY, Status.SOON),
        (DAY + timedelta(days=180), Status.SOON),
        (DAY + timedelta(days=181), Status.OK),
        ("no date is published", Status.UNKNOWN),
    ],
)
def test_status_follows_from_the_last_day(until: date | str, status: Status) -> None:
    assert judged("1.2", versions={"1.2": until}).status is status


def test_line_names_input_date_and_guide() -> None:
    found = judged("1.2.3", versions={"1": "no date", "1.2": DAY + timedelta(days=10)}, note="then it costs more")

    assert str(found) == (
        "soon      X 1.2.3 (x_version): support ends on 2027-01-11, in 10 days; then it costs more; "
        "see docs/upgrades.md#x"
    )


def test_version_covers_only_whole_numbers() -> None:
    assert judged("1.30", versions={"1.3": DAY}).message == "is not in support.toml; see https://x.example"


def test_accepted_end_is_reported_and_no_failure() -> None:
    found = judged("1", versions={"1": date(2026, 1, 1)}, accepted="nothing can be changed")

    assert found.status is Status.ACCEPTED
    assert found.message.endswith("accepted, because nothing can be changed")


def test_version_is_that_of_the_selected_binary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def terraform_versions(name: str) -> list[str]:
        binary = tmp_path / name
        binary.write_text("""#!/bin/sh\necho '{"terraform_version": "1.11.9"}'\n""")
        binary.chmod(0o755)
        monkeypatch.setenv("TERRAFORM_BINARY_NAME", str(binary))
        [deployment] = load(ALL_FILES[0])
        return [each.version for each in versions_of(deployment) if each.product == "terraform"]

    assert terraform_versions("terraform-1.11") == ["1.11.9"]
    assert terraform_versions("tofu") == [], "the dates are Terraform's"


@pytest.fixture
def deployments(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for cloud in ("aws", "azure"):
        write_file(tmp_path / "deployments" / cloud / "one.tfvars.json", values_of("recommended", cloud))
    monkeypatch.chdir(tmp_path)
    # The dates of the installed Terraform are not the subject.
    monkeypatch.setattr(versions, "_terraform", lambda: None)
    return tmp_path


@pytest.mark.parametrize(
    ("day", "status", "line"),
    [
        (date(2026, 9, 1), 0, "ok        Kubernetes on EKS 1.35 (eks_cluster_version): supported until 2027-03-27"),
        (date(2027, 3, 28), 1, "out       Kubernetes on EKS 1.35 (eks_cluster_version): support ended on 2027-03-27"),
    ],
)
def test_exit_status_is_1_when_a_version_is_out_of_support(
    day: date, status: int, line: str, deployments: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["aws-*"], day) == status
    shown = capsys.readouterr().out
    assert line in shown
    assert "azure-one" not in shown
    assert re.search(r"^\d versions? out of support, \d soon; the oldest .* looked up on 2026-", shown, re.MULTILINE)


def test_worst_is_first_and_json_has_the_sources(deployments: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"], date(2027, 3, 28)) == 1
    first, second = json.loads(capsys.readouterr().out)

    assert [each["deployment"] for each in (first, second)] == ["aws-one", "azure-one"]
    assert (first["findings"][0]["status"], first["findings"][0]["until"]) == ("out", "2027-03-27")
    assert all(each["source"].startswith("https://") for each in (*first["findings"], *second["findings"]))


def test_pattern_without_a_stack_is_an_error(deployments: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["gcp-*"]) == 1
    assert capsys.readouterr().err.startswith("No stack matches gcp-*")
