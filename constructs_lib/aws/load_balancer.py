"""Application load balancer that forwards to the server's node port."""

from collections.abc import Mapping, Sequence

from cdktf_cdktf_provider_aws.autoscaling_attachment import AutoscalingAttachment
from cdktf_cdktf_provider_aws.lb import Lb, LbAccessLogs
from cdktf_cdktf_provider_aws.lb_listener import (
    LbListener,
    LbListenerDefaultAction,
    LbListenerDefaultActionRedirect,
)
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.wafv2_web_acl_association import Wafv2WebAclAssociation
from constructs import Construct

from constructs_lib.aws.load_balancer_routes import Route, create_routes, create_target_group
from constructs_lib.aws.security_groups import allow_in, allow_out, security_group
from constructs_lib.framework import Component, require_known

# The same idle timeout as W&B's own gateways.
IDLE_TIMEOUT_SECONDS = 300


class LoadBalancer(Component):
    """ALB `<name>-alb`: an HTTPS listener that forwards to `node_port` of the nodes, and HTTP redirected to HTTPS.

    Only `allowed_cidrs` and `allowed_ipv6_cidrs` can reach ports 443 and 80. The load balancer can reach only
    `node_port` and the ports of `routes` of `node_security_group_id`.

    Args:
        internet_facing: False: an internal load balancer.
        tls_policy: An ELB security policy, such as `ELBSecurityPolicy-TLS13-1-2-2021-06`.
        routes: Paths that go to a node port of their own. Empty: all paths go to `node_port`.
        autoscaling_group_name: Its nodes are the targets; omitted: none, register others with `target_group_arn`.
        extra_autoscaling_group_names: Further groups, by resource id; omitted: none.
        deletion_protection: AWS refuses to delete the load balancer.
        dualstack: Also IPv6 addresses; the subnets need IPv6 ranges.
        access_logs_bucket: Gets access logs under the prefix `<name>/`; omitted: no access logs.
        web_acl_arn: The web ACL that filters requests; omitted: none.
        tags: For the load balancer and its target groups; omitted: none.

    Attributes:
        dns_name: The address of the load balancer.
        hosted_zone_id: For alias records.
        load_balancer_arn: Known once HTTPS is served.
        load_balancer_arn_suffix, target_group_arn_suffixes: For metrics.
        certificate_arn: The certificate in use.
        security_group_id: The group that clients reach.
        target_group_arn: For further targets.

    Raises:
        ValueError: `internet_facing`, `dualstack`, `extra_autoscaling_group_names`, or the list `allowed_cidrs` or
            `allowed_ipv6_cidrs` is unknown until apply.

    Example:
        load_balancer = LoadBalancer(
            stack, "load_balancer", name="wandb", vpc_id=network.vpc_id, subnet_ids=network.public_subnet_ids,
            internet_facing=True, allowed_cidrs=["203.0.113.0/24"], allowed_ipv6_cidrs=[],
            certificate_arn=certificate.certificate_arn, tls_policy="ELBSecurityPolicy-TLS13-1-2-2021-06",
            node_port=32543, node_security_group_id=nodes.security_group_id,
            autoscaling_group_name=node_group.autoscaling_group_name, deletion_protection=True,
        )
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
        routes: Sequence[Route] = (),
        autoscaling_group_name: str | None = None,
        extra_autoscaling_group_names: Mapping[str, str] | None = None,
        deletion_protection: bool,
        dualstack: bool = False,
        access_logs_bucket: str | None = None,
        web_acl_arn: str | None = None,
        tags: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            allowed_cidrs=allowed_cidrs,
            allowed_ipv6_cidrs=allowed_ipv6_cidrs,
            internet_facing=internet_facing,
            dualstack=dualstack,
            extra_autoscaling_group_names=extra_autoscaling_group_names,
        )
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
            access_logs=_access_logs(access_logs_bucket, name),
            tags=dict(tags) if tags else None,
        )
        if web_acl_arn:
            Wafv2WebAclAssociation(self, "web_acl", resource_arn=balancer.arn, web_acl_arn=web_acl_arn)
        target_group = create_target_group(
            self, "target_group", name=f"{name}-tg-app", vpc_id=vpc_id, node_port=node_port, tags=tags
        )
        self._redirect_http(balancer)
        https = self._create_https_listener(balancer, target_group, certificate_arn, tls_policy)
        groups = {"nodes": autoscaling_group_name} if autoscaling_group_name is not None else {}
        groups |= {f"nodes_extra_{key}": group for key, group in (extra_autoscaling_group_names or {}).items()}
        others = create_routes(
            self,
            routes,
            name=name,
            vpc_id=vpc_id,
            listener_arn=https.arn,
            load_balancer_group_id=outbound.id,
            node_group_id=node_security_group_id,
            autoscaling_group_names=groups,
            tags=tags,
        )
        for attachment_id, group_name in groups.items():
            AutoscalingAttachment(
                self, attachment_id, autoscaling_group_name=group_name, lb_target_group_arn=target_group.arn
            )
        self.dns_name = balancer.dns_name
        self.hosted_zone_id = balancer.zone_id
        # Read from the listener, so that dependents wait until HTTPS is served.
        self.load_balancer_arn = https.load_balancer_arn
        self.load_balancer_arn_suffix = balancer.arn_suffix
        self.certificate_arn = https.certificate_arn
        self.security_group_id = inbound.id
        self.target_group_arn = target_group.arn
        self.target_group_arn_suffixes = [group.arn_suffix for group in (target_group, *others)]

    def _create_inbound_group(self, vpc_id: str, cidrs: Sequence[str], ipv6_cidrs: Sequence[str]) -> SecurityGroup:
        name = f"{self._name}-alb-inbound"
        group = security_group(self, "inbound", name=name, description="Clients of the load balancer", vpc_id=vpc_id)
        for label, port, description in (("https", 443, "HTTPS"), ("http", 80, "HTTP, redirected to HTTPS")):
            for index, cidr in enumerate(cidrs):
                allow_in(
                    self, f"{label}_{index}", group_id=group.id, port=port, description=description, from_cidr=cidr
                )
            for index, cidr in enumerate(ipv6_cidrs):
                id_ = f"{label}_ipv6_{index}"
                allow_in(self, id_, group_id=group.id, port=port, description=description, from_ipv6_cidr=cidr)
        return group

    def _create_outbound_group(self, vpc_id: str, node_group_id: str, node_port: int) -> SecurityGroup:
        name = f"{self._name}-alb-outbound"
        description = "From the load balancer to the nodes"
        group = security_group(self, "outbound", name=name, description=description, vpc_id=vpc_id)
        service = "The server's node port"
        allow_out(self, "to_nodes", group_id=group.id, port=node_port, description=service, to_group_id=node_group_id)
        allow_in(
            self,
            "nodes_from_alb",
            group_id=node_group_id,
            port=node_port,
            description=f"{service}, from the load balancer",
            from_group_id=group.id,
        )
        return group

    def _redirect_http(self, balancer: Lb) -> None:
        redirect = LbListenerDefaultActionRedirect(port="443", protocol="HTTPS", status_code="HTTP_301")
        action = LbListenerDefaultAction(type="redirect", redirect=redirect)
        LbListener(self, "http", load_balancer_arn=balancer.arn, port=80, protocol="HTTP", default_action=[action])

    def _create_https_listener(
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


def _access_logs(bucket: str | None, prefix: str) -> LbAccessLogs | None:
    return LbAccessLogs(bucket=bucket, prefix=prefix, enabled=True) if bucket else None
