"""The types of settings whose format AWS defines: ARNs, ids, versions, instance types, tags."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.role_arns import missing_path
from constructs_lib.value_text import show

from ..fields.bucket_names import valid_bucket_name
from ..fields.conversion import fail, to_list
from ..fields.suggestions import did_you_mean
from ..fields.types import (
    OptionalText,
    Text,
    TextMap,
    TypeName,
    cidr4,
    json_object,
    no_repeats,
    text_matching,
    when_given,
)
from ..kubernetes.versions import kubernetes_version
from .instances import cache_node_type, database_class, server_node_type
from .versions import add_on_version, aurora_version

# Every partition: aws, aws-cn, aws-us-gov, the isolated and the European sovereign ones
# (https://docs.aws.amazon.com/IAM/latest/UserGuide/reference-arns.html).
PARTITION = r"aws(?:-[a-z]+)*"
ACCOUNT = r"\d{12}"
_DIRECTION = "north|south|east|west|central|northeast|northwest|southeast|southwest"
_AREA = r"[a-z]{2}|us-gov|us-iso[a-z]?|eu-iso[a-z]|eusc-[a-z]{2}"
REGION = rf"(?:{_AREA})-(?:{_DIRECTION})-\d"
# https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html and those of the other partitions,
# in November 2026. A region of the right form that is not listed may be a new one: it is accepted with a warning.
KNOWN_REGIONS = (
    *("af-south-1", "ap-east-1", "ap-east-2", "ap-northeast-1", "ap-northeast-2", "ap-northeast-3", "ap-south-1"),
    *("ap-south-2", "ap-southeast-1", "ap-southeast-2", "ap-southeast-3", "ap-southeast-4", "ap-southeast-5"),
    *(
        "ap-southeast-6",
        "ap-southeast-7",
        "ca-central-1",
        "ca-west-1",
        "cn-north-1",
        "cn-northwest-1",
        "eu-central-1",
        "eu-central-2",
    ),
    *("eu-north-1", "eu-south-1", "eu-south-2", "eu-west-1", "eu-west-2", "eu-west-3", "il-central-1", "me-central-1"),
    *("me-south-1", "mx-central-1", "sa-east-1", "us-east-1", "us-east-2", "us-gov-east-1", "us-gov-west-1"),
    *("us-west-1", "us-west-2", "eusc-de-east-1"),
    *("us-iso-east-1", "us-iso-west-1", "us-isob-east-1", "us-isob-west-1", "us-isof-east-1", "us-isof-south-1"),
    "eu-isoe-west-1",
)
# Tag limits: https://docs.aws.amazon.com/tag-editor/latest/userguide/best-practices-and-strats.html
TAG_NAME_LENGTH = 128
TAG_VALUE_LENGTH = 256
TAGS_MAX = 50
# Tags that the constructs set in addition to the given ones: Name, and the cluster and load balancer tags of subnets.
OWN_TAGS = 5
_TAG_CHARACTERS = "letters, digits, spaces and + - = . _ : / @"
_TAG_TEXT = re.compile(r"[\w \t+\-=.:/@]*", re.UNICODE)
# https://docs.aws.amazon.com/kms/latest/APIReference/API_PutKeyPolicy.html: at most 32768 characters.
KEY_POLICY_LENGTH = 32_768
# The form used in the aws-auth config map, without wildcards, which are allowed only in a condition.
_SSO_ROLE = re.compile(rf'arn:{PARTITION}:iam::{ACCOUNT}:role/AWSReservedSSO_[\w+=,.@-]+(?=")')


def region(value: str) -> str:
    """A region name of any partition."""
    if not re.fullmatch(REGION, value):
        hint = did_you_mean(value, KNOWN_REGIONS) or '; write a region name such as "eu-central-1"'
        fail(f"{show(value)} is not an AWS region{hint}")
    return value


def unknown_region(region: str) -> str | None:
    """A warning about an unknown region: a new one, or more likely a typing mistake."""
    if region in KNOWN_REGIONS:
        return None
    near = [known for known in KNOWN_REGIONS if known.rpartition("-")[0] == region.rpartition("-")[0]]
    known = f"use {' or '.join(near)}" if near else "check the name"
    return f'"{region}" is unknown; {known}, unless the region is new'


def arn(service: str, resource: str, example: str) -> Callable[[str], str]:
    """A check for an ARN of one kind, in any partition. `service` and `resource` are patterns."""
    place = "" if service.startswith("iam") else REGION
    pattern = rf"arn:{PARTITION}:{service}:{place}:(?:{ACCOUNT}|aws):{resource}"

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            fail(f'{show(value)} is not the right kind of ARN; write one such as "{example}"')
        if lacking := missing_path(value):
            fail(f"{show(value)} {lacking}")
        return value

    return check


def _example(service: str, resource: str) -> str:
    return f"arn:aws:{service}:{'' if service == 'iam' else 'eu-central-1'}:123456789012:{resource}"


def tags(values: dict[str, str]) -> dict[str, str]:
    """Tags within the limits that hold for every service."""
    for name, value in values.items():
        if name.lower().startswith("aws:"):
            fail(f'the tag name {show(name)} starts with "aws:", which AWS reserves; use another name')
        if not 1 <= len(name) <= TAG_NAME_LENGTH or not _TAG_TEXT.fullmatch(name):
            fail(f"{show(name)} is not a tag name; write 1 to {TAG_NAME_LENGTH} {_TAG_CHARACTERS}")
        if len(value) > TAG_VALUE_LENGTH or not _TAG_TEXT.fullmatch(value):
            fail(f"the value of tag {show(name)} is not valid; write up to {TAG_VALUE_LENGTH} {_TAG_CHARACTERS}")
    if len({name.lower() for name in values}) != len(values):
        fail("has two tag names that differ only in case, which IAM roles refuse; remove one")
    if len(values) > TAGS_MAX - OWN_TAGS:
        fail(f"has {len(values)} tags; AWS allows {TAGS_MAX} per resource, of which the deployment sets {OWN_TAGS}")
    return values


def ignored_tag(value: str) -> str:
    """A tag name, or a prefix that ends in `*`, which no tag name can contain."""
    name = value.removesuffix("*")
    if name.lower().startswith("aws:"):
        fail(f'{show(value)} starts with "aws:"; Terraform ignores such tags anyway, remove it')
    if not 1 <= len(name) <= TAG_NAME_LENGTH or not _TAG_TEXT.fullmatch(name):
        fail(f'{show(value)} is not a tag name; write one such as "CostCenter", or a prefix such as "corp:*"')
    return value


def zone_ranges(values: dict[str, str]) -> dict[str, str]:
    """One IPv4 range per zone, by the zone's number."""
    for zone, cidr in values.items():
        if not re.fullmatch(r"[1-6]", zone):
            fail(f'{show(zone)} is not a zone number; write "1" for the zone of the first public range, up to "6"')
        cidr4(cidr)
    return values


def key_policy(value: str) -> str:
    """A key policy: a JSON object with statements, of a length that KMS accepts."""
    json_object(value)
    policy = json.loads(value)
    if "Statement" not in policy:
        fail("has no Statement; write a policy document with Version and Statement")
    if not policy["Statement"] or not isinstance(policy["Statement"], list | dict):
        fail("has an empty Statement, so nobody could use the key; write at least one statement")
    if wrong := _SSO_ROLE.search(value):
        fail(f"has a role ARN that KMS refuses: {show(wrong[0])} {missing_path(wrong[0])}")
    if len(value) > KEY_POLICY_LENGTH:
        fail(f"has {len(value)} characters; KMS allows at most {KEY_POLICY_LENGTH}")
    return value


def alias_name(value: str) -> str:
    """A key alias without the prefix `alias/`, which is added as in the official module."""
    if value.startswith("alias/"):
        fail(f"{show(value)} starts with alias/, which is added automatically; write {show(value[6:])}")
    if value.startswith("aws/"):
        fail(f'{show(value)} starts with "aws/", which AWS reserves; use another name')
    # https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateAlias.html: 256 characters, alias/ included.
    return text_matching(r"[a-zA-Z0-9/_-]{1,250}", "up to 250 letters, digits and / _ -")(value)


def _optional(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(when_given(check))


def hosted_zone(value: str) -> str:
    """A hosted zone id without prefix."""
    if value.startswith("/hostedzone/"):
        fail(f"{show(value)} starts with /hostedzone/; write only the id")
    # At most 32 characters: https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetHostedZone.html.
    # AWS ids are upper case and start with Z; the lower-case placeholder in W&B's guide must be accepted.
    return text_matching(r"[A-Za-z0-9]{1,32}", 'the id of a hosted zone, such as "Z0123456789ABCDEFGHIJ"')(value)


# Resource ids have 8 or 17 hexadecimal digits: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/resource-ids.html
_vpc_id = text_matching(r"vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})", 'a VPC id such as "vpc-0123456789abcdef0"')
_subnet_id = text_matching(r"subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})", 'a subnet id such as "subnet-0123456789abcdef0"')
_key_arn = arn(
    "kms", r"key/(?:mrk-[0-9a-f]{32}|[0-9a-f-]{36})", _example("kms", "key/12345678-1234-1234-1234-123456789012")
)
# https://docs.aws.amazon.com/waf/latest/APIReference/API_WebACL.html; load balancers take regional ones.
_web_acl_arn = arn(
    "wafv2",
    r"regional/webacl/[\w-]{1,128}/[0-9a-f-]{36}",
    _example("wafv2", "regional/webacl/rules/12345678-1234-1234-1234-123456789012"),
)
_certificate_arn = arn(
    "acm", r"certificate/[0-9a-f-]{36}", _example("acm", "certificate/12345678-1234-1234-1234-123456789012")
)
# https://docs.aws.amazon.com/STS/latest/APIReference/API_AssumeRole.html
_external_id = text_matching(r"[\w+=,.@:/-]{2,1224}", "2 to 1224 letters, digits and + = , . @ : / _ -")
_session_name = text_matching(r"[\w+=,.@-]{2,64}", "2 to 64 letters, digits and + = , . @ _ -")
_principal_arn = arn("iam", r"(?:root|(?:role|user)/[\w+=,.@/-]{1,512})", _example("iam", "role/key-administrator"))

Region = Annotated[Text, AfterValidator(region)]
OptionalHostedZone = Annotated[OptionalText, _optional(hosted_zone)]
VpcId = Annotated[OptionalText, _optional(_vpc_id)]
SubnetId = Annotated[Text, AfterValidator(_subnet_id)]
SubnetIds = Annotated[
    tuple[SubnetId, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")
]
KeyArn = Annotated[OptionalText, _optional(_key_arn)]
CertificateArn = Annotated[OptionalText, _optional(_certificate_arn)]
WebAclArn = Annotated[OptionalText, _optional(_web_acl_arn)]
PrincipalArn = Annotated[OptionalText, _optional(_principal_arn)]
_role_arn = arn("iam", r"role/[\w+=,.@/-]{1,512}", _example("iam", "role/team"))
RoleArn = Annotated[Text, AfterValidator(_role_arn)]
OptionalRoleArn = Annotated[OptionalText, _optional(_role_arn)]
ExternalId = Annotated[OptionalText, _optional(_external_id)]
SessionName = Annotated[OptionalText, _optional(_session_name)]
UserArn = Annotated[Text, AfterValidator(arn("iam", r"user/[\w+=,.@/-]{1,512}", _example("iam", "user/someone")))]
PolicyArn = Annotated[Text, AfterValidator(arn("iam", r"policy/[\w+=,.@/-]{1,512}", _example("iam", "policy/extra")))]
OptionalPolicyArn = Annotated[
    OptionalText,
    _optional(arn("iam", r"policy/[\w+=,.@/-]{1,512}", _example("iam", "policy/boundary"))),
]
# https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html#identifiers-friendly-names
RolePath = Annotated[
    Text,
    AfterValidator(
        text_matching(r"(?a)/(?:[\w+=,.@-]{1,64}/){0,8}", 'a path that starts and ends with "/", such as "/wandb/"')
    ),
]
PolicyArns = Annotated[
    tuple[PolicyArn, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")
]
AccountId = Annotated[Text, AfterValidator(text_matching(ACCOUNT, "the 12 digits of an AWS account, in quotes"))]
AccountIds = Annotated[
    tuple[AccountId, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")
]
BucketName = Annotated[OptionalText, _optional(valid_bucket_name)]
Tags = Annotated[TextMap, AfterValidator(tags)]
IgnoredTags = Annotated[
    tuple[Annotated[Text, AfterValidator(ignored_tag)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]
ZoneRanges = Annotated[TextMap, AfterValidator(zone_ranges)]
KeyPolicy = Annotated[OptionalText, _optional(key_policy)]
AliasName = Annotated[OptionalText, _optional(alias_name)]
AliasNames = Annotated[
    tuple[Annotated[Text, AfterValidator(alias_name)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]
KubernetesVersion = Annotated[Text, AfterValidator(kubernetes_version)]
OptionalKubernetesVersion = Annotated[OptionalText, _optional(kubernetes_version)]
AddOnVersion = Annotated[OptionalText, _optional(add_on_version)]
AuroraVersion = Annotated[Text, AfterValidator(aurora_version)]
DatabaseClass = Annotated[OptionalText, _optional(database_class)]
CacheNodeType = Annotated[OptionalText, _optional(cache_node_type)]
NodeTypes = Annotated[
    tuple[Annotated[Text, AfterValidator(server_node_type)], ...],
    BeforeValidator(lambda value: () if value is None else to_list(value)),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]


_PARTITION_STARTS = (("cn-", "aws-cn"), ("us-gov-", "aws-us-gov"), ("eusc-", "aws-eusc"))


def partition_of(region: str) -> str:
    """The partition of a region; empty for isolated regions, whose names do not show it."""
    if "-iso" in region:
        return ""
    return next((partition for start, partition in _PARTITION_STARTS if region.startswith(start)), "aws")
