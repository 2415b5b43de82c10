"""SQS queue for bucket notifications of new objects."""

import json

from cdktf_cdktf_provider_aws.s3_bucket_notification import S3BucketNotification, S3BucketNotificationQueue
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.grants import Role, grant
from constructs_lib.aws.identity import queue_statement, send_statement
from constructs_lib.aws.policies import policy_document, statement
from constructs_lib.framework import Component

# Long polling: SQS charges for empty responses. SQS allows 20 s
# (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html);
# the server was built against the official module's 10 s.
LONG_POLL_SECONDS = 10
# Receives of a message before it moves to the dead-letter queue, and its retention there (the SQS maximum).
MAX_DELIVERIES = 10
DEAD_LETTER_RETENTION_SECONDS = 1_209_600
OBJECT_CREATED = "s3:ObjectCreated:*"


class Queue(Component):
    """SQS queue `name` with a dead-letter queue `<name>-dead-letters`, both encrypted with SQS-managed keys.

    With SQS-managed keys, S3 can publish whatever the policy of the deployment's KMS key says.

    Attributes:
        queue_name, queue_arn, queue_url: Of the queue, not of the dead-letter queue.
        dead_letter_queue_name: Of the dead-letter queue; `None` for an existing queue.

    Example:
        queue = Queue(stack, "queue", name="wandb")
        queue.grant_receive(role)
    """

    def __init__(self, scope: Construct, id_: str, *, name: str) -> None:
        super().__init__(scope, id_)
        dead_letters = SqsQueue(
            self,
            "dead_letters",
            name=f"{name}-dead-letters",
            message_retention_seconds=DEAD_LETTER_RETENTION_SECONDS,
            sqs_managed_sse_enabled=True,
        )
        queue = SqsQueue(
            self,
            "queue",
            name=name,
            receive_wait_time_seconds=LONG_POLL_SECONDS,
            sqs_managed_sse_enabled=True,
            redrive_policy=json.dumps({"deadLetterTargetArn": dead_letters.arn, "maxReceiveCount": MAX_DELIVERIES}),
        )
        self.queue_name = queue.name
        self.queue_arn = queue.arn
        self.queue_url = queue.url
        self.dead_letter_queue_name: str | None = dead_letters.name

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str) -> "Queue":
        """The existing queue `name`, for its attributes and grants. A KMS key of its own needs its own grant."""
        return _ExistingQueue(scope, id_, name)

    def grant_receive(self, role: Role) -> None:
        """Lets `role` receive and delete messages."""
        grant(self, role, "receive", [queue_statement(self.queue_arn)])

    def grant_send(self, role: Role) -> None:
        """Lets `role` send messages."""
        grant(self, role, "send", [send_statement(self.queue_arn)])


class _ExistingQueue(Queue):
    def __init__(self, scope: Construct, id_: str, name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_aws.data_aws_sqs_queue import DataAwsSqsQueue

        Component.__init__(self, scope, id_)
        found = DataAwsSqsQueue(self, "queue", name=name)
        self.queue_name, self.queue_arn, self.queue_url = found.name, found.arn, found.url
        self.dead_letter_queue_name = None


class BucketNotifications(Component):
    """Notifications of a bucket about new objects to a queue; both can be existing ones.

    It replaces the policy of the queue (only this bucket of this account can send) and all notifications of the bucket.

    Args:
        prefix: Only keys that start with it; omitted: all objects.

    Example:
        BucketNotifications(
            stack, "notifications", bucket_name=bucket.bucket_name, bucket_arn=bucket.bucket_arn,
            queue_url=queue.queue_url, queue_arn=queue.queue_arn, account=account,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        bucket_name: str,
        bucket_arn: str,
        queue_url: str,
        queue_arn: str,
        account: Account,
        prefix: str | None = None,
    ) -> None:
        super().__init__(scope, id_)
        may_send = statement(
            "BucketAnnouncesObjects",
            actions=["sqs:SendMessage"],
            resources=[queue_arn],
            principals={"Service": ["s3.amazonaws.com"]},
            conditions={
                "ArnEquals": {"aws:SourceArn": bucket_arn},
                "StringEquals": {"aws:SourceAccount": account.account_id},
            },
        )
        policy = SqsQueuePolicy(self, "queue_policy", queue_url=queue_url, policy=policy_document(may_send))
        S3BucketNotification(
            self,
            "notification",
            bucket=bucket_name,
            queue=[S3BucketNotificationQueue(queue_arn=queue_arn, events=[OBJECT_CREATED], filter_prefix=prefix)],
            # S3 sends a test message when the notification is created.
            depends_on=[policy],
        )
