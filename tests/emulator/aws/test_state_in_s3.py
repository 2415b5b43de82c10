"""State in S3: one object and one lock file per stack; a stack reads the outputs of another one from there.

It uses two stacks with one log group each, which are quicker than a deployment.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cdktf import App, TerraformLocal, TerraformOutput
from cdktf_cdktf_provider_aws.cloudwatch_log_group import CloudwatchLogGroup
from cdktf_cdktf_provider_aws.provider import AwsProvider

from constructs_lib.framework import AddressedStack
from constructs_lib.settings.backends import Backend
from constructs_lib.settings.backends.choice import read_backend
from constructs_lib.stacks.aws import AWS_PROVIDER_VERSIONS
from constructs_lib.stacks.root_module import configure_backend, require_versions
from emulator import Emulator
from tests.emulator.deployed import client_of
from tests.judged import refusals
from tests.terraform_runner import Terraform, TerraformError

BUCKET, REGION = "example-state", "eu-west-1"
FIRST, SECOND = "aws-first", "aws-first-app"
# With path style, because the emulator has an address and no host name. Everything else is as on AWS.
BACKEND = {"type": "s3", "bucket": BUCKET, "region": REGION, "prefix": "terraform", "use_path_style": True}


class LogStack(AddressedStack):
    """One log group, its state in `backend`. Attribute: `log_name`."""

    def __init__(self, app: App, id_: str, *, backend: Backend, name: str) -> None:
        super().__init__(app, id_)
        require_versions(self, {"aws": AWS_PROVIDER_VERSIONS})
        configure_backend(self, backend)
        AwsProvider(self, "aws", region=REGION)
        # By way of a local: CDKTF sees no reference inside an override, and the application stack makes some.
        local = TerraformLocal(self, "name", name)
        log = CloudwatchLogGroup(self, "log")
        log.add_override("name", f"${{{local.fqn}}}")
        TerraformOutput(self, "log_name", value=log.name)
        self.log_name = log.name


@dataclass(frozen=True)
class Deployed:
    """Both stacks, applied one after the other."""

    first: Terraform
    second: Terraform
    s3: Any
    folder: Path

    def keys(self) -> list[str]:
        return [each["Key"] for each in self.s3.list_objects_v2(Bucket=BUCKET).get("Contents", [])]

    def state(self, stack: str) -> dict[str, Any]:
        body = self.s3.get_object(Bucket=BUCKET, Key=f"terraform/{stack}.tfstate")["Body"]
        found: dict[str, Any] = json.loads(body.read())
        return found


@pytest.fixture(scope="module")
def deployed(tmp_path_factory: pytest.TempPathFactory, terraform_and_provider: None) -> Iterator[Deployed]:
    folder = tmp_path_factory.mktemp("state")
    app = App(outdir=str(folder / "cdktf.out"))
    backend = read_backend(BACKEND)
    first = LogStack(app, FIRST, backend=backend, name="first")
    LogStack(app, SECOND, backend=backend, name=f"{first.log_name}-and-second")
    app.synth()
    with Emulator(region=REGION) as emulator:
        s3 = client_of(emulator, "s3")
        s3.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
        runs = [
            Terraform(
                folder / "cdktf.out" / "stacks" / stack,
                log=folder / f"{stack}.log",
                environment=emulator.environment(),
            )
            for stack in (FIRST, SECOND)
        ]
        for run in runs:
            run.init()
            run.apply()
        yield Deployed(runs[0], runs[1], s3, folder)


def test_each_stack_has_its_own_object_and_leaves_no_lock(deployed: Deployed) -> None:
    assert deployed.keys() == [f"terraform/{SECOND}.tfstate", f"terraform/{FIRST}.tfstate"]


def test_no_state_stays_on_the_machine(deployed: Deployed) -> None:
    # What Terraform keeps in .terraform is which backend it was initialized with.
    left = [file for file in deployed.folder.rglob("*.tfstate*") if file.parent.name != ".terraform"]
    assert left == []


def test_second_stack_reads_the_outputs_of_the_first(deployed: Deployed) -> None:
    assert deployed.state(SECOND)["outputs"]["log_name"]["value"] == "first-and-second"
    assert [each["type"] for each in deployed.state(SECOND)["resources"]] == [
        "terraform_remote_state",
        "aws_cloudwatch_log_group",
    ]


def test_replacement_of_an_adopted_resource_is_refused(deployed: Deployed) -> None:
    folder = deployed.folder / "cdktf.out" / "stacks" / FIRST
    configuration = (folder / "cdk.tf.json").read_text()
    (folder / "cdk.tf.json").write_text(configuration.replace('"first"', '"other"'))
    try:
        [refused] = refusals(folder, BACKEND, deployed.first.environment, "aws_cloudwatch_log_group.log")
    finally:
        (folder / "cdk.tf.json").write_text(configuration)
    assert refused.startswith(
        "aws_cloudwatch_log_group.log: would be replaced, because of name from 'first' to 'other'"
    )


def test_only_the_unlocked_stack_is_planned(deployed: Deployed) -> None:
    key = f"terraform/{FIRST}.tfstate.tflock"
    deployed.s3.put_object(Bucket=BUCKET, Key=key, Body=json.dumps({"ID": "1", "Who": "somebody@elsewhere"}))
    try:
        with pytest.raises(TerraformError, match="Error acquiring the state lock") as refused:
            deployed.first.run("plan", "-input=false")
        assert "somebody@elsewhere" in str(refused.value)
        assert deployed.second.plan() == {}
    finally:
        deployed.s3.delete_object(Bucket=BUCKET, Key=key)
