"""`python -m scripts.restore_files STACK PREFIX [--to TIME] [--apply [--whole-bucket]]`: restores deleted files of S3.

Without --apply, it only lists what it would do. Without --to, it undoes deletions. With --to, each file gets the
content that it had at that time. It deletes no content: a deletion is undone by the removal of its marker, and an old
content becomes a new version. Files that did not exist at that time are listed and left as they are.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.settings import AwsSettings
from constructs_lib.value_text import counted
from scripts.preflight.findings import DeniedError, UnreachableError
from scripts.preflight.synthesis import synthesize
from scripts.states import States
from scripts.terraform_environment import terraform_environment

_BUCKET = "aws_s3_bucket"
_ENTRIES = ("Versions", "DeleteMarkers")


@dataclass(frozen=True)
class Step:
    """What is done for the file `key`: `undelete` removes these markers, `copy` makes a version the current one."""

    key: str
    action: str
    versions: Sequence[str] = ()

    def __str__(self) -> str:
        return f"{self.action:<8}  {self.key}"


def steps(entries: Iterable[Mapping[str, Any]], to: datetime | None) -> Iterator[Step]:
    """What restores the files whose versions and delete markers are `entries`, in the order of their keys.

    An entry has `Key`, `VersionId`, `LastModified`, `IsLatest`; a delete marker has no `Size`.
    """
    for key, found in groupby(sorted(entries, key=lambda each: each["Key"]), key=lambda each: each["Key"]):
        newest_first = sorted(found, key=_age, reverse=True)
        later = [each for each in newest_first if to is not None and each["LastModified"] > to]
        if to is None:
            # The markers above the newest content.
            content = next((number for number, each in enumerate(newest_first) if "Size" in each), None)
            later = newest_first[:content]
            then = newest_first[content] if content is not None else None
        else:
            then = next((each for each in newest_first if each["LastModified"] <= to), None)
        if not later:
            continue
        if then is None or "Size" not in then:
            if "Size" in newest_first[0]:
                yield Step(key, "new")
        elif all("Size" not in each for each in later):
            yield Step(key, "undelete", [each["VersionId"] for each in later])
        else:
            yield Step(key, "copy", [then["VersionId"]])


def _age(entry: Mapping[str, Any]) -> tuple[bool, datetime, bool]:
    # S3 may list times in seconds: a marker of the same second is taken for the newer one.
    return entry["IsLatest"], entry["LastModified"], "Size" not in entry


def entries_of(client: Any, bucket: str, prefix: str) -> list[dict[str, Any]]:
    """All versions and delete markers below `prefix`."""
    pages = client.get_paginator("list_object_versions").paginate(Bucket=bucket, Prefix=prefix)
    return [entry for page in pages for kind in _ENTRIES for entry in page.get(kind, ())]


def apply(client: Any, bucket: str, step: Step) -> None:
    """Does what `step` says."""
    if step.action == "undelete":
        for version in step.versions:
            client.delete_object(Bucket=bucket, Key=step.key, VersionId=version)
    elif step.action == "copy":
        # In parts, if the file is large.
        client.copy({"Bucket": bucket, "Key": step.key, "VersionId": step.versions[0]}, bucket, step.key)


def restore(client: Any, bucket: str, prefix: str, to: datetime | None, *, really: bool) -> Iterator[str]:
    """Restores, or only lists, and yields the lines of the report."""
    found = list(steps(entries_of(client, bucket, prefix), to))
    for step in found:
        yield str(step)
        if really:
            apply(client, bucket, step)
    done = sum(step.action != "new" for step in found)
    yield f"{counted(done, 'file')} {'restored' if really else 'would be restored; add --apply to restore them'}"


def bucket_of(deployment: Deployment, output: Path) -> str | None:
    """The bucket of a deployment whose stacks are synthesized into `output`; None if it is not deployed."""
    # `main` refuses Azure.
    if isinstance(deployment.settings, AwsSettings) and deployment.settings.bucket_name:
        return deployment.settings.bucket_name
    resources = States(output, terraform_environment()).resources(deployment.name, deployment.settings.backend) or ()
    buckets = [each for each in resources if (each["type"], each["name"]) == (_BUCKET, "storage_bucket")]
    return next((instance["attributes"]["id"] for each in buckets for instance in each["instances"]), None)


def _time(text: str) -> datetime:
    try:
        parsed = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text} is not a time; write one such as 2026-01-31T12:00:00Z") from error
    return parsed if parsed.tzinfo else parsed.replace(tzinfo=UTC)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.restore_files", description=__doc__)
    parser.add_argument("stack", help="an infrastructure stack on AWS, such as aws-wandb")
    parser.add_argument("prefix", help="the start of the names of the files; '' for the whole bucket")
    parser.add_argument("--to", type=_time, help="a time in UTC, such as 2026-01-31T12:00:00Z")
    parser.add_argument("--apply", action="store_true", help="restore the files; without it, only list them")
    parser.add_argument("--whole-bucket", action="store_true", help="let --apply restore files without a PREFIX")
    parsed = parser.parse_args(arguments)
    if parsed.apply and not (parsed.prefix or parsed.whole_bucket):
        print(
            "PREFIX: is empty, so --apply restores the whole bucket; set PREFIX=runs/ or add --whole-bucket",
            file=sys.stderr,
        )
        return 1
    try:
        chosen = [each for each in load_deployments() if each.name == parsed.stack]
        if not chosen or chosen[0].cloud != "aws":
            print(f"{parsed.stack}: is not an infrastructure stack on AWS of these files", file=sys.stderr)
            return 1
        return _restore(chosen[0], parsed)
    except (DeniedError, SettingsError, UnreachableError) as error:
        print(error, file=sys.stderr)
        return 1


def _restore(deployment: Deployment, parsed: argparse.Namespace) -> int:
    from botocore.exceptions import BotoCoreError, ClientError

    from scripts.preflight.aws.account import AwsAccount
    from scripts.preflight.stacks import Stack

    with tempfile.TemporaryDirectory() as place:
        # A local state is where `make deploy` keeps it.
        local = deployment.settings.backend.type == "local"
        synthesize([deployment], Path(place))
        account = AwsAccount(Stack.read(Path(place) / "stacks" / deployment.name))
        bucket = bucket_of(deployment, Path("cdktf.out") if local else Path(place))
    if bucket is None:
        print(f"{deployment.name}: its state has no bucket; deploy it first", file=sys.stderr)
        return 1
    try:
        for line in restore(account.client("s3"), bucket, parsed.prefix, parsed.to, really=parsed.apply):
            print(line, flush=True)
    except (BotoCoreError, ClientError) as error:
        print(f"{deployment.name}: the files in {bucket} are not restored: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
