import json

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.vpc import Vpc

from constructs_lib.aws.account import Account
from constructs_lib.aws.container_insights import ContainerInsights
from tests.unit.synth import only, resources


def insights(stack: TerraformStack, account: Account) -> None:
    ContainerInsights(
        stack,
        "insights",
        name="wandb",
        cluster_name="wandb",
        account=account,
        oidc_provider_arn="arn:oidc",
        issuer="oidc.example.com",
        kms_key_arn="arn:key",
        depends_on=[Vpc(stack, "nodes", cidr_block="10.0.0.0/16")],
        log_retention_days=90,
    )


def test_add_on_sends_logs_and_metrics_with_a_role_of_its_own(stack: TerraformStack, account: Account) -> None:
    insights(stack, account)

    addon = only(stack, "aws_eks_addon")
    assert addon["addon_name"] == "amazon-cloudwatch-observability"
    assert addon["service_account_role_arn"] == "${aws_iam_role.insights_agent_role.arn}"
    # Without Application Signals.
    collected = json.loads(addon["configuration_values"])["agent"]["config"]["logs"]["metrics_collected"]
    assert collected == {"kubernetes": {"enhanced_container_insights": True}}
    role = only(stack, "aws_iam_role")
    assert "system:serviceaccount:amazon-cloudwatch:cloudwatch-agent" in role["assume_role_policy"]
    attached = only(stack, "aws_iam_role_policy_attachment")
    assert attached["policy_arn"] == "arn:aws-cn:iam::aws:policy/CloudWatchAgentServerPolicy"


def test_log_groups_exist_before_the_add_on_with_retention_and_key(stack: TerraformStack, account: Account) -> None:
    insights(stack, account)

    groups = resources(stack, "aws_cloudwatch_log_group")
    assert {(each["name"], each["retention_in_days"], each["kms_key_id"]) for each in groups.values()} == {
        (f"/aws/containerinsights/wandb/{log}", 90, "arn:key")
        for log in ("application", "dataplane", "host", "performance")
    }
    waits = only(stack, "aws_eks_addon")["depends_on"]
    assert {*(f"aws_cloudwatch_log_group.{name}" for name in groups), "aws_vpc.nodes"} < set(waits)
