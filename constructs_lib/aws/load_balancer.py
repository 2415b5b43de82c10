"""The application load balancer in front of the server's node port."""

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.autoscaling_attachment import AutoscalingAttachment
from cdktf_cdktf_provider_aws.lb import Lb
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener,
    LbListenerDefaultAction,
    LbListenerDefaultActionRedirect,
)
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup, LbTargetGroupHealthCheck
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct

# Seconds without a byte before the balancer closes a connection: what W&B's own gateways allow (wandb-facts, a).
IDLE_TIMEOUT_SECONDS = 300
# Good and bad answers before a node is taken in or out (the official module's values).
HEALTHY_THRESHOLD = 5
UNHEALTHY_THRESHOLD = 2
HEALTH_PATH = "/healthz"


class LoadBalancer(Construct):
    """ALB `<name>-alb`: HTTPS with `certificate_arn`, HTTP redirecting to it, forwarding to `node_port` of the nodes.

    `allowed_cidrs` and `allowed_ipv6_cidrs` alone reach ports 443 and 80; the balancer itself reaches nothing but
    `node_port` of the nodes' security group. `internet_facing` false places it inside the VPC. With `dualstack` it has
    IPv6 addresses too (its subnets need IPv6 ranges). With `deletion_protection` AWS refuses to delete it.

    Attributes: `dns_name`, `hosted_zone_id` (for alias records), `load_balancer_arn`, `security_group_id`.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        vpc_id: str,
        subnet_ids: Sequence[str],
        internet_facing: bool,
        allowed_cidrs: Sequence[str],
        allowed_ipv6_cidrs: Sequence[str],
        certificate_arn: str,
        tls_policy: str,
        node_port: int,
        node_security_group_id: str,
        autoscaling_group_name: str,
        deletion_protection: bool,
        dualstack: bool = False,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        self._name = name
        inbound = self._create_inbound_group(vpc_id, allowed_cidrs, allowed_ipv6_cidrs)
        outbound = self._create_outbound_group(vpc_id, node_security_group_id, node_port)
        balancer = Lb(
            self,
            "alb",
            name=f"{name}-alb",
            load_balancer_type="application",
            internal=not internet_facing,
            ip_address_type="dualstack" if dualstack else "ipv4",
            security_groups=[inbound.id, outbound.id],
            subnets=list(subnet_ids),
            idle_timeout=IDLE_TIMEOUT_SECONDS,
            drop_invalid_header_fields=True,
            enable_deletion_protection=deletion_protection,
            tags=dict(tags) if tags else None,
        )
        target_group = self._create_target_group(vpc_id, node_port, tags)
        self._redirect_http(balancer)
        https = self._serve_https(balancer, target_group, certificate_arn, tls_policy)
        AutoscalingAttachment(
            self,
            "nodes",
            autoscaling_group_name=autoscaling_group_name,
            lb_target_group_arn=target_group.arn,
        )
        self.dns_name = balancer.dns_name
        self.hosted_zone_id = balancer.zone_id
        # The listener's view of the balancer: whoever uses it waits until HTTPS is served.
        self.load_balancer_arn = https.load_balancer_arn
        self.security_group_id = inbound.id

    def _create_inbound_group(self, vpc_id: str, cidrs: Sequence[str], ipv6_cidrs: Sequence[str]) -> SecurityGroup:
        group = SecurityGroup(
            self,
            "inbound",
            name=f"{self._name}-alb-inbound",
            description="Clients of the load balancer",
            vpc_id=vpc_id,
            tags={"Name": f"{self._name}-alb-inbound"},
        )
        for label, port in (("https", 443), ("http", 80)):
            description = "HTTPS" if port == 443 else "HTTP, redirected to HTTPS"
            for index, cidr in enumerate(cidrs):
                self._allow_in(f"{label}_{index}", group, port, description, cidr_ipv4=cidr)
            for index, cidr in enumerate(ipv6_cidrs):
                self._allow_in(f"{label}_ipv6_{index}", group, port, description, cidr_ipv6=cidr)
        return group

    def _allow_in(
        self,
        id_: str,
        group: SecurityGroup,
        port: int,
        description: str,
        *,
        cidr_ipv4: str | None = None,
        cidr_ipv6: str | None = None,
    ) -> None:
        VpcSecurityGroupIngressRule(
            self,
            id_,
            security_group_id=group.id,
            description=description,
            ip_protocol="tcp",
            from_port=port,
            to_port=port,
            cidr_ipv4=cidr_ipv4,
            cidr_ipv6=cidr_ipv6,
        )

    def _create_outbound_group(self, vpc_id: str, node_security_group_id: str, node_port: int) -> SecurityGroup:
        group = SecurityGroup(
            self,
            "outbound",
            name=f"{self._name}-alb-outbound",
            description="From the load balancer to the nodes",
            vpc_id=vpc_id,
            tags={"Name": f"{self._name}-alb-outbound"},
        )
        VpcSecurityGroupEgressRule(
            self,
            "to_nodes",
            security_group_id=group.id,
            description="The server's node port",
            ip_protocol="tcp",
            from_port=node_port,
            to_port=node_port,
            referenced_security_group_id=node_security_group_id,
        )
        VpcSecurityGroupIngressRule(
            self,
            "nodes_from_alb",
            security_group_id=node_security_group_id,
            description="The server's node port, from the load balancer",
            ip_protocol="tcp",
            from_port=node_port,
            to_port=node_port,
            referenced_security_group_id=group.id,
        )
        return group

    def _create_target_group(self, vpc_id: str, node_port: int, tags: Mapping[str, str] | None) -> LbTargetGroup:
        return LbTargetGroup(
            self,
            "target_group",
            name=f"{self._name}-tg-app",
            vpc_id=vpc_id,
            protocol="HTTP",
            port=node_port,
            target_type="instance",
            tags=dict(tags) if tags else None,
            health_check=LbTargetGroupHealthCheck(
                path=HEALTH_PATH,
                matcher="200",
                healthy_threshold=HEALTHY_THRESHOLD,
                unhealthy_threshold=UNHEALTHY_THRESHOLD,
            ),
        )

    def _redirect_http(self, balancer: Lb) -> None:
        redirect = LbListenerDefaultActionRedirect(port="443", protocol="HTTPS", status_code="HTTP_301")
        action = LbListenerDefaultAction(type="redirect", redirect=redirect)
        LbListener(self, "http", load_balancer_arn=balancer.arn, port=80, protocol="HTTP", default_action=[action])

    def _serve_https(
        self, balancer: Lb, target_group: LbTargetGroup, certificate_arn: str, tls_policy: str
    ) -> LbListener:
        action = LbListenerDefaultAction(type="forward", target_group_arn=target_group.arn)
        return LbListener(
            self,
            "https",
            load_balancer_arn=balancer.arn,
            port=443,
            protocol="HTTPS",
            certificate_arn=certificate_arn,
            ssl_policy=tls_policy,
            default_action=[action],
        )
