"""PrivateLink endpoint service for the server, with a network load balancer in front of the ALB."""

from collections.abc import Sequence

from cdktf import Token
from cdktf_cdktf_provider_aws.lb import Lb
from cdktf_cdktf_provider_aws.lb_listener import LbListener, LbListenerDefaultAction
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup, LbTargetGroupHealthCheck
from cdktf_cdktf_provider_aws.lb_target_group_attachment import LbTargetGroupAttachment
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_endpoint_service import VpcEndpointService
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.load_balancer_routes import HEALTH_PATH
from constructs_lib.aws.security_groups import allow_in, allow_out, security_group
from constructs_lib.framework import Component, require_known

HTTPS = 443
# The name of a load balancer has at most 32 characters, 4 of which are the suffix
# (https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html).
NAME_LENGTH = 28


class PrivateLink(Component):
    """Endpoint service that the accounts `allowed_account_ids` can connect to without acceptance.

    An internal network load balancer forwards TCP 443 to port 443 of the application load balancer.

    Args:
        load_balancer_arn: It must already have its HTTPS listener.
        load_balancer_security_group_id: Gets a rule for the network load balancer.
        allowed_cidrs: The addresses that can reach it, in the VPC and through PrivateLink. Empty: no address in the VPC
            can reach it, and PrivateLink traffic is limited only by `allowed_account_ids`.
        deletion_protection: AWS refuses to delete the network load balancer.

    Attributes:
        service_name: For endpoints in other accounts.
        service_id: The id of the endpoint service.
        availability_zones: The zones in which endpoints can connect.
        security_group_id: The group of the network load balancer.

    Raises:
        ValueError: The list `allowed_account_ids` or `allowed_cidrs` is unknown until apply.

    Example:
        PrivateLink(
            stack, "private_link", name="wandb", vpc_id=network.vpc_id, subnet_ids=network.private_subnet_ids,
            load_balancer_arn=load_balancer.load_balancer_arn,
            load_balancer_security_group_id=load_balancer.security_group_id,
            allowed_account_ids=["210987654321"], allowed_cidrs=[], account=account, deletion_protection=True,
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
        load_balancer_arn: str,
        load_balancer_security_group_id: str,
        allowed_account_ids: Sequence[str],
        allowed_cidrs: Sequence[str],
        account: Account,
        deletion_protection: bool,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, allowed_account_ids=allowed_account_ids, allowed_cidrs=allowed_cidrs)
        self._name = name
        group = self._create_security_group(vpc_id, allowed_cidrs, load_balancer_security_group_id)
        balancer = Lb(
            self,
            "nlb",
            name=f"{_truncate(name, NAME_LENGTH)}-nlb",
            load_balancer_type="network",
            internal=True,
            subnets=list(subnet_ids),
            security_groups=[group.id],
            enforce_security_group_inbound_rules_on_private_link_traffic="on" if allowed_cidrs else "off",
            enable_cross_zone_load_balancing=True,
            enable_deletion_protection=deletion_protection,
        )
        self._forward(balancer, vpc_id, load_balancer_arn)
        service = VpcEndpointService(
            self,
            "service",
            acceptance_required=False,
            network_load_balancer_arns=[balancer.arn],
            allowed_principals=[f"arn:{account.partition}:iam::{other}:root" for other in allowed_account_ids],
            tags={"Name": f"{name}-private-link"},
        )
        self.service_name = service.service_name
        self.service_id = service.id
        self.availability_zones = service.availability_zones
        self.security_group_id = group.id

    def _create_security_group(self, vpc_id: str, cidrs: Sequence[str], alb_group_id: str) -> SecurityGroup:
        name = f"{self._name}-nlb-inbound"
        group = security_group(self, "inbound", name=name, description="Clients of the private link", vpc_id=vpc_id)
        for index, cidr in enumerate(cidrs):
            allow_in(self, f"https_{index}", group_id=group.id, port=HTTPS, description="HTTPS", from_cidr=cidr)
        description = "The application load balancer"
        allow_out(self, "to_alb", group_id=group.id, port=HTTPS, description=description, to_group_id=alb_group_id)
        allow_in(
            self,
            "alb_from_nlb",
            group_id=alb_group_id,
            port=HTTPS,
            description="The private link",
            from_group_id=group.id,
        )
        return group

    def _forward(self, balancer: Lb, vpc_id: str, load_balancer_arn: str) -> None:
        target_group = LbTargetGroup(
            self,
            "target_group",
            name=f"{_truncate(self._name, NAME_LENGTH - len('-tg'))}-nlb-tg",
            vpc_id=vpc_id,
            protocol="TCP",
            port=HTTPS,
            target_type="alb",
            health_check=LbTargetGroupHealthCheck(protocol="HTTPS", path=HEALTH_PATH),
        )
        LbTargetGroupAttachment(self, "alb", target_group_arn=target_group.arn, target_id=load_balancer_arn, port=HTTPS)
        action = LbListenerDefaultAction(type="forward", target_group_arn=target_group.arn)
        LbListener(
            self, "listener", load_balancer_arn=balancer.arn, port=HTTPS, protocol="TCP", default_action=[action]
        )


def _truncate(name: str, length: int) -> str:
    # A token must stay whole, and the length of its value is unknown until apply.
    return name if Token.is_unresolved(name) else name[:length]
