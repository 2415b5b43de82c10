"""SNS topics for alarms, and the events and costs that are sent to them."""

import json
from collections.abc import Sequence

from cdktf_cdktf_provider_aws.budgets_budget import BudgetsBudget, BudgetsBudgetNotification
from cdktf_cdktf_provider_aws.cloudwatch_event_rule import CloudwatchEventRule
from cdktf_cdktf_provider_aws.cloudwatch_event_target import CloudwatchEventTarget
from cdktf_cdktf_provider_aws.db_event_subscription import DbEventSubscription
from cdktf_cdktf_provider_aws.sns_topic import SnsTopic
from cdktf_cdktf_provider_aws.sns_topic_policy import SnsTopicPolicy
from cdktf_cdktf_provider_aws.sns_topic_subscription import SnsTopicSubscription
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import policy_document, statement
from constructs_lib.framework import Component, require_known

EVENT_BRIDGE = "events.amazonaws.com"
# https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/USER_Events.Messages.html
DATABASE_EVENTS = ("failover", "failure")
# Percentages of the monthly budget.
WARN_AT, SPENT = 80, 100


class AlarmTopic(Component):
    """SNS topic `name`, to which only `senders` publish, and a subscription for each of `emails`.

    Each recipient must confirm the message that AWS sends.

    Args:
        senders: Service principals.
        kms_key_arn: Encrypts the topic; its policy needs `alarm_senders`. Omitted: no customer-managed key, which a
            topic needs that tells of the key.
        emails: Recipients. Empty: none.
        names_account: The policy requires that the service acts for this account. EventBridge does not send it.

    Attributes:
        topic_arn: Known after the policy of the topic is set.

    Raises:
        ValueError: The list `senders` or `emails` is unknown until apply, or `names_account` is.

    Example:
        topic = AlarmTopic(
            stack, "topic", name="wandb-alarms", account=account, senders=["cloudwatch.amazonaws.com"],
            kms_key_arn=key.key_arn, emails=["on-call@example.com"],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        account: Account,
        senders: Sequence[str],
        kms_key_arn: str | None = None,
        emails: Sequence[str] = (),
        names_account: bool = True,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, senders=senders, emails=emails, names_account=names_account)
        topic = SnsTopic(self, "topic", name=name, kms_master_key_id=kms_key_arn)
        publish = statement(
            "ServicesPublish",
            actions=["sns:Publish"],
            resources=[topic.arn],
            principals={"Service": list(senders)},
            conditions={"StringEquals": {"aws:SourceAccount": account.account_id}} if names_account else None,
        )
        policy = SnsTopicPolicy(self, "policy", arn=topic.arn, policy=policy_document(publish))
        for number, email in enumerate(emails):
            SnsTopicSubscription(self, f"email_{number}", topic_arn=topic.arn, protocol="email", endpoint=email)
        # Read from the policy, so that dependents wait until services can publish: RDS and Budgets test it.
        self.topic_arn = policy.arn


def tell_of_key(scope: Construct, id_: str, *, name: str, key_arn: str, topic_arn: str, page: str) -> None:
    """Sends a message when somebody disables the key, or schedules its deletion.

    CloudTrail must record management events in the region
    (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-service-event-cloudtrail.html).
    """
    pattern = {
        "source": ["aws.kms"],
        "detail-type": ["AWS API Call via CloudTrail"],
        "detail": {
            "eventSource": ["kms.amazonaws.com"],
            "eventName": ["DisableKey", "ScheduleKeyDeletion"],
            "resources": {"ARN": [key_arn]},
        },
    }
    rule = CloudwatchEventRule(
        scope,
        f"{id_}_rule",
        name=name,
        description=f"The key was disabled or is scheduled for deletion. What to do: {page}#key-unusable",
        event_pattern=json.dumps(pattern),
    )
    CloudwatchEventTarget(scope, f"{id_}_target", rule=rule.name, arn=topic_arn)


def tell_of_failover(scope: Construct, id_: str, *, name: str, cluster_identifier: str, topic_arn: str) -> None:
    """Sends a message when the Aurora cluster fails over or fails."""
    DbEventSubscription(
        scope,
        id_,
        name=name,
        sns_topic=topic_arn,
        source_type="db-cluster",
        source_ids=[cluster_identifier],
        event_categories=list(DATABASE_EVENTS),
    )


def tell_of_costs(scope: Construct, id_: str, *, name: str, monthly_budget: int, topic_arn: str) -> None:
    """Sends a message when the account's costs of a month near, or are forecast to exceed, the budget in USD."""
    notifications = [("ACTUAL", WARN_AT), ("ACTUAL", SPENT), ("FORECASTED", SPENT)]
    BudgetsBudget(
        scope,
        id_,
        name=name,
        budget_type="COST",
        time_unit="MONTHLY",
        limit_amount=str(monthly_budget),
        limit_unit="USD",
        notification=[
            BudgetsBudgetNotification(
                comparison_operator="GREATER_THAN",
                notification_type=type_,
                threshold=threshold,
                threshold_type="PERCENTAGE",
                subscriber_sns_topic_arns=[topic_arn],
            )
            for type_, threshold in notifications
        ],
    )
