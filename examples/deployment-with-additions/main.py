"""A CDKTF app with two whole deployments on AWS, in two regions, and an alarm of its own in each."""

import constructs_lib  # noqa: F401  isort: skip  (first, so that the provider bindings load on demand)

from cdktf import App, TerraformOutput
from cdktf_cdktf_provider_aws.cloudwatch_metric_alarm import CloudwatchMetricAlarm
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic

from constructs_lib.settings import AwsSettings
from constructs_lib.settings.backends import S3Backend
from constructs_lib.stacks import AwsInfrastructureStack, create_stacks

# The namespace is part of the names of IAM roles, which have no region: each deployment has its own.
REGIONS = {"frankfurt": "eu-central-1", "oregon": "us-west-2"}


def deployment_settings(place: str, region: str) -> AwsSettings:
    """The settings that both deployments have in common; the names are those of the inputs of a deployment file."""
    return AwsSettings(
        namespace=f"wandb-{place}",
        region=region,
        subdomain=f"wandb-{place}",
        domain_name="example.com",
        zone_id="Z0123456789ABCDEFGHIJ",
        allowed_inbound_cidr=["203.0.113.0/24"],
        allowed_inbound_ipv6_cidr=[],
        public_access=True,
        wandb_runtime="operator",
        # Its value is in the environment variable TF_VAR_license when Terraform runs.
        license=True,
        backend=S3Backend(bucket="example-terraform-state", region="eu-central-1"),
    )


def add_alarm(stack: AwsInfrastructureStack, *, namespace: str) -> None:
    """A topic, and an alarm that uses it when the database has little memory."""
    topic = SnsTopic(stack, "alarms", name_prefix="wandb-alarms-")
    CloudwatchMetricAlarm(
        stack,
        "database_memory",
        alarm_name=f"{namespace}-database-memory",
        alarm_description="The database has less than 1 GiB of free memory",
        namespace="AWS/RDS",
        metric_name="FreeableMemory",
        statistic="Minimum",
        dimensions={"DBClusterIdentifier": namespace},
        comparison_operator="LessThanThreshold",
        threshold=2**30,
        period=300,
        evaluation_periods=3,
        alarm_actions=[topic.arn],
    )
    TerraformOutput(stack, "alarm_topic_arn", value=topic.arn)


def add_deployments(app: App) -> None:
    """Adds the stacks of both deployments to `app`."""
    for place, region in REGIONS.items():
        settings = deployment_settings(place, region)
        stacks = create_stacks(app, place, settings=settings)
        add_alarm(stacks.infrastructure, namespace=settings.namespace)


if __name__ == "__main__":
    app = App()
    add_deployments(app)
    app.synth()
