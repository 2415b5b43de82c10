"""The state: a bucket that is reachable and versioned, and no lock that a killed run left behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from botocore.exceptions import ClientError

from constructs_lib.value_text import counted
from scripts.preflight.findings import DeniedError, Finding, failure, ok, warning

from .account import AwsAccount, answers, asked, error_code, state_client

_LONG_AGO = timedelta(hours=2)


def check_state(account: AwsAccount) -> Iterator[Finding]:
    type_, arguments = account.stack.backend
    if type_ == "local":
        yield warning("is in a file on this machine", 'set backend = { type = "s3", ... } before others deploy')
        return
    if type_ != "s3":
        yield ok(f"is in the backend {type_}, which is not checked")
        return
    bucket, key = str(arguments["bucket"]), str(arguments["key"])
    client = state_client(account)
    try:
        if not answers(client, "head_bucket", Bucket=bucket):
            yield failure(f"bucket {bucket} does not exist", "create it, or correct backend.bucket")
            return
    except DeniedError:
        yield failure(f"bucket {bucket} may not be read", "grant the permissions that docs/backends.md lists")
        return
    except ClientError as error:
        if error_code(error) not in ("301", "PermanentRedirect"):
            raise
        yield failure(f"bucket {bucket} is not in {arguments['region']}", "correct backend.region")
        return
    if asked(client, "get_bucket_versioning", Bucket=bucket).get("Status") != "Enabled":
        yield warning(
            f"bucket {bucket} is not versioned", "switch versioning on, so that an earlier state can be restored"
        )
    else:
        yield ok(f"bucket {bucket} is reachable and versioned")
    lock = f"{key}.tflock"
    if arguments.get("use_lockfile") and answers(client, "head_object", Bucket=bucket, Key=lock):
        age = datetime.now(UTC) - asked(client, "head_object", Bucket=bucket, Key=lock)["LastModified"]
        advice = "wait for the other run" if age < _LONG_AGO else "see whether a run was killed: terraform force-unlock"
        yield failure(f"{key} was locked {counted(int(age.total_seconds()) // 60, 'minute')} ago", advice)
    elif not arguments.get("use_lockfile") and not arguments.get("dynamodb_table"):
        yield warning(f"{key} has no lock", "set use_lockfile = true")
