"""With deletion protection, a replaced bucket or key is retained unchanged."""

from pathlib import Path
from typing import Any

import pytest

from tests.deployments import load, synthesize, values_of, write_file

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OWN_BUCKET = {"bucket_name": "own", "bucket_region": "eu-central-1", "bucket_kms_key_arn": KEY}
OTHERS: dict[str, Any] = {**OWN_BUCKET, "kms_key_arn": KEY, "enable_clickhouse": False}


def _configuration(folder: Path, values: dict[str, Any]) -> dict[str, Any]:
    file = write_file(folder / "aws" / "x.tfvars.json", {**values_of("recommended"), **values})
    return synthesize(load(file), folder / "out")["aws-x"].json


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
