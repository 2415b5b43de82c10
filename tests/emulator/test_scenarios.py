"""Every scenario, for real: it applies, a second plan and synthesis bring nothing new, and nothing is left of it."""

from collections.abc import Mapping
from typing import Any

import pytest

from tests.deployments import REPOSITORY, SCENARIOS
from tests.emulator import test_recommended
from tests.emulator.deployed import Deployed, Values
from tests.emulator.prerequisites import everything, existing_bucket, existing_vpc
from tests.emulator.stories import Steps, Story, Teller

# The recommended scenario has a file of its own: it is deployed by cdktf and looked at more closely.
HERE = [scenario for scenario in SCENARIOS if scenario != "recommended"]
# What has to exist before: made in the account, its ids put into a copy of the scenario's file.
PREREQUISITES = {"everything": everything, "existing-bucket": existing_bucket, "existing-vpc": existing_vpc}


def life_of(deployment: Deployed, values: Values) -> Steps:
    """Apply, plan and synthesize again, destroy."""
    prepare = PREREQUISITES.get(deployment.name)
    values = {**values, **(prepare(deployment) if prepare else {})}
    before = deployment.emulator.remaining()
    deployment.start(values)
    yield "apply", deployment.terraform.addresses()
    yield "in use", (values, _bucket_settings(deployment, values))
    yield "second plan", deployment.terraform.plan()
    first = deployment.synthesized()
    deployment.configure(values)
    yield "syntheses", (first, deployment.synthesized())
    deployment.terraform.destroy()
    yield "destroy", deployment.terraform.addresses()
    yield "left", (before, deployment.emulator.remaining())


STORIES: Mapping[str, tuple[str, Teller]] = {scenario: (scenario, life_of) for scenario in HERE}
each_scenario = pytest.mark.parametrize(
    "scenario", [pytest.param(scenario, marks=pytest.mark.story(scenario)) for scenario in HERE]
)


@each_scenario
def test_a_scenario_applies(scenario: str, story: Story) -> None:
    assert {"aws_eks_node_group.nodes_group", "aws_lb_listener.load_balancer_https"} <= set(story["apply"])


@each_scenario
def test_the_second_plan_of_a_scenario_is_empty(scenario: str, story: Story) -> None:
    assert story["second plan"] == {}


@each_scenario
def test_the_second_synthesis_of_a_scenario_is_equal_byte_for_byte(scenario: str, story: Story) -> None:
    first, second = story["syntheses"]

    assert set(first) == {f"aws-{scenario}", f"aws-{scenario}-app"}
    assert second == first


def test_every_scenario_is_deployed_here_or_by_cdktf() -> None:
    files = (REPOSITORY / "tests" / "scenarios" / "aws").iterdir()

    assert sorted([*STORIES, *test_recommended.STORIES]) == sorted(file.stem for file in files)


@each_scenario
def test_a_scenario_is_destroyed(scenario: str, story: Story) -> None:
    assert story["destroy"] == []


@each_scenario
def test_destroying_a_scenario_leaves_what_was_there_before(scenario: str, story: Story) -> None:
    before, after = story["left"]

    assert after == before
    assert bool(before) == (scenario in PREREQUISITES)


@pytest.mark.story("existing-bucket")
def test_an_existing_bucket_announces_its_objects_to_the_existing_queue(story: Story) -> None:
    values, found = story["in use"]

    [to] = found["notifications"]
    assert to["QueueArn"].endswith(f":{values['bucket_queue_name']}")
    assert found["origins"] == ["https://wandb-bucket.wandb.ml"]
    assert values["bucket_name"] in found["queue policy"]


def _bucket_settings(deployment: Deployed, values: Values) -> Mapping[str, Any]:
    """What the existing bucket and queue are set to, for a scenario that has them."""
    if "bucket_name" not in values:
        return {}
    s3, sqs = deployment.client("s3"), deployment.client("sqs")
    bucket = values["bucket_name"]
    url = sqs.get_queue_url(QueueName=values["bucket_queue_name"])["QueueUrl"]
    return {
        "notifications": s3.get_bucket_notification_configuration(Bucket=bucket)["QueueConfigurations"],
        "origins": s3.get_bucket_cors(Bucket=bucket)["CORSRules"][0]["AllowedOrigins"],
        "queue policy": sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["Policy"])["Attributes"]["Policy"],
    }
