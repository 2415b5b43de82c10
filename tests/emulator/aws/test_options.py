"""An option that is switched on or off on a running deployment changes only its own resources."""

from collections.abc import Mapping

import pytest

from constructs_lib.aws.backup import POLICIES
from tests.emulator import application_options
from tests.emulator.aws.alarms import ALARM_KEY, ALARMS
from tests.emulator.aws.cache import CACHE
from tests.emulator.deployed import NOTHING_NEW, Deployed, Values
from tests.emulator.stories import Steps, Story, StoryDefinition, by_container

# What CDKTF hands from one stack to the other.
TO_THE_APPLICATION = "output.cross-stack-output-"
RESOURCES = {
    "create_elasticache": {
        *CACHE,
        f"{TO_THE_APPLICATION}aws_elasticache_replication_group-cache_replication_group-primary_endpoint_address",
        "output.elasticache_connection_string",
        "output.redis_instance_type",
    },
    # With what the server's role may do on the queue.
    "use_internal_queue": {
        "aws_iam_role_policy.identity_queue",
        "aws_s3_bucket_notification.notifications_notification",
        "aws_sqs_queue.queue_dead_letters",
        "aws_sqs_queue.queue_queue",
        "aws_sqs_queue_policy.notifications_queue_policy",
        f"{TO_THE_APPLICATION}aws_sqs_queue-queue_queue-name",
        "output.bucket_queue_name",
    },
}
BACKUP = {
    "aws_backup_plan.backups_plan",
    "aws_backup_selection.backups_selection",
    "aws_backup_vault.backups_vault",
    "aws_backup_vault_lock_configuration.backups_lock",
    "aws_iam_role.backups_role",
    *(f"aws_iam_role_policy_attachment.backups_{each}" for each in POLICIES),
}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Plan each option on and off by itself; apply both together, because an apply mostly waits."""
    redis, queue = {"create_elasticache": True}, {"use_internal_queue": False}
    both = {**values, **redis, **queue}
    deployment.start(values)
    if deployment.has_application:
        deployment.start_application()
        yield from application_options.switch(deployment, values)
    yield "create_elasticache on", deployment.change({**values, **redis}, NOTHING_NEW, then_apply=False)
    yield "use_internal_queue on", deployment.change({**values, **queue}, NOTHING_NEW, then_apply=False)
    yield "both on", deployment.change(both, NOTHING_NEW)
    yield "plan with both", deployment.terraform.plan()
    yield "create_elasticache off", deployment.change({**values, **queue}, NOTHING_NEW, then_apply=False)
    yield "use_internal_queue off", deployment.change({**values, **redis}, NOTHING_NEW, then_apply=False)
    yield "both off", deployment.change(values, NOTHING_NEW)
    yield "plan with neither", deployment.terraform.plan()
    on = {"alarms": {"emails": ["on-call@wandb.ml"], "monthly_budget": 9000}, "backup": {"retention_days": 60}}
    other = {"alarms": {**on["alarms"], "monthly_budget": 8000}, "backup": {"retention_days": 90}}
    for step, chosen in (("on", on), ("changed", other), ("off", {})):
        yield f"alarms and backup {step}", deployment.change({**values, **chosen}, NOTHING_NEW)
        yield f"plan with alarms and backup {step}", deployment.terraform.plan()


STORIES: Mapping[str, StoryDefinition] = {"options": ("aws", "recommended", by_container(life_of))}
pytestmark = pytest.mark.story("options")


@pytest.mark.parametrize("option", RESOURCES)
def test_option_switched_on_creates_only_its_resources(option: str, story: Story) -> None:
    assert story[f"{option} on"] == dict.fromkeys(RESOURCES[option], "create")


@pytest.mark.parametrize("option", RESOURCES)
def test_option_switched_off_deletes_only_its_resources(option: str, story: Story) -> None:
    assert story[f"{option} off"] == dict.fromkeys(RESOURCES[option], "delete")


def test_two_options_change_what_each_changes(story: Story) -> None:
    both = set.union(*RESOURCES.values())

    assert story["both on"] == dict.fromkeys(both, "create")
    assert story["both off"] == dict.fromkeys(both, "delete")


@pytest.mark.parametrize(("step", "action"), [("on", "create"), ("off", "delete")])
def test_alarms_and_backup_change_only_their_resources_and_the_key_policy(step: str, action: str, story: Story) -> None:
    assert story[f"alarms and backup {step}"] == {**dict.fromkeys(ALARMS | BACKUP, action), ALARM_KEY: "update"}


def test_other_budget_and_retention_change_only_what_has_them(story: Story) -> None:
    assert story["alarms and backup changed"] == {
        "aws_backup_plan.backups_plan": "update",
        # The provider cannot change a lock.
        "aws_backup_vault_lock_configuration.backups_lock": "replace",
        "aws_budgets_budget.budget": "update",
    }


@pytest.mark.parametrize(
    "step",
    ["both", "neither", "alarms and backup on", "alarms and backup changed", "alarms and backup off"],
)
def test_plan_after_switching_is_empty(step: str, story: Story) -> None:
    assert story[f"plan with {step}"] == {}


@pytest.mark.application
def test_application_options_are_switched_on_and_off(story: Story) -> None:
    application_options.check(story)
