"""The ingress of a deployment: certificate, load balancer, DNS records and PrivateLink endpoint service."""

from cdktf import TerraformProvider
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.assembly.placement import Placement
from constructs_lib.aws.certificate import Certificate
from constructs_lib.aws.dns import AliasRecords
from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.load_balancer_routes import Route
from constructs_lib.aws.nodes import NodeGroup
from constructs_lib.aws.private_link import PrivateLink
from constructs_lib.framework import RemovedBlock
from constructs_lib.settings import AwsSettings

# The paths of the chart's own ingress, and the health checks of its services
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/templates/_ingress.tpl).
_COMPONENT_PATHS = {
    "api": ("api", ("/api", "/api/*", "/graphql*"), "/ready"),
    "console": ("con", ("/console", "/console/*"), "/console/api/healthz"),
    "weave-trace": ("trc", ("/traces", "/traces/*"), "/traces/health"),
}


def create_load_balancer(
    scope: Construct,
    settings: AwsSettings,
    *,
    placement: Placement,
    nodes: NodeGroup,
    node_security_group_id: str,
    dns_provider: TerraformProvider | None,
) -> LoadBalancer:
    """The load balancer with its certificate and, when there is a hosted zone, its DNS records."""
    _forget_shared_record(scope, settings)
    balancer = LoadBalancer(
        scope,
        "load_balancer",
        name=settings.namespace,
        vpc_id=placement.vpc_id,
        subnet_ids=_subnet_ids(settings, placement),
        internet_facing=settings.internet_facing,
        # With private traffic only, all traffic comes through the endpoint service.
        allowed_cidrs=() if settings.private_only_traffic else settings.allowed_inbound_cidr,
        allowed_ipv6_cidrs=() if settings.private_only_traffic else settings.allowed_inbound_ipv6_cidr,
        certificate_arn=settings.acm_certificate_arn or _create_certificate(scope, settings, dns_provider),
        tls_policy=settings.ssl_policy,
        node_port=settings.service_port,
        routes=_routes(settings),
        node_security_group_id=node_security_group_id,
        autoscaling_group_name=nodes.autoscaling_group_name,
        extra_autoscaling_group_names=nodes.extra_autoscaling_group_names,
        deletion_protection=settings.deletion_protection,
        dualstack=settings.dualstack,
        access_logs_bucket=settings.load_balancer_access_logs_bucket,
        web_acl_arn=settings.waf_web_acl_arn,
        tags=settings.aws_loadbalancer_controller_tags,
    )
    if settings.zone_id is not None:
        AliasRecords(
            scope,
            "dns",
            zone_id=settings.zone_id,
            domain_names=settings.all_fqdns,
            target_dns_name=balancer.dns_name,
            target_zone_id=balancer.hosted_zone_id,
            ipv6=settings.dualstack,
            dns_provider=dns_provider,
        )
    return balancer


def create_private_link(
    scope: Construct, settings: AwsSettings, account: Account, *, placement: Placement, balancer: LoadBalancer
) -> PrivateLink | None:
    """The endpoint service for other accounts, or None if no account is allowed."""
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
    return list(placement.public_subnet_ids if settings.internet_facing else placement.internal_subnet_ids)


def _routes(settings: AwsSettings) -> list[Route]:
    """The paths of the operator's components except the app, which serves all others."""
    ports = settings.component_node_ports
    return [
        Route(component, suffix, ports[component], paths, health_path)
        for component, (suffix, paths, health_path) in _COMPONENT_PATHS.items()
        if component in ports
    ]


def _create_certificate(scope: Construct, settings: AwsSettings, dns_provider: TerraformProvider | None) -> str:
    assert settings.zone_id is not None  # The settings' rules require it for a new certificate.
    certificate = Certificate(
        scope, "certificate", domain_names=settings.all_fqdns, zone_id=settings.zone_id, dns_provider=dns_provider
    )
    return certificate.certificate_arn


def _forget_shared_record(scope: Construct, settings: AwsSettings) -> None:
    """Retains the validation record of the bare domain, which earlier versions created with `external_dns = false`.

    ACM uses the same record for every certificate of that domain in the account, and cannot renew them without it
    (https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html).
    """
    if not settings.external_dns and settings.domain_name not in settings.all_fqdns:
        record = settings.domain_name.replace(".", "-")
        RemovedBlock(scope, "certificate_released", addresses=[f"aws_route53_record.certificate_{record}"])
