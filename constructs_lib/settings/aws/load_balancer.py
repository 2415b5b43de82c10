"""Load balancer: allowed ranges, TLS policy, subnets."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import OURS, V2, V8, setting
from ..fields.suggestions import nearest
from ..fields.types import Check, Cidr4s, Cidr6s, OptionalFlag, Text, markdown_list
from .types import BucketName, SubnetIds, Tags, WebAclArn

# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html, those without
# TLS 1.0 and 1.1.
_TLS13 = "ELBSecurityPolicy-TLS13-1"
TLS_POLICIES = (
    *(f"{_TLS13}-{kind}-2021-06" for kind in ("2", "2-Res", "2-Ext1", "2-Ext2", "3")),
    *(f"{_TLS13}-{kind}-PQ-2025-09" for kind in ("2", "2-Res", "2-Ext1", "2-Ext2", "3")),
    *(f"{_TLS13}-{kind}-FIPS-2023-04" for kind in ("2", "2-Res", "2-Ext0", "2-Ext1", "2-Ext2", "3")),
    *(f"{_TLS13}-{kind}-FIPS-PQ-2025-09" for kind in ("2", "2-Res", "2-Ext0", "2-Ext1", "2-Ext2", "3")),
    *("ELBSecurityPolicy-TLS-1-2-2017-01", "ELBSecurityPolicy-TLS-1-2-Ext-2018-06"),
    *(
        "ELBSecurityPolicy-FS-1-2-2019-08",
        "ELBSecurityPolicy-FS-1-2-Res-2019-08",
        "ELBSecurityPolicy-FS-1-2-Res-2020-10",
    ),
)
TLS_POLICY_DEFAULT = "ELBSecurityPolicy-TLS13-1-2-2021-06"
OLD_TLS_POLICIES = (
    *("ELBSecurityPolicy-2015-05", "ELBSecurityPolicy-2016-08", "ELBSecurityPolicy-TLS-1-0-2015-04"),
    *("ELBSecurityPolicy-TLS-1-1-2017-01", "ELBSecurityPolicy-FS-2018-06", "ELBSecurityPolicy-FS-1-1-2019-08"),
    *(
        "ELBSecurityPolicy-TLS13-1-0-2021-06",
        "ELBSecurityPolicy-TLS13-1-0-PQ-2025-09",
        "ELBSecurityPolicy-TLS13-1-1-2021-06",
    ),
    *("ELBSecurityPolicy-TLS13-1-0-FIPS-2023-04", "ELBSecurityPolicy-TLS13-1-1-FIPS-2023-04"),
)


def tls_policy(value: str) -> str:
    """A policy that allows only TLS 1.2 or newer."""
    if value in OLD_TLS_POLICIES:
        fail(f'{show(value)} allows TLS 1.0 or 1.1; write "{TLS_POLICY_DEFAULT}"')
    if value not in TLS_POLICIES:
        by_lower_case = {policy.lower(): policy for policy in TLS_POLICIES}
        right = by_lower_case.get(nearest(value, by_lower_case) or "", TLS_POLICY_DEFAULT)
        fail(f'{show(value)} is not a TLS policy of the load balancer; write "{right}"')
    return value


class LoadBalancerSettings(SettingsModel):
    """Allowed ranges, TLS policy and subnets of the load balancer."""

    allowed_inbound_cidr: Cidr4s = setting(
        changes="The IPv4 ranges that may reach the server; an empty list allows none.",
        example=["203.0.113.0/24"],
    )
    allowed_inbound_ipv6_cidr: Cidr6s = setting(
        changes="The IPv6 ranges that may reach the server; an empty list allows none.",
        note="The load balancer has IPv6 addresses only if it is internet-facing and the VPC is created here.",
        example=[],
    )
    ssl_policy: Annotated[Text, AfterValidator(Check(tls_policy, markdown_list(TLS_POLICIES)))] = setting(
        TLS_POLICY_DEFAULT,
        since=(V2,),
        changes="The TLS versions and ciphers of the HTTPS listener.",
        note="Applied to the listener, and allows TLS 1.3; the official module ignores it.",
    )
    load_balancer_access_logs_bucket: BucketName = setting(
        None,
        since=(OURS,),
        changes="An existing bucket for the load balancer's access logs; the namespace is their prefix.",
        when_omitted="there are no access logs",
        note="Its policy must allow the region's load balancers to write.",
    )
    waf_web_acl_arn: WebAclArn = setting(
        None,
        since=(OURS,),
        changes="An existing regional web ACL of AWS WAF to associate with the load balancer.",
        when_omitted="only the allowed ranges restrict access",
    )
    kubernetes_alb_internet_facing: OptionalFlag = setting(
        None,
        since=(V8,),
        changes="Whether the load balancer is internet-facing.",
        when_omitted="public_access decides",
        note="Terraform creates the load balancer, not a controller in the cluster.",
    )
    kubernetes_alb_subnets: SubnetIds = setting(
        (),
        since=(V8,),
        changes="Existing subnets of the load balancer, one per zone.",
        when_omitted="the public subnets, or the private ones when it is internal",
        note="Terraform creates the load balancer, not a controller in the cluster.",
    )
    aws_loadbalancer_controller_tags: Tags = setting(
        {},
        since=(V8,),
        changes="Additional tags on the load balancer, the target group and the cluster.",
        note="Terraform creates the load balancer, not a controller in the cluster.",
    )
