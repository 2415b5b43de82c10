"""An option that is switched on or off on a running deployment changes only its own resources."""

from collections.abc import Mapping

import pytest

from constructs_lib.aws.backup import POLICIES
from constructs_lib.aws.container_insights import LOGS
from constructs_lib.aws.database import EXPORTED_LOGS
from tests.emulator import application_options
from tests.emulator.aws.alarms import ALARM_KEY, ALARMS
from tests.emulator.aws.cache import CACHE
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# What CDKTF hands from one stack to the other.
TO_THE_APPLICATION = "output.cross-stack-output-"
REDIS = {
    *CACHE,
    f"{TO_THE_APPLICATION}aws_elasticache_replication_group-cache_replication_group-primary_endpoint_address",
    "output.elasticache_connection_string",
    "output.redis_instance_type",
}
# With what the server's role may do on the queue.
QUEUE = {
    "aws_iam_role_policy.identity_queue",
    "aws_s3_bucket_notification.notifications_notification",
    "aws_sqs_queue.queue_dead_letters",
    "aws_sqs_queue.queue_queue",
    "aws_sqs_queue_policy.notifications_queue_policy",
    f"{TO_THE_APPLICATION}aws_sqs_queue-queue_queue-name",
    "output.bucket_queue_name",
}
BACKUP = {
    "aws_backup_plan.backups_plan",
    "aws_backup_selection.backups_selection",
    "aws_backup_vault.backups_vault",
    "aws_backup_vault_lock_configuration.backups_lock",
    "aws_iam_role.backups_role",
    *(f"aws_iam_role_policy_attachment.backups_{each}" for each in POLICIES),
}


INSIGHTS = {
    "aws_eks_addon.container_insights_addons_amazon_cloudwatch_observability",
    "aws_iam_role.container_insights_agent_role",
    "aws_iam_role_policy_attachment.container_insights_agent_managed",
    *(f"aws_cloudwatch_log_group.container_insights_{each}_log" for each in LOGS),
}
FURTHER_NODES = {"aws_eks_node_group.nodes_training_group", "aws_launch_template.nodes_training_template"}
# The key's policy lets the services of alarms use it, and the autoscaler's lets it read further node groups.
POLICIES_OF_OTHERS = {ALARM_KEY, "aws_iam_role_policy.autoscaler_scaling"}
TRAINING = {
    "name": "training",
    "instance_types": ["m6i.2xlarge", "m7i.2xlarge"],
    "max_nodes": 4,
    "taints": ["dedicated=training:NoSchedule"],
    "spot": True,
}
ALL_ON = {
    "create_elasticache": True,
    "use_internal_queue": False,
    "alarms": {"emails": ["on-call@wandb.ml"], "monthly_budget": 9000},
    "backup": {"retention_days": 60},
    "container_insights": True,
    "kubernetes_extra_node_groups": [TRAINING],
}
RETENTION = {"log_retention_days": 60}
OTHER = {
    "alarms": {**ALL_ON["alarms"], "monthly_budget": 8000},
    "backup": {"retention_days": 90},
    **RETENTION,
    "kubernetes_extra_node_groups": [{**TRAINING, "max_nodes": 6, "labels": {"example.com/pool": "training"}}],
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Switch the options on, change two of them, switch all off: together, because an apply mostly waits."""
    deployment.start(values)
    if deployment.has_application:
        deployment.start_application()
        yield from application_options.switch(deployment, values)
    for step, chosen in (("on", ALL_ON), ("changed", {**ALL_ON, **OTHER}), ("off", RETENTION)):
        yield step, deployment.change({**values, **chosen}, NOTHING_NEW)
        yield f"plan after {step}", deployment.terraform.plan()


STORIES: Mapping[str, StoryDefinition] = {"options": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("options")


@pytest.mark.parametrize(("step", "action"), [("on", "create"), ("off", "delete")])
def test_options_change_only_their_resources_and_policies_of_others(step: str, action: str, story: Story) -> None:
    resources = REDIS | QUEUE | ALARMS | BACKUP | INSIGHTS | FURTHER_NODES

    assert story[step] == {**dict.fromkeys(resources, action), **dict.fromkeys(POLICIES_OF_OTHERS, "update")}


def test_other_budget_retention_and_nodes_change_only_what_has_them(story: Story) -> None:
    logs = (
        "cluster",
        *(f"database_{each}" for each in EXPORTED_LOGS),
        *(f"container_insights_{each}" for each in LOGS),
    )

    assert story["changed"] == {
        **{f"aws_cloudwatch_log_group.{each}_log": "update" for each in logs},
        "aws_eks_node_group.nodes_training_group": "update",
        "aws_backup_plan.backups_plan": "update",
        # The provider cannot change a lock.
        "aws_backup_vault_lock_configuration.backups_lock": "replace",
        "aws_budgets_budget.budget": "update",
    }


@pytest.mark.parametrize("step", ["on", "changed", "off"])
def test_plan_after_a_switch_is_empty(step: str, story: Story) -> None:
    assert story[f"plan after {step}"] == {}


@pytest.mark.application
def test_application_options_are_switched_on_and_off(story: Story) -> None:
    application_options.check(story)
