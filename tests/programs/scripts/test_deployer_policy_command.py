"""`make deployer-policy`: the files that it writes, and the resources that they name."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from scripts.deployer_policy.__main__ import main
from tests.deployments import values_of, write_file

Written = dict[str, dict[str, Any]]


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., Written]:
    """The documents of the recommended scenario with other inputs, by file name."""

    def write(cloud: str, **inputs: Any) -> Written:
        file = write_file(tmp_path / cloud / "x.tfvars.json", {**values_of("recommended", cloud), **inputs})
        monkeypatch.setenv("WANDB_DEPLOYMENTS", str(file))
        assert main([f"{cloud}-x", "--folder", str(tmp_path / "out")]) == 0
        return {each.name: json.loads(each.read_text()) for each in (tmp_path / "out").iterdir()}

    return write


@pytest.mark.parametrize(
    ("accounts", "account"), [(["111122223333"], "111122223333"), (["111122223333", "444455556666"], "*")]
)
def test_aws_policies_name_the_resources_of_the_deployment(
    accounts: list[str], account: str, written: Callable[..., Written]
) -> None:
    found = written("aws", allowed_account_ids=accounts)

    assert set(found) == {"aws-x-plans.json"} | {
        f"aws-x-{document}-{part}.json" for document in ("changes", "first-deploy") for part in (1, 2)
    }
    statements = [s for part in (1, 2) for s in found[f"aws-x-first-deploy-{part}.json"]["Statement"]]
    resources = {each["Sid"]: each["Resource"] for each in statements}
    assert [sid for sid, named in resources.items() if named == ["*"]] == [
        "Acm", "Autoscaling", "Ec2", "Elasticache", "Elasticloadbalancing", "Kms", "Read",
    ]  # fmt: skip
    values = values_of("recommended")
    assert resources["Route53"] == [f"arn:aws:route53:::hostedzone/{values['zone_id']}"]
    start = f"arn:aws:eks:{values['region']}:{account}:*/{values['namespace']}"
    assert resources["Eks"] == [f"{start}*"]
    # Where no resource can be named, the region is. Reading is allowed everywhere.
    regions = {"StringEquals": {"aws:RequestedRegion": values["region"]}}
    assert all(
        each.get("Condition") == regions for each in statements if each["Resource"] == ["*"] and each["Sid"] != "Read"
    )


@pytest.mark.parametrize("subscription", [None, "11111111-2222-3333-4444-555555555555"])
def test_azure_roles_are_assignable_in_the_subscription(
    subscription: str | None, written: Callable[..., Written], monkeypatch: pytest.MonkeyPatch
) -> None:
    of_environment = "99999999-2222-3333-4444-555555555555"
    monkeypatch.setenv("ARM_SUBSCRIPTION_ID", of_environment)
    found = written("azure", subscription_id=subscription)

    assert set(found) == {f"azure-x-{document}.json" for document in ("changes", "first-deploy", "plans")}
    for role in found.values():
        assert role["AssignableScopes"] == [f"/subscriptions/{subscription or of_environment}"]
    assert "Microsoft.Network/virtualNetworks/delete" in found["azure-x-first-deploy.json"]["Actions"]
    assert all(each.endswith("/read") or "/list" in each for each in found["azure-x-plans.json"]["Actions"])


def test_zone_and_certificate_of_other_subscriptions_have_roles_of_their_own(written: Callable[..., Written]) -> None:
    zones = "/subscriptions/11111111-1111-0000-0000-000000000000"
    vaults = "/subscriptions/22222222-2222-0000-0000-000000000000"
    found = written(
        "azure",
        dns_subscription_id=zones.rpartition("/")[2],
        dns_zone_id=f"{zones}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/wandb.ml",
        certificate_secret_id="https://certificates.vault.azure.net/secrets/wandb",
        certificate_key_vault_id=f"{vaults}/resourceGroups/shared/providers/Microsoft.KeyVault/vaults/certificates",
        cert_manager_email=None,
    )

    record = "Microsoft.Network/dnsZones/A"
    expected = {
        "first-deploy-dns": (
            f"{zones}/resourceGroups/dns",
            [f"{record}/{each}" for each in ("delete", "read", "write")],
        ),
        "changes-dns": (f"{zones}/resourceGroups/dns", [f"{record}/{each}" for each in ("read", "write")]),
        "plans-dns": (f"{zones}/resourceGroups/dns", [f"{record}/read"]),
    }
    for name, (scope, actions) in expected.items():
        role = found[f"azure-x-{name}.json"]
        assert role["AssignableScopes"] == [scope]
        assert [each for each in role["Actions"] if "/locations/" not in each] == actions
    certificate = found["azure-x-first-deploy-certificate.json"]
    assert certificate["AssignableScopes"] == [f"{vaults}/resourceGroups/shared"]
    assert "Microsoft.Authorization/roleAssignments/write" in certificate["Actions"]
    assert not any(record in each for each in found["azure-x-first-deploy.json"]["Actions"])


def test_pattern_without_a_stack_writes_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv(
        "WANDB_DEPLOYMENTS", str(write_file(tmp_path / "aws" / "x.tfvars.json", values_of("recommended")))
    )

    assert main(["gcp-*", "--folder", str(tmp_path / "out")]) == 1
    assert capsys.readouterr().err.startswith("No stack matches gcp-*; ")
    assert not (tmp_path / "out").exists()
