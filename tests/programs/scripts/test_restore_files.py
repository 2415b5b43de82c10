"""scripts/restore_files.py, with a versioned bucket on the emulator of AWS in this process."""

import json
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import boto3
import pytest
from moto import mock_aws

from scripts import restore_files
from scripts.restore_files import restore
from tests.deployments import values_of, write_file

BUCKET = "wandb-file-storage"


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket=BUCKET)
        client.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})
        yield client


def put(s3: Any, **files: str) -> None:
    for name, content in files.items():
        s3.put_object(Bucket=BUCKET, Key=f"runs/{name}", Body=content.encode())


def delete(s3: Any, *names: str) -> None:
    for name in names:
        s3.delete_object(Bucket=BUCKET, Key=f"runs/{name}")


def contents(s3: Any) -> dict[str, str]:
    keys = [each["Key"] for each in s3.list_objects_v2(Bucket=BUCKET).get("Contents", ())]
    return {key.removeprefix("runs/"): s3.get_object(Bucket=BUCKET, Key=key)["Body"].read().decode() for key in keys}


def now() -> datetime:
    """A moment that is in another second than what comes before and after."""
    time.sleep(1.1)
    moment = datetime.now(UTC)
    time.sleep(1.1)
    return moment


def test_deleted_prefix_is_restored_and_nothing_else(s3: Any) -> None:
    put(s3, a="first", b="kept")
    put(s3, a="second")
    s3.put_object(Bucket=BUCKET, Key="other/a", Body=b"other")
    s3.delete_object(Bucket=BUCKET, Key="other/a")
    delete(s3, "a", "a")

    assert list(restore(s3, BUCKET, "runs/", None, really=True)) == ["undelete  runs/a", "1 file restored"]
    assert contents(s3) == {"a": "second", "b": "kept"}
    assert list(restore(s3, BUCKET, "runs/", None, really=True)) == ["0 files restored"]


def test_files_get_the_content_of_the_given_time(s3: Any) -> None:
    put(s3, deleted="1", replaced="1", both="1", gone="1", kept="1")
    delete(s3, "gone")
    moment = now()
    put(s3, replaced="2", both="2", new="2", gone="2")
    delete(s3, "deleted", "both")

    assert list(restore(s3, BUCKET, "runs/", moment, really=True)) == [
        "copy      runs/both",
        "undelete  runs/deleted",
        "new       runs/gone",
        "new       runs/new",
        "copy      runs/replaced",
        "3 files restored",
    ]
    assert contents(s3) == {"deleted": "1", "replaced": "1", "both": "1", "gone": "2", "kept": "1", "new": "2"}


def test_without_apply_nothing_changes(s3: Any) -> None:
    put(s3, a="1")
    delete(s3, "a")

    assert list(restore(s3, BUCKET, "", None, really=False)) == [
        "undelete  runs/a",
        "1 file would be restored; add --apply to restore them",
    ]
    assert contents(s3) == {}


def test_every_page_of_versions_is_read(s3: Any) -> None:
    put(s3, **{f"file-{number}": "1" for number in range(600)})
    delete(s3, *(f"file-{number}" for number in range(600)))

    assert list(restore(s3, BUCKET, "", None, really=True))[-1] == "600 files restored"
    assert s3.list_objects_v2(Bucket=BUCKET)["KeyCount"] == 600


def test_bucket_is_read_from_the_state(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(s3, a="1")
    delete(s3, "a")
    write_file(tmp_path / "deployments" / "aws" / "one.tfvars.json", values_of("recommended"))
    monkeypatch.chdir(tmp_path)
    assert restore_files.main(["aws-one", "runs/"]) == 1
    assert capsys.readouterr().err == "aws-one: its state has no bucket; deploy it first\n"

    instances = [{"attributes": {"id": BUCKET}}]
    bucket = {"mode": "managed", "type": "aws_s3_bucket", "name": "storage_bucket", "instances": instances}
    (tmp_path / "terraform.aws-one.tfstate").write_text(json.dumps({"resources": [bucket]}))
    assert restore_files.main(["aws-one", "runs/", "--to", "2026-01-01T00:00:00Z", "--apply"]) == 0
    assert restore_files.main(["aws-one", "runs/", "--apply"]) == 0
    assert capsys.readouterr().out.splitlines() == ["0 files restored", "undelete  runs/a", "1 file restored"]


def test_whole_bucket_is_restored_only_with_its_own_option(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    put(s3, a="1")
    delete(s3, "a")
    values = {**values_of("recommended"), "bucket_name": BUCKET, "bucket_kms_key_arn": None}
    write_file(tmp_path / "deployments" / "aws" / "one.tfvars.json", values)
    monkeypatch.chdir(tmp_path)

    assert restore_files.main(["aws-one", "", "--apply"]) == 1
    assert capsys.readouterr().err == (
        "PREFIX: is empty, so --apply restores the whole bucket; set PREFIX=runs/ or add --whole-bucket\n"
    )
    assert contents(s3) == {}
    assert restore_files.main(["aws-one", "", "--apply", "--whole-bucket"]) == 0
    assert contents(s3) == {"a": "1"}


def test_refusal_of_the_cloud_is_one_line(
    s3: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    values = {**values_of("recommended"), "bucket_name": "wandb-gone", "bucket_kms_key_arn": None}
    write_file(tmp_path / "deployments" / "aws" / "one.tfvars.json", values)
    monkeypatch.chdir(tmp_path)

    assert restore_files.main(["aws-one", "runs/"]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert line.startswith("aws-one: the files in wandb-gone are not restored: ") and "NoSuchBucket" in line


def test_wrong_time_is_told_with_an_example(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        restore_files.main(["aws-one", "runs/", "--to", "noon"])
    assert "noon is not a time; write one such as 2026-01-31T12:00:00Z" in capsys.readouterr().err


def test_stack_without_a_bucket_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_file(tmp_path / "deployments" / "aws" / "one.tfvars.json", values_of("recommended"))
    monkeypatch.chdir(tmp_path)

    assert restore_files.main(["aws-one-app", ""]) == 1
    assert capsys.readouterr().err == "aws-one-app: is not an infrastructure stack on AWS of these files\n"
