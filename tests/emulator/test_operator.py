"""W&B by its operator: change of the runtime, upgrades, rotation, options, removal."""

from collections.abc import Mapping, Sequence

import pytest

from tests.emulator import operator_life
from tests.emulator.aws.cache import CACHE
from tests.emulator.deployed import Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition

# What a destroy leaves besides the definitions.
KEPT: Mapping[str, Mapping[str, Sequence[str]]] = {"aws": {}, "azure": {"kubernetes/namespaces": ["cert-manager"]}}

AWS_OPTIONS: Values = {
    **operator_life.OPTIONS,
    "enable_yace": True,
    "iam_permissions_boundary_arn": "arn:aws:iam::123456789012:policy/boundary",
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


def life_on_aws(deployment: Deployed, values: Values) -> Steps:
    """With the options that only AWS has."""
    return operator_life.life_of(deployment, values, AWS_OPTIONS)


def life_on_azure(deployment: Deployed, values: Values) -> Steps:
    """Without protection, because the change of the runtime changes the access to the storage account."""
    return operator_life.life_of(deployment, {**values, "deletion_protection": False})


STORIES: Mapping[str, StoryDefinition] = {
    "aws-operator": ("aws", "recommended", life_on_aws),
    "azure-operator": ("azure", "recommended", life_on_azure),
}
MARKS = {cloud: pytest.mark.story(f"{cloud}-operator") for cloud in KEPT}
each_cloud = pytest.mark.parametrize("cloud", [pytest.param(cloud, marks=mark) for cloud, mark in MARKS.items()])
pytestmark = pytest.mark.application


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


@each_cloud
def test_operator_installs_components_and_plans_nothing(cloud: str, story: Story) -> None:
    operator_life.check_deploy(story)


@each_cloud
def test_upgrade_changes_only_what_has_the_version(cloud: str, story: Story) -> None:
    operator_life.check_upgrades(story)


@each_cloud
def test_new_license_reaches_every_component(cloud: str, story: Story) -> None:
    operator_life.check_rotation(story)


@each_cloud
def test_options_are_switched_on_and_off(cloud: str, story: Story) -> None:
    operator_life.check_options(story)


@MARKS["aws"]
def test_options_are_switched_on_and_off_with_their_resources_on_aws(story: Story) -> None:
    own, limited = _route("weave_trace") | EXPORTER, dict.fromkeys(ROLES, "update")
    assert _resources(story["infrastructure with options"]) == dict.fromkeys(own, "create") | limited
    assert _resources(story["infrastructure without options"]) == dict.fromkeys(own, "delete") | limited


@each_cloud
def test_destroy_leaves_only_the_definition(cloud: str, story: Story) -> None:
    operator_life.check_destroy(story, kept=KEPT[cloud])


@each_cloud
def test_change_of_runtime_replaces_nothing(cloud: str, story: Story) -> None:
    operator_life.check_way_back(story)


@MARKS["aws"]
def test_change_of_runtime_adds_cache_and_routes_only_on_aws(story: Story) -> None:
    added = CACHE | _route("api") | _route("console")
    assert _resources(story["infrastructure to the operator"]) == dict.fromkeys(added, "create")
    assert _resources(story["infrastructure to the container"]) == dict.fromkeys(added, "delete")
