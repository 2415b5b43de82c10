"""The logins of the AWS provider: boto3 has the same, and a login that fails is one line."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from emulator.aws.cloud import Aws
from emulator.certificates import Authority
from emulator.environment import AWS_ACCOUNT, aws_environment
from scripts.preflight.aws.account import AwsAccount
from scripts.preflight.aws.identity import check_identity
from scripts.preflight.findings import Finding, Level
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.programs.preflight.conftest import served

REGION = "eu-central-1"
STACK = Stack("x", {"provider": {"aws": [{"region": REGION}]}, "terraform": {"backend": {"local": {"path": "none"}}}})
SESSION = f"ok: arn:aws:sts::{AWS_ACCOUNT}:assumed-role/deployer/"
CONFIGURATION = f"""\
[profile keys]
aws_access_key_id = profile-key
aws_secret_access_key = profile-secret
[profile role]
source_profile = keys
role_arn = arn:aws:iam::{AWS_ACCOUNT}:role/deployer
[profile program]
credential_process = {{program}}
[profile sso]
sso_account_id = {AWS_ACCOUNT}
sso_role_name = deployer
sso_region = {REGION}
sso_start_url = https://example.awsapps.com/start
[profile incomplete]
role_arn = arn:aws:iam::{AWS_ACCOUNT}:role/deployer
source_profile = nowhere
"""


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    with served(Aws([], Authority(), AWS_ACCOUNT)) as address:
        yield address


@pytest.fixture
def configured(endpoint: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """An environment with profiles, and without credentials of its own."""
    program = tmp_path / "program"
    keys = json.dumps({"Version": 1, "AccessKeyId": "program-key", "SecretAccessKey": "program-secret"})
    program.write_text(f"#!/bin/sh\necho '{keys}'\n")
    program.chmod(0o700)
    (tmp_path / "config").write_text(CONFIGURATION.format(program=program))
    (tmp_path / "token").write_text("a.b.c")
    for name, value in aws_environment(endpoint, REGION).items():
        monkeypatch.setenv(name, value)
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    for name in ("config", "shared_credentials"):
        monkeypatch.setenv(f"AWS_{name.upper()}_FILE", str(tmp_path / name))
    monkeypatch.setenv("HOME", str(tmp_path))
    return monkeypatch


def identity() -> list[str]:
    def ask(account: AwsAccount) -> list[Finding]:
        account.ask("ec2", "describe_vpcs")
        return []

    # A login that fails is reported by the first check only.
    found = run_checks({"identity": check_identity, "other": ask}, AwsAccount(STACK), limit_seconds=120)
    return [f"{each.level}: {each.message}" for each in found if each.level is not Level.WARNING]


@pytest.mark.parametrize(("profile", "start"), [("keys", "ok: arn:"), ("role", SESSION), ("program", "ok: arn:")])
def test_profile_logs_in(profile: str, start: str, configured: pytest.MonkeyPatch) -> None:
    configured.setenv("AWS_PROFILE", profile)
    [found] = identity()
    assert found.startswith(start)
    assert found.endswith(f"in account {AWS_ACCOUNT}")


def test_web_identity_logs_in(configured: pytest.MonkeyPatch, tmp_path: Path) -> None:
    configured.setenv("AWS_WEB_IDENTITY_TOKEN_FILE", str(tmp_path / "token"))
    configured.setenv("AWS_ROLE_ARN", f"arn:aws:iam::{AWS_ACCOUNT}:role/deployer")
    [found] = identity()
    assert found.startswith(SESSION)


@pytest.mark.parametrize(
    ("profile", "message"),
    [
        ("absent", "The config profile (absent) could not be found"),
        ("sso", "Error loading SSO Token: Token for https://example.awsapps.com/start does not exist"),
        ("incomplete", 'The source_profile "nowhere" referenced in the profile "incomplete" does not exist'),
    ],
)
def test_login_that_fails_is_one_line(profile: str, message: str, configured: pytest.MonkeyPatch) -> None:
    configured.setenv("AWS_PROFILE", profile)
    [found] = identity()
    assert found.startswith(f"failure: {message}")
