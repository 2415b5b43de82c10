"""Tags that are deleted with their log group or bucket.

moto keeps the tags under the ARN, and the next log group or bucket of that name inherits them.
"""

from typing import Any

from moto.logs.models import LogsBackend
from moto.s3.models import FakeBucket, S3Backend

from emulator.aws.moto_patches import wrap


@wrap(LogsBackend, "delete_log_group")
def delete_log_group(original: Any, self: LogsBackend, log_group_name: str) -> None:
    group = self.groups.get(log_group_name)
    original(self, log_group_name)
    if group:
        self.tagger.delete_all_tags_for_resource(group.arn)


@wrap(S3Backend, "delete_bucket")
def delete_bucket(original: Any, self: S3Backend, bucket_name: str) -> FakeBucket | None:
    deleted: FakeBucket | None = original(self, bucket_name)
    if deleted:
        self.tagger.delete_all_tags_for_resource(deleted.arn)
    return deleted
