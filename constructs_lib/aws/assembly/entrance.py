"""The way in: certificate, load balancer, names, and the private link before them."""

from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.assembly.placement import Placement
from constructs_lib.aws.certificate import Certificate
from constructs_lib.aws.dns import AliasRecords
from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.nodes import NodeGroup
from constructs_lib.aws.private_link import PrivateLink
from constructs_lib.settings import AwsSettings


def create_load_balancer(
    scope: Construct, settings: AwsSettings, *, placement: Placement, nodes: NodeGroup, node_security_group_id: str
) -> LoadBalancer:
    """The load balancer with its certificate and names."""
    balancer = LoadBalancer(
        scope,
        "load_balancer",
        name=settings.namespace,
        vpc_id=placement.vpc_id,
        subnet_ids=_subnet_ids(settings, placement),
        internet_facing=settings.internet_facing,
        # With private traffic only, the private link's group is the one way in.
        allowed_cidrs=() if settings.private_only_traffic else settings.allowed_inbound_cidr,
        allowed_ipv6_cidrs=() if settings.private_only_traffic else settings.allowed_inbound_ipv6_cidr,
        certificate_arn=settings.acm_certificate_arn or _create_certificate(scope, settings),
        tls_policy=settings.ssl_policy,
        node_port=settings.service_port,
        node_security_group_id=node_security_group_id,
        autoscaling_group_name=nodes.autoscaling_group_name,
        deletion_protection=settings.deletion_protection,
        dualstack=settings.dualstack,
        access_logs_bucket=settings.load_balancer_access_logs_bucket,
        web_acl_arn=settings.waf_web_acl_arn,
        tags=settings.aws_loadbalancer_controller_tags,
    )
    AliasRecords(
        scope,
        "dns",
        zone_id=settings.zone_id,
        domain_names=settings.all_fqdns,
        target_dns_name=balancer.dns_name,
        target_zone_id=balancer.hosted_zone_id,
        ipv6=settings.dualstack,
    )
    return balancer


def create_private_link(
    scope: Construct, settings: AwsSettings, account: Account, *, placement: Placement, balancer: LoadBalancer
) -> PrivateLink | None:
    """The endpoint service for other accounts, if any may connect."""
    if not settings.private_link_allowed_account_ids:
        return None
    return PrivateLink(
        scope,
        "private_link",
        name=settings.namespace,
        vpc_id=placement.vpc_id,
        subnet_ids=placement.private_subnet_ids,
        load_balancer_arn=balancer.load_balancer_arn,
        load_balancer_security_group_id=balancer.security_group_id,
        allowed_account_ids=settings.private_link_allowed_account_ids,
        allowed_cidrs=settings.allowed_private_endpoint_cidr,
        account=account,
        deletion_protection=settings.deletion_protection,
    )


def _subnet_ids(settings: AwsSettings, placement: Placement) -> list[str]:
    if settings.kubernetes_alb_subnets:
        return list(settings.kubernetes_alb_subnets)
    return list(placement.public_subnet_ids if settings.internet_facing else placement.private_subnet_ids)


def _create_certificate(scope: Construct, settings: AwsSettings) -> str:
    names = [settings.certificate_domain_name, *settings.certificate_alternative_names]
    return Certificate(scope, "certificate", domain_names=names, zone_id=settings.zone_id).certificate_arn
