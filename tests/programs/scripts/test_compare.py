"""`make compare`: how two deployments differ, and which of their names collide."""

from pathlib import Path
from typing import Any

import pytest

from scripts.compare import main
from tests.deployments import CLOUDS, values_of, write_file


@pytest.fixture
def compare(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Any:
    """Compares two deployments of a cloud: the recommended scenario with other inputs."""
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(tmp_path))

    def run(one: dict[str, Any], other: dict[str, Any], cloud: str = "aws") -> list[str]:
        for name, inputs in (("dev", one), ("prod", other)):
            write_file(tmp_path / cloud / f"{name}.tfvars.json", {**values_of("recommended", cloud), **inputs})
        assert main([f"{cloud}-dev", f"{cloud}-prod"]) == 0
        return capsys.readouterr().out.splitlines()

    return run


def test_differences_are_shown_without_secrets(compare: Any) -> None:
    dev = {"namespace": "dev", "size": "small", "license": "secret-a", "allowed_account_ids": ["111111111111"]}
    prod = {"namespace": "prod", "size": "large", "license": "secret-b", "allowed_account_ids": ["222222222222"]}
    lines = compare(dev, prod)

    assert lines[0] == "aws-dev -> aws-prod: 4 inputs differ"
    assert sorted(line.strip() for line in lines[1:]) == [
        'allowed_account_ids: ["111111111111"] -> ["222222222222"]',
        "license: (secret) -> another (secret)",
        'namespace: "dev" -> "prod"',
        'size: "small" -> "large"',
    ]


def test_secret_of_one_deployment_is_a_difference(compare: Any) -> None:
    assert compare({"license": "secret-a"}, {"license": None})[:2] == [
        "aws-dev -> aws-prod: 1 input differs",
        "  license: (secret) -> (not set)",
    ]


def test_names_that_collide_in_one_account_are_listed(compare: Any) -> None:
    lines = compare({}, {})

    assert lines[0] == "aws-dev -> aws-prod: 0 inputs differ"
    assert lines[1] == "in one account, these names would collide; choose another namespace:"
    assert '  aws_iam_role "wandb-node"' in lines
    assert '  aws_eks_cluster "wandb"' in lines


def test_only_global_names_collide_between_regions(compare: Any) -> None:
    lines = compare({}, {"region": "eu-west-1"})

    assert lines[0] == "aws-dev -> aws-prod: 1 input differs"
    assert {line.split()[0] for line in lines[3:]} == {"aws_iam_role"}


def test_partitions_share_no_account(compare: Any) -> None:
    lines = compare({}, {"region": "us-gov-west-1", "zone_id": "ZOTHER", "public_access": False})

    assert not any("would collide" in line for line in lines), lines
    assert "  public_access: true -> false" in lines


def test_resource_groups_and_vaults_collide_in_one_subscription(compare: Any) -> None:
    lines = compare({}, {}, cloud="azure")

    assert '  azurerm_resource_group "wandb"' in lines
    assert any(line.startswith("  azurerm_key_vault ") for line in lines)


def test_other_subscription_has_no_collision(compare: Any) -> None:
    ids = [{"subscription_id": f"{number}2345678-1234-1234-1234-123456789012"} for number in (1, 2)]

    assert len(compare(*ids, cloud="azure")) == 2


def test_other_cloud_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    for cloud in CLOUDS:
        write_file(tmp_path / cloud / "dev.tfvars.json", values_of("recommended", cloud))
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(tmp_path))

    assert main(["aws-dev", "azure-dev"]) == 1
    assert capsys.readouterr().err == "aws-dev and azure-dev are on different clouds; compare two of one cloud\n"


def test_unknown_or_equal_stacks_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any) -> None:
    write_file(tmp_path / "aws" / "dev.tfvars.json", values_of("recommended"))
    monkeypatch.setenv("WANDB_DEPLOYMENTS", str(tmp_path))

    assert main(["aws-dev", "aws-prod"]) == 1
    assert capsys.readouterr().err == "aws-prod: is not an infrastructure stack; the stacks are aws-dev\n"
    assert main(["aws-dev", "aws-dev"]) == 1
    assert capsys.readouterr().err == "A and B: are both aws-dev; name two stacks\n"
    assert main(["aws-dev", ""]) == 1
    assert capsys.readouterr().err == "A and B: must both be infrastructure stacks; the stacks are aws-dev\n"
