"""The known AWS regions."""

from __future__ import annotations

import botocore.session

from constructs_lib.settings.aws.types import KNOWN_REGIONS, region, unknown_region


def test_known_regions_are_those_of_the_aws_sdk() -> None:
    partitions = botocore.session.get_session().get_data("endpoints")["partitions"]
    assert sorted(KNOWN_REGIONS) == sorted({name for partition in partitions for name in partition["regions"]})


def test_known_regions_are_accepted_without_warning() -> None:
    assert [(region(name), unknown_region(name)) for name in KNOWN_REGIONS] == [(name, None) for name in KNOWN_REGIONS]
