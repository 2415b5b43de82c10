"""A deployment on its own emulator. All files of Terraform for both stacks are in one folder."""

import json
import os
import shutil
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import patch

import boto3
from botocore.config import Config

from constructs_lib.azure import roles
from emulator import Emulator, Inventory
from emulator.environment import AZURE_SUBSCRIPTION
from scripts.secret_variables import secret_environment
from tests.deployments import REPOSITORY, load, synthesize, write_file
from tests.running_providers import RunningProviders
from tests.terraform_runner import Terraform

# cdktf's Node process and boto3's service descriptions are shared by all threads, and neither is thread-safe.
_ONE_AT_A_TIME = threading.Lock()
# Tests check what services refuse, so a refused request must not be retried.
_ONCE = Config(retries={"total_max_attempts": 1}, s3={"addressing_style": "path"})
# The emulator grants roles at once. Only `tests/emulator/test_cdktf.py` waits as long as a deployment to Azure does.
_ROLE_PROPAGATION_SECONDS = 1

# An option for a plan after an empty plan: reading all resources again would only take time.
NOTHING_NEW = "-refresh=false"
KUBELOGIN = REPOSITORY / "emulator" / "azure" / "bin"
_GROUPS = ("key_vault_administrator_object_ids", "kubernetes_admin_group_object_ids")
_IN_PLATFORM = "/subscriptions/00000000-0000-0000-0000-00000000beef/resourceGroups/platform/providers"
# On Azure, the resources that a scenario expects in its subscription.
EXISTING: Mapping[str, Sequence[str]] = {
    "everything": (
        "/subscriptions/00000000-0000-0000-0000-0000000000d5/resourceGroups/dns/providers/Microsoft.Network"
        "/dnsZones/wandb.ml",
    ),
    "private-link": (
        f"{_IN_PLATFORM}/Microsoft.KeyVault/vaults/platform-certificates",
        f"/subscriptions/{AZURE_SUBSCRIPTION}/resourceGroups/platform/providers/Microsoft.Storage"
        "/storageAccounts/platformfiles",
    ),
}

Values = Mapping[str, Any]


def client_of(emulator: Emulator, service: str) -> Any:
    """A boto3 client of the emulator's AWS account."""
    variables = emulator.environment()
    with _ONE_AT_A_TIME:
        session = boto3.session.Session(
            variables["AWS_ACCESS_KEY_ID"], variables["AWS_SECRET_ACCESS_KEY"], region_name=variables["AWS_REGION"]
        )
        return session.client(service, endpoint_url=emulator.endpoint, config=_ONCE)


class Deployed:
    """The deployment `name` on `cloud`: its stacks are `<cloud>-<name>` and `<cloud>-<name>-app`.

    Its file is outside of `folder`, which holds what cdktf and Terraform write: configuration, state, logs.

    - `terraform`: Terraform of the infrastructure stack; `application`: of the application stack.
    - `has_application`: whether the providers of the application stack are available.
    """

    def __init__(self, cloud: str, name: str, emulator: Emulator, folder: Path, *, has_application: bool) -> None:
        self.cloud = cloud
        self.name = name
        self.emulator = emulator
        self.has_application = has_application
        self.file = folder / cloud / f"{name}.tfvars.json"
        self.folder = folder / "kept"
        self.output = self.folder / "cdktf.out"
        self.folder.mkdir(parents=True)
        self.stack_name = f"{cloud}-{name}"
        self.stack = self.output / "stacks" / self.stack_name
        self.state = self.folder / f"terraform.{self.stack_name}.tfstate"
        self.application_state = self.folder / f"terraform.{self.stack_name}-app.tfstate"
        self.saved_plan = self.folder / "changes.tfplan"
        self._providers = RunningProviders(folder)
        self.terraform = self._terraform(self.stack, "terraform.log")
        self.application_stack = self.stack.with_name(f"{self.stack_name}-app")
        self.application = self._terraform(self.application_stack, "application.log")

    def _terraform(self, stack: Path, log: str) -> Terraform:
        # The real kubelogin needs a login to Azure; the emulator's gets its token from the emulator.
        path = f"{KUBELOGIN}{os.pathsep}{os.environ['PATH']}"
        environment = {**self.emulator.environment(), "PATH": path}
        return Terraform(stack, log=self.folder / log, environment=environment, providers=self._providers)

    def configure(self, values: Values) -> None:
        """Writes the deployment's file and synthesizes it; the secrets of `values` become the application's."""
        write_file(self.file, values)
        with _ONE_AT_A_TIME, patch.object(roles, "ROLE_PROPAGATION_SECONDS", _ROLE_PROPAGATION_SECONDS):
            deployments = load(self.file)
            synthesize(deployments, self.output)
        self.application.environment |= secret_environment(deployments, ["*"], {})

    def synthesized(self) -> dict[str, bytes]:
        """The synthesized configuration of each stack."""
        return {file.parent.name: file.read_bytes() for file in (self.output / "stacks").glob("*/cdk.tf.json")}

    def start(self, values: Values) -> None:
        """Deploys the infrastructure for the first time."""
        self.configure(values)
        self.terraform.init()
        self.terraform.apply()

    def start_application(self) -> None:
        """Deploys the application of the configured values for the first time."""
        self.application.init()
        self.application.apply()

    def managed(self) -> list[str]:
        """The addresses in the state of the infrastructure, without data sources."""
        return _managed(self.state)

    def addresses(self) -> list[str]:
        """The addresses in the state of the infrastructure, with data sources."""
        return [each["address"] for each in resources_in(self.state)]

    def resources(self) -> list[dict[str, Any]]:
        """The resources in the state of the infrastructure, as `resources_in` has them."""
        return resources_in(self.state)

    def managed_by_application(self) -> list[str]:
        """The addresses in the state of the application, without data sources."""
        return _managed(self.application_state)

    def objects(self) -> Inventory:
        """The objects in the deployment's Kubernetes cluster that a new cluster does not have."""
        found = {kind: ids for kind, ids in self.emulator.inventory().items() if kind.startswith("kubernetes/")}
        # Without the name of the cluster.
        return {kind: [id_.partition("/")[2] for id_ in ids] for kind, ids in found.items()}

    def client(self, service: str) -> Any:
        """A boto3 client of the emulator's account."""
        return client_of(self.emulator, service)

    def change(self, values: Values, *options: str, then_apply: bool = True) -> Mapping[str, str]:
        """Changes the infrastructure to `values`; returns the planned action of each address."""
        self.configure(values)
        return self.apply_changes(self.terraform, *options, then_apply=then_apply)

    def change_application(self, values: Values, *options: str) -> Mapping[str, str]:
        """Changes the application to `values`; returns the planned action of each address."""
        self.configure(values)
        return self.apply_changes(self.application, *options)

    def apply_changes(self, terraform: Terraform, *options: str, then_apply: bool = True) -> Mapping[str, str]:
        """Plans with `options`, then applies, or saves the plan; returns the planned action of each address."""
        if then_apply:
            return terraform.apply_changes(*options)
        return terraform.plan(f"-out={self.saved_plan}", *options)

    def interrupt(self) -> None:
        """Ends a running call, and refuses all further calls."""
        self.terraform.interrupt()
        self.application.interrupt()

    def close(self) -> None:
        """Ends the running providers."""
        self._providers.stop()


def resources_in(state: Path) -> list[dict[str, Any]]:
    """`address`, `mode`, `type` and `values` of each resource in a state file; the file may not exist yet.

    `terraform state list` and `terraform show` write the same, but first read the schemas of all providers, which takes
    seconds.
    """
    if not state.exists():
        return []
    return [
        {"address": _address(resource, instance), **resource, "values": instance["attributes"]}
        for resource in json.loads(state.read_text())["resources"]
        for instance in resource["instances"]
    ]


def _address(resource: Mapping[str, Any], instance: Mapping[str, Any]) -> str:
    data = "data." if resource["mode"] == "data" else ""
    index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
    return f"{data}{resource['type']}.{resource['name']}{index}"


def _managed(state: Path) -> list[str]:
    return [each["address"] for each in resources_in(state) if each["mode"] == "managed"]


@contextmanager
def deployed(
    cloud: str, name: str, values: Values, folder: Path, *, options: Sequence[str] = (), has_application: bool = False
) -> Iterator[Deployed]:
    """An emulator of `cloud`, in the region and with the hosted zone of `values`, and the deployment on it."""
    with ExitStack() as stack:
        # A start uses only the processor: many at once would delay each other.
        with _ONE_AT_A_TIME:
            emulator = stack.enter_context(_emulator(cloud, name, values, options))
        deployment = Deployed(cloud, name, emulator, folder, has_application=has_application)
        try:
            yield deployment
        finally:
            deployment.close()
            shutil.copy(emulator.log_file, folder / "endpoint.log")


def _emulator(cloud: str, name: str, values: Values, options: Sequence[str]) -> Emulator:
    if cloud == "azure":
        return Emulator(
            cloud=cloud,
            existing=EXISTING.get(name, ()),
            # The deployer is a member of the groups in the deployment file.
            groups=[group for input_ in _GROUPS for group in values.get(input_, ())],
            subscription=values.get("subscription_id", AZURE_SUBSCRIPTION),
            extra_arguments=options,
        )
    zone = f"{values['zone_id']}={values['domain_name']}"
    return Emulator(hosted_zones=[zone], region=values["region"], extra_arguments=options)
