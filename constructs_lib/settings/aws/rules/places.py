"""Everything named by an ARN lies where the deployment lies."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, Rule, rule
from ..kinds import doubt_about

if TYPE_CHECKING:
    from ..all import AwsSettings

# Keys, certificates and web ACLs work in their own region alone. The key of an existing bucket lies where that is.
IN_REGION = (
    *("kms_key_arn", "database_kms_key_arn", "database_performance_insights_kms_key_arn", "acm_certificate_arn"),
    "waf_web_acl_arn",
    "database_snapshot_identifier",
)
ONE_ARN = (*IN_REGION, "bucket_kms_key_arn", "kms_key_policy_administrator_arn")
_PARTITION_STARTS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"))


def partition_of(region: str) -> str:
    """The partition a region belongs to; empty for the isolated ones, whose names differ too much to tell."""
    if "-iso" in region:
        return ""
    return next((partition for start, partition in _PARTITION_STARTS if region.startswith(start)), "aws")


def arns_are_of_the_region(settings: AwsSettings) -> Findings:
    """A key, certificate or web ACL of another region cannot be used."""
    for name in IN_REGION:
        parts = (getattr(settings, name) or "").split(":")
        if parts[0] == "arn" and parts[3] != settings.region:
            yield (
                name,
                f"is of region {parts[3]}, and the deployment of {settings.region}; name one of {settings.region}",
            )


def arns_are_of_the_partition(settings: AwsSettings) -> Findings:
    """Partitions share nothing, IAM included."""
    partition = partition_of(settings.region)
    for name, arn in _all_arns(settings):
        if arn.startswith("arn:") and partition and arn.split(":")[1] != partition:
            other = arn.split(":")[1]
            yield name, f"is of partition {other}, and region {settings.region} of {partition}; name one of {partition}"


def _all_arns(settings: AwsSettings) -> list[tuple[str, str]]:
    arns = [(name, getattr(settings, name) or "") for name in ONE_ARN]
    arns += [("eks_policy_arns", arn) for arn in settings.eks_policy_arns]
    arns += [("kubernetes_map_roles", role.principal_arn) for role in settings.kubernetes_map_roles]
    arns += [("kubernetes_map_users", user.principal_arn) for user in settings.kubernetes_map_users]
    return arns


def regions_are_known(settings: AwsSettings) -> Findings:
    """AWS opens regions over time, so this is a warning."""
    for name in _REGIONS:
        region: str | None = getattr(settings, name)
        if region and (doubt := doubt_about(region)):
            yield name, doubt


_REGIONS = ("region", "bucket_region")
RULES: tuple[Rule, ...] = (
    rule(arns_are_of_the_region, "region", *IN_REGION),
    rule(
        arns_are_of_the_partition, "region", *ONE_ARN, "eks_policy_arns", "kubernetes_map_roles", "kubernetes_map_users"
    ),
)
NOTICES = (rule(regions_are_known, *_REGIONS),)
