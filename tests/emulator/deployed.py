"""A deployment on an endpoint of its own, with all that Terraform keeps of it in one folder."""

import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config

from emulator import Emulator
from tests.deployments import load, synthesize, write_file
from tests.terraform_runner import Terraform

# One process holds the node side of cdktf, and boto3 reads its service descriptions: neither likes threads.
_ONE_AT_A_TIME = threading.Lock()
# Tests look at what services refuse: an answer is an answer, not to be asked for again.
_ONCE = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})

Values = Mapping[str, Any]


def client_of(emulator: Emulator, service: str) -> Any:
    """A boto3 client of the endpoint's account."""
    variables = emulator.environment()
    with _ONE_AT_A_TIME:
        session = boto3.session.Session(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], region_name=variables["AWS_REGION"]
        )
        return session.client(service, endpoint_url=emulator.endpoint, config=_ONCE)


class Deployed:
    """The deployment `name`, whose stack is `aws-<name>`.

    Its file stands apart from `folder`, which holds what cdktf and Terraform write: configuration, state, logs.
    """

    def __init__(self, name: str, emulator: Emulator, folder: Path) -> None:
        self.name = name
        self.emulator = emulator
        self.file = folder / "aws" / f"{name}.tfvars.json"
        self.folder = folder / "kept"
        self.output = self.folder / "cdktf.out"
        self.folder.mkdir(parents=True)
        self.stack = self.output / "stacks" / f"aws-{name}"
        self.state = self.folder / f"terraform.aws-{name}.tfstate"
        self.saved_plan = self.folder / "changes.tfplan"
        self.terraform = Terraform(self.stack, log=self.folder / "terraform.log", environment=emulator.environment())

    def configure(self, values: Values) -> None:
        """Writes the deployment's file and synthesizes it."""
        write_file(self.file, values)
        with _ONE_AT_A_TIME:
            synthesize(load(self.file), self.output)

    def synthesized(self) -> dict[str, bytes]:
        """What Terraform is given, by stack."""
        return {file.parent.name: file.read_bytes() for file in (self.output / "stacks").glob("*/cdk.tf.json")}

    def start(self, values: Values) -> None:
        """Deploys for the first time."""
        self.configure(values)
        self.terraform.init()
        self.terraform.apply()

    def client(self, service: str) -> Any:
        """A boto3 client of the endpoint's account."""
        return client_of(self.emulator, service)

    def change(self, values: Values, *, then_apply: bool = True) -> Mapping[str, str]:
        """Changes the deployment to `values`; what was planned, address to action."""
        self.configure(values)
        planned = self.terraform.plan(f"-out={self.saved_plan}")
        if then_apply:
            self.terraform.apply(str(self.saved_plan))
        return planned


@contextmanager
def deployed(name: str, values: Values, folder: Path, endpoint_options: Sequence[str] = ()) -> Iterator[Deployed]:
    """An endpoint in the region of `values`, with their hosted zone, and the deployment's place on it."""
    zone = f"{values['zone_id']}={values['domain_name']}"
    with ExitStack() as stack:
        # A start is all processor: nine at once would make each other late.
        with _ONE_AT_A_TIME:
            emulator = stack.enter_context(
                Emulator(hosted_zones=[zone], region=values["region"], extra_arguments=endpoint_options)
            )
        try:
            yield Deployed(name, emulator, folder)
        finally:
            shutil.copy(emulator.log_file, folder / "endpoint.log")
