"""A replaced bucket or key and the first of two databases are retained unchanged."""

from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS, load, synthesize, values_of, write_file

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OWN_BUCKET = {"bucket_name": "own", "bucket_region": "eu-central-1", "bucket_kms_key_arn": KEY}
OTHERS: dict[str, Any] = {**OWN_BUCKET, "kms_key_arn": KEY, "enable_clickhouse": False}


SERVER = "/subscriptions/0a0b0c0d-1111-2222-3333-444444444444/resourceGroups/wandb/providers/Microsoft.DBforMySQL"
RESTORES: dict[str, dict[str, Any]] = {
    "aws": {"database_restore_cluster": "wandb"},
    "azure": {
        "database_restore_server_id": f"{SERVER}/flexibleServers/wandb-0a1b2c3d",
        "database_restore_time": "2026-01-31T12:00:00Z",
    },
}
# Aurora and MySQL with what is in them. Parameters of a server on Azure are set back, and are no data.
DATABASES = (
    "aws_rds_cluster.",
    "aws_rds_cluster_instance.",
    "azurerm_mysql_flexible_server.",
    "azurerm_mysql_flexible_database.",
    "azurerm_management_lock.database",
)


def _configuration(folder: Path, values: dict[str, Any], cloud: str = "aws") -> dict[str, Any]:
    file = write_file(folder / cloud / "x.tfvars.json", {**values_of("recommended", cloud), **values})
    return synthesize(load(file), folder / "out")[f"{cloud}-x"].json


def _databases(configuration: dict[str, Any]) -> set[str]:
    found = {f"{type_}.{name}" for type_, resources in configuration["resource"].items() for name in resources}
    return {address for address in found if address.startswith(DATABASES)}


def _data(configuration: dict[str, Any]) -> set[str]:
    """The addresses of all parts of buckets and keys that are the deployment's own."""
    return {
        f"{type_}.{name}"
        for type_, resources in configuration["resource"].items()
        for name in resources
        if type_ == "aws_kms_key" or (type_.startswith("aws_s3_bucket") and name.startswith("storage_"))
    }


def test_replaced_bucket_and_keys_are_forgotten_not_destroyed(tmp_path: Path) -> None:
    everything = {"deletion_protection": True, "enable_clickhouse": True, "bucket_access_logs_bucket": "logs"}
    before = _configuration(tmp_path / "before", everything)
    after = _configuration(tmp_path / "after", {"deletion_protection": True, **OTHERS})

    assert len(_data(before)) == 11
    assert {block["from"] for block in after["removed"]} == _data(before)
    assert all(block["lifecycle"] == {"destroy": False} for block in after["removed"])


@pytest.mark.parametrize(
    "values", [{"deletion_protection": False, **OTHERS}, {"deletion_protection": True, "enable_clickhouse": True}]
)
def test_current_or_unprotected_resources_are_not_forgotten(values: dict[str, Any], tmp_path: Path) -> None:
    assert "removed" not in _configuration(tmp_path, values)


@pytest.mark.parametrize("cloud", CLOUDS)
@pytest.mark.parametrize("protected", [True, False])
def test_first_database_is_forgotten_when_another_is_restored(cloud: str, protected: bool, tmp_path: Path) -> None:
    values = {"deletion_protection": protected}
    before = _configuration(tmp_path / "before", values, cloud)
    after = _configuration(tmp_path / "after", {**values, **RESTORES[cloud]}, cloud)

    assert _databases(before) <= {block["from"] for block in after["removed"]}
    assert _databases(before) & _databases(after) == set()
    assert _databases(after)
