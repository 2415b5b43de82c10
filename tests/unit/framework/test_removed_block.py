from cdktf import TerraformStack

from constructs_lib.framework import RemovedBlock
from tests.unit.synth import synthesized


def test_each_address_is_forgotten_not_destroyed(stack: TerraformStack) -> None:
    RemovedBlock(stack, "first", addresses=["aws_s3_bucket.old", "aws_s3_bucket_policy.old"])
    RemovedBlock(stack, "second", addresses=["aws_kms_key.old"])

    assert synthesized(stack)["removed"] == [
        {"from": address, "lifecycle": {"destroy": False}}
        for address in ("aws_s3_bucket.old", "aws_s3_bucket_policy.old", "aws_kms_key.old")
    ]


def test_without_addresses_nothing_is_written(stack: TerraformStack) -> None:
    RemovedBlock(stack, "none", addresses=[])

    assert not synthesized(stack).get("removed")
