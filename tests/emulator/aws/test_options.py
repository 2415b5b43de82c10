"""An option that is switched on or off on a running deployment changes only its own resources."""

from collections.abc import Mapping

import pytest

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
    alarms = {"emails": ["on-call@wandb.ml"], "monthly_budget": 9000}
    yield "alarms on", deployment.change({**values, "alarms": alarms}, NOTHING_NEW)
    yield "plan with alarms", deployment.terraform.plan()
    yield "alarms off", deployment.change(values, NOTHING_NEW)
    yield "plan without alarms", deployment.terraform.plan()


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


@pytest.mark.parametrize(("step", "action"), [("alarms on", "create"), ("alarms off", "delete")])
def test_alarms_change_only_their_resources_and_the_key_policy(step: str, action: str, story: Story) -> None:
    assert story[step] == {**dict.fromkeys(ALARMS, action), ALARM_KEY: "update"}


@pytest.mark.parametrize("step", ["plan with both", "plan with neither", "plan with alarms", "plan without alarms"])
def test_plan_after_switching_is_empty(step: str, story: Story) -> None:
    assert story[step] == {}


@pytest.mark.application
def test_application_options_are_switched_on_and_off(story: Story) -> None:
    application_options.check(story)
