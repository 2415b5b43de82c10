"""A protected bucket that is replaced by an existing one stays unchanged, and leaves Terraform's state.

It leaves the configuration, and `prevent_destroy` leaves with it.
"""

from collections.abc import Mapping
from typing import Any

import pytest

from constructs_lib.aws.storage import PARTS
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

KEY = "arn:aws:kms:eu-central-1:123456789012:key/11111111-2222-3333-4444-555555555555"
OWN_BUCKET = {"bucket_name": "own", "bucket_region": "eu-central-1", "bucket_kms_key_arn": KEY}
STORAGE = [f"-target={type_}.storage_{part}" for type_, part in PARTS]


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Make the bucket, protected; put one of the user's own in its place."""
    terraform = deployment.terraform
    deployment.configure({**values, "deletion_protection": True})
    terraform.init()
    terraform.apply(*STORAGE)
    before = _settings_of_the_bucket(deployment)
    deployment.configure({**values, "deletion_protection": True, **OWN_BUCKET})
    terraform.apply(*STORAGE)
    yield "bucket", (before, _settings_of_the_bucket(deployment))
    yield "state", deployment.addresses()


STORIES: Mapping[str, StoryDefinition] = {"own-bucket": ("aws", "recommended", by_container(life_of))}


@pytest.mark.story("own-bucket")
def test_replaced_bucket_is_forgotten_not_destroyed(story: Story) -> None:
    before, after = story["bucket"]

    assert before["public access"] == dict.fromkeys(before["public access"], True)
    assert after == before
    assert [address for address in story["state"] if "storage" in address and not address.startswith("terraform")] == []


def _settings_of_the_bucket(deployment: Deployed) -> Mapping[str, Any]:
    s3 = deployment.client("s3")
    [bucket] = s3.list_buckets()["Buckets"]
    name = bucket["Name"]
    return {
        "name": name,
        "encryption": s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"],
        "policy": s3.get_bucket_policy(Bucket=name)["Policy"],
        "public access": s3.get_public_access_block(Bucket=name)["PublicAccessBlockConfiguration"],
        "versioning": s3.get_bucket_versioning(Bucket=name)["Status"],
    }
