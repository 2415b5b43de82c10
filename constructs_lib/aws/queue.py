"""SQS queue that tells the server of new objects, and the bucket's notifications to it."""

import json

from cdktf_cdktf_provider_aws.s3_bucket_notification import S3BucketNotification, S3BucketNotificationQueue
from cdktf_cdktf_provider_aws.sqs_queue import SqsQueue
from cdktf_cdktf_provider_aws.sqs_queue_policy import SqsQueuePolicy
from constructs import Construct

from constructs_lib.aws.account import Account
from constructs_lib.aws.policies import policy_document, statement

# The longest a receiver may wait for a message: fewer empty answers, which are paid for
# (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/sqs-short-and-long-polling.html is 20 s;
# the server was built against the official module's 10 s).
LONG_POLL_SECONDS = 10
# Deliveries of one message before it is set aside, and how long it then stays: the longest SQS keeps anything.
MAX_DELIVERIES = 10
DEAD_LETTER_RETENTION_SECONDS = 1_209_600
OBJECT_CREATED = "s3:ObjectCreated:*"


class Queue(Construct):
    """SQS queue `name` with a dead-letter queue `<name>-dead-letters`, both encrypted by keys that SQS manages.

    (S3 may publish to those whatever the policy of the deployment's own key says.)

    Attributes: `queue_name`, `queue_arn`, `queue_url`.
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


class BucketNotifications(Construct):
    """Lets a bucket, ours or another, announce new objects to a queue, ours or another.

    Sets the whole policy of the queue (this bucket of this account alone may send) and all notifications of the
    bucket: what stood there before is replaced.
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
            # S3 sends a test message before it takes the notification.
            depends_on=[policy],
        )
