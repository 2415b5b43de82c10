"""Region, partition and account of the deployment, and the tags that Terraform ignores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...rules import Findings, Rule, rule
from ..types import partition_of, unknown_region

if TYPE_CHECKING:
    from ..inputs import AwsInputs

# Keys, certificates and web ACLs work only in their own region; an existing bucket's key is in the bucket's region.
IN_REGION = (
    *("kms_key_arn", "database_kms_key_arn", "database_performance_insights_kms_key_arn", "acm_certificate_arn"),
    "waf_web_acl_arn",
    "database_snapshot_identifier",
)
ONE_ARN = (
    *IN_REGION,
    "bucket_kms_key_arn",
    "kms_key_policy_administrator_arn",
    "zone_role_arn",
    "iam_permissions_boundary_arn",
)


def arns_are_in_region(settings: AwsInputs) -> Findings:
    """Keys, certificates, web ACLs and topics can be used only in their own region."""
    topic = settings.alarms.sns_topic_arn if settings.alarms else None
    for name, arn in [*((name, getattr(settings, name)) for name in IN_REGION), ("alarms", topic)]:
        parts = (arn or "").split(":")
        if parts[0] == "arn" and parts[3] != settings.region:
            yield (
                name,
                f"is in region {parts[3]}, the deployment in {settings.region}; use one in {settings.region}",
            )


def arns_are_in_partition(settings: AwsInputs) -> Findings:
    """Partitions share no resources, not even IAM roles."""
    partition = partition_of(settings.region)
    for name, arn in _all_arns(settings):
        if arn.startswith("arn:") and partition and arn.split(":")[1] != partition:
            other = arn.split(":")[1]
            yield name, f"is in partition {other}, the deployment in {partition}; use one in {partition}"


def _all_arns(settings: AwsInputs) -> list[tuple[str, str]]:
    arns = [(name, getattr(settings, name) or "") for name in ONE_ARN]
    arns += [("alarms", settings.alarms.sns_topic_arn or "")] if settings.alarms else []
    arns += [("assume_role", settings.assume_role.role_arn)] if settings.assume_role else []
    arns += [("eks_policy_arns", arn) for arn in settings.eks_policy_arns]
    arns += [("kubernetes_map_roles", role.principal_arn) for role in settings.kubernetes_map_roles]
    arns += [("kubernetes_map_users", user.principal_arn) for user in settings.kubernetes_map_users]
    return arns


def regions_are_known(settings: AwsInputs) -> Findings:
    """A warning, because AWS adds regions over time."""
    for name in _REGIONS:
        region: str | None = getattr(settings, name)
        if region and (warning := unknown_region(region)):
            yield name, warning
    # The region of an S3-compatible store is not checked.
    own = settings.backend.type == "s3" and not getattr(settings.backend, "skip_region_validation", False)
    if own and (warning := unknown_region(getattr(settings.backend, "region", ""))):
        yield "backend", f"region {warning}"


_REGIONS = ("region", "bucket_region")


def assumed_role_account_is_allowed(settings: AwsInputs) -> Findings:
    """Terraform works in the account of the role it assumes."""
    role, allowed = settings.assume_role, settings.allowed_account_ids
    if role and allowed and role.account_id not in allowed:
        yield (
            "allowed_account_ids",
            f"does not contain {role.account_id}, the account of assume_role; add it or change the role",
        )


# Tags by which EKS and load balancer controllers find the subnets, and the name shown in the console.
_TAGS_SET_HERE = (
    "Name",
    "kubernetes.io/cluster/<namespace>",
    "kubernetes.io/role/elb",
    "kubernetes.io/role/internal-elb",
)
_TAGS = ("default_tags", "eks_cluster_tags", "aws_loadbalancer_controller_tags")


def ignored_tags_are_not_set(settings: AwsInputs) -> Findings:
    """A tag that is both set and ignored would be a change in every plan
    (https://registry.terraform.io/providers/hashicorp/aws/latest/docs#ignore_tags-configuration-block).
    """
    for pattern in settings.ignore_tags:
        own = [name for name in _TAGS_SET_HERE if _matches(pattern, name.replace("<namespace>", settings.namespace))]
        if own:
            yield "ignore_tags", f'"{pattern}" matches the tag {own[0]}, which the deployment sets; remove it'
        for other in _TAGS:
            for name in getattr(settings, other):
                if _matches(pattern, name):
                    yield "ignore_tags", f'"{pattern}" matches the tag "{name}" of {other}; remove one of them'


def _matches(pattern: str, name: str) -> bool:
    return name.startswith(pattern[:-1]) if pattern.endswith("*") else name == pattern


RULES: tuple[Rule, ...] = (
    rule(arns_are_in_region, "region", "alarms", *IN_REGION),
    rule(
        arns_are_in_partition,
        *(
            "region",
            *ONE_ARN,
            "alarms",
            "assume_role",
            "eks_policy_arns",
            "kubernetes_map_roles",
            "kubernetes_map_users",
        ),
    ),
    rule(assumed_role_account_is_allowed, "assume_role", "allowed_account_ids"),
    rule(ignored_tags_are_not_set, "namespace", "ignore_tags", *_TAGS),
)
NOTICES = (rule(regions_are_known, "backend", *_REGIONS),)
