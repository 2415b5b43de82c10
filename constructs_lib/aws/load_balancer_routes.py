"""Target groups of the load balancer, and the listener rules that route paths to them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_aws.autoscaling_attachment import AutoscalingAttachment
from cdktf_cdktf_provider_aws.lb_target_group import LbTargetGroup, LbTargetGroupHealthCheck
from constructs import Construct

from constructs_lib.aws.security_groups import allow_in, allow_out

# Consecutive health checks before a node becomes healthy or unhealthy (the official module's values).
HEALTHY_THRESHOLD = 5
UNHEALTHY_THRESHOLD = 2
HEALTH_PATH = "/healthz"
# Rules are evaluated in the order of their numbers; the gaps are for rules of your own.
PRIORITY_STEP = 10


@dataclass(frozen=True)
class Route:
    """A service on `node_port` of every node that serves `paths`, patterns of a listener rule (5 at most).

    `health_path` answers with status 200 while the service is healthy. `suffix` ends the target group's name, which has
    at most 32 characters.
    """

    name: str
    suffix: str
    node_port: int
    paths: Sequence[str]
    health_path: str = HEALTH_PATH


def create_target_group(
    scope: Construct,
    id_: str,
    *,
    name: str,
    vpc_id: str,
    node_port: int,
    tags: Mapping[str, str] | None,
    health_path: str = HEALTH_PATH,
) -> LbTargetGroup:
    """The nodes of the cluster as targets on `node_port`."""
    return LbTargetGroup(
        scope,
        id_,
        name=name,
        vpc_id=vpc_id,
        protocol="HTTP",
        port=node_port,
        target_type="instance",
        tags=dict(tags) if tags else None,
        health_check=LbTargetGroupHealthCheck(
            path=health_path,
            matcher="200",
            healthy_threshold=HEALTHY_THRESHOLD,
            unhealthy_threshold=UNHEALTHY_THRESHOLD,
        ),
    )


def create_routes(
    scope: Construct,
    routes: Sequence[Route],
    *,
    name: str,
    vpc_id: str,
    listener_arn: str,
    load_balancer_group_id: str,
    node_group_id: str,
    autoscaling_group_names: Mapping[str, str],
    tags: Mapping[str, str] | None,
) -> list[LbTargetGroup]:
    """A target group, a listener rule, security group rules and the nodes of the autoscaling groups per route."""
    groups = []
    for index, route in enumerate(routes, start=1):
        id_ = route.name.replace("-", "_")
        group = create_target_group(
            scope,
            f"target_group_{id_}",
            name=f"{name}-tg-{route.suffix}",
            vpc_id=vpc_id,
            node_port=route.node_port,
            tags=tags,
            health_path=route.health_path,
        )
        groups.append(group)
        _create_rule(scope, f"route_{id_}", listener_arn, group.arn, route.paths, priority=index * PRIORITY_STEP)
        service = f"The node port of {route.name}"
        allow_out(
            scope,
            f"to_nodes_{id_}",
            group_id=load_balancer_group_id,
            port=route.node_port,
            description=service,
            to_group_id=node_group_id,
        )
        allow_in(
            scope,
            f"nodes_from_alb_{id_}",
            group_id=node_group_id,
            port=route.node_port,
            description=f"{service}, from the load balancer",
            from_group_id=load_balancer_group_id,
        )
        for attachment_id, group_name in autoscaling_group_names.items():
            AutoscalingAttachment(
                scope,
                f"{attachment_id}_{id_}",
                autoscaling_group_name=group_name,
                lb_target_group_arn=group.arn,
            )
    return groups


def _create_rule(
    scope: Construct, id_: str, listener_arn: str, target_group_arn: str, paths: Sequence[str], *, priority: int
) -> None:
    # Imported here, because few load balancers have routes.
    from cdktf_cdktf_provider_aws.lb_listener_rule import (
        LbListenerRule,
        LbListenerRuleAction,
        LbListenerRuleCondition,
        LbListenerRuleConditionPathPattern,
    )

    LbListenerRule(
        scope,
        id_,
        listener_arn=listener_arn,
        priority=priority,
        action=[LbListenerRuleAction(type="forward", target_group_arn=target_group_arn)],
        condition=[LbListenerRuleCondition(path_pattern=LbListenerRuleConditionPathPattern(values=list(paths)))],
    )
