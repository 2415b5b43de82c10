"""W&B by its operator: change of the runtime, upgrades, rotation, options, removal."""

from collections.abc import Mapping

import pytest

from tests.emulator import operator_life
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition

OPTIONS: Values = {
    **operator_life.OPTIONS,
    "enable_yace": True,
    "iam_permissions_boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """With the options that only AWS has."""
    return operator_life.life_of(deployment, values, OPTIONS)


STORIES: Mapping[str, StoryDefinition] = {"operator": ("aws", "recommended", life_of)}
pytestmark = [pytest.mark.story("operator"), pytest.mark.application]
CACHE = {
    "aws_elasticache_replication_group.cache_replication_group",
    "aws_elasticache_subnet_group.cache_subnet_group",
    "aws_route_table_association.network_elasticache_0_association",
    "aws_route_table_association.network_elasticache_1_association",
    "aws_security_group.cache_security_group",
    "aws_subnet.network_elasticache_0",
    "aws_subnet.network_elasticache_1",
    "aws_vpc_security_group_ingress_rule.cache_from_client_0",
}
EXPORTER = {"aws_iam_role.metrics_role", "aws_iam_role_policy.metrics_metrics"}
ROLES = {
    "aws_iam_role.autoscaler_role",
    "aws_iam_role.cluster_role",
    "aws_iam_role.cni_role",
    "aws_iam_role.database_monitoring_role",
    "aws_iam_role.ebs_role",
    "aws_iam_role.identity_role",
    "aws_iam_role.nodes_role",
}


def _route(name: str) -> set[str]:
    """What sends the requests for a component to its node port."""
    return {
        f"aws_autoscaling_attachment.load_balancer_nodes_{name}",
        f"aws_lb_listener_rule.load_balancer_route_{name}",
        f"aws_lb_target_group.load_balancer_target_group_{name}",
        f"aws_vpc_security_group_egress_rule.load_balancer_to_nodes_{name}",
        f"aws_vpc_security_group_ingress_rule.load_balancer_nodes_from_alb_{name}",
    }


def _resources(planned: Mapping[str, str]) -> dict[str, str]:
    return {address: action for address, action in planned.items() if not address.startswith("output.")}


def test_operator_installs_components_and_plans_nothing(story: Story) -> None:
    operator_life.check_deploy(story)


def test_upgrade_changes_only_what_has_the_version(story: Story) -> None:
    operator_life.check_upgrades(story)


def test_new_license_reaches_every_component(story: Story) -> None:
    operator_life.check_rotation(story)


def test_options_come_and_go_with_their_resources(story: Story) -> None:
    operator_life.check_options(story)
    own, limited = _route("weave_trace") | EXPORTER, dict.fromkeys(ROLES, "update")
    assert _resources(story["infrastructure with options"]) == dict.fromkeys(own, "create") | limited
    assert _resources(story["infrastructure without options"]) == dict.fromkeys(own, "delete") | limited


def test_destroy_leaves_only_the_definition(story: Story) -> None:
    operator_life.check_destroy(story)


def test_change_of_runtime_adds_cache_and_routes_only(story: Story) -> None:
    operator_life.check_way_back(story)
    added = CACHE | _route("api") | _route("console")
    assert _resources(story["infrastructure to the operator"]) == dict.fromkeys(added, "create")
    assert _resources(story["infrastructure to the container"]) == dict.fromkeys(added, "delete")
