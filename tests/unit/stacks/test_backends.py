"""The states of the two stacks, and how the application stack reads the infrastructure's state."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.settings.backends.choice import MODELS
from tests.deployments import Configuration, load, synthesize, values_of, write_file
from tests.terraform_runner import Terraform, TerraformError, missing_tool

# What a deployment file says, and the arguments of the infrastructure stack and of the application stack.
KMS_KEY = "arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-4234-8234-123456789012"
ID = "12345678-1234-1234-1234-123456789012"
CHOSEN: Mapping[str, dict[str, Any]] = {
    "local": {},
    "s3": {
        "bucket": "example-state",
        "region": "eu-west-1",
        "prefix": "terraform/wandb",
        "kms_key_id": KMS_KEY,
        "role_arn": "arn:aws:iam::123456789012:role/state",
        "external_id": "4711",
        "session_name": "state",
        "use_path_style": True,
        "skip_credentials_validation": True,
        "skip_metadata_api_check": True,
        "skip_region_validation": True,
        "skip_requesting_account_id": True,
        "skip_s3_checksum": True,
    },
    "azurerm": {
        "storage_account_name": "examplestate",
        "container_name": "tfstate",
        "prefix": "wandb",
        "resource_group_name": "state",
        "subscription_id": ID,
        "tenant_id": ID,
        "environment": "public",
    },
    "gcs": {
        "bucket": "example-state",
        "prefix": "wandb",
        "kms_encryption_key": "projects/p/locations/l/keyRings/r/cryptoKeys/k",
        "impersonate_service_account": "state@example.iam.gserviceaccount.com",
    },
    "http": {"address": "https://state.example.com/wandb", "lock_method": "POST", "unlock_method": "DELETE"},
    "pg": {"conn_str": "postgres://terraform@127.0.0.1:1/state?sslmode=require"},
    "cloud": {"organization": "example", "hostname": "127.0.0.1", "workspace_prefix": "w-", "project": "Platform"},
    "remote": {"organization": "example", "hostname": "127.0.0.1", "workspace_prefix": "w-"},
}
# What differs between the states of two stacks.
OF_A_STACK: Mapping[str, Mapping[str, Any]] = {
    "local": {"path": "../../../terraform.{stack}.tfstate"},
    "s3": {"key": "terraform/wandb/{stack}.tfstate"},
    "azurerm": {"key": "wandb/{stack}.tfstate"},
    "gcs": {"prefix": "wandb/{stack}"},
    "http": {
        "address": "https://state.example.com/wandb/{stack}",
        "lock_address": "https://state.example.com/wandb/{stack}/lock",
        "unlock_address": "https://state.example.com/wandb/{stack}/lock",
    },
    "pg": {"schema_name": "{stack}"},
    "cloud": {"workspaces": {"name": "w-{stack}", "project": "Platform"}},
    "remote": {"workspaces": {"name": "w-{stack}"}},
}
# What a backend always says, asked or not.
ALWAYS: Mapping[str, Mapping[str, Any]] = {
    "s3": {"encrypt": True, "use_lockfile": True},
    "azurerm": {"use_azuread_auth": True},
    "http": {"update_method": "POST"},
}
_ROLE = ("role_arn", "external_id", "session_name")
# Names in the deployment file that stand for arguments of other names.
FOR_ONE_OF_TERRAFORMS_OWN = {"prefix", *_ROLE, "workspace_prefix", "project"}
# What needs no store to be tried. S3 and HTTP are applied elsewhere.
TRIED = ("local", "azurerm", "gcs", "pg", "cloud", "remote")
# Terraform's messages about wrong backend arguments, for any store.
WRONG_ARGUMENTS = (
    "Extraneous JSON object property",
    "Incorrect attribute value type",
    "Invalid backend configuration",
    "Missing required argument",
    "required field is not set",
)


@pytest.fixture(scope="module")
def stacks(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Configuration]:
    """The stacks of one deployment on each backend, the deployment named like the backend."""
    folder = tmp_path_factory.mktemp("backends")
    values = values_of("redis")
    files = [
        write_file(folder / "aws" / f"{type_}.tfvars.json", {**values, "backend": {"type": type_, **chosen}})
        for type_, chosen in CHOSEN.items()
    ]
    return synthesize(load(*files), folder / "cdktf.out")


def expected(type_: str, stack: str) -> dict[str, Any]:
    """The arguments of the backend for `stack`."""
    chosen = {name: value for name, value in CHOSEN[type_].items() if name not in FOR_ONE_OF_TERRAFORMS_OWN}
    role = {"assume_role": {name: CHOSEN["s3"][name] for name in _ROLE}} if type_ == "s3" else {}
    own = json.loads(json.dumps(OF_A_STACK[type_]).replace("{stack}", stack))
    return {**chosen, **ALWAYS.get(type_, {}), **role, **own}


def backend_of(stack: Configuration) -> tuple[str, dict[str, Any]]:
    terraform = stack.json["terraform"]
    if "cloud" in terraform:
        return "cloud", terraform["cloud"]
    [(type_, arguments)] = terraform["backend"].items()
    return type_, arguments


def state_read_by(stack: Configuration) -> dict[str, Any]:
    [source] = stack.json["data"]["terraform_remote_state"].values()
    return dict(source)


def test_every_backend_is_tested() -> None:
    assert set(CHOSEN) == set(OF_A_STACK) == set(MODELS)


@pytest.mark.parametrize("type_", CHOSEN)
def test_each_stack_has_its_own_state_on(type_: str, stacks: Mapping[str, Configuration]) -> None:
    for stack in (f"aws-{type_}", f"aws-{type_}-app"):
        assert backend_of(stacks[stack]) == (type_, expected(type_, stack))


@pytest.mark.parametrize("type_", CHOSEN)
def test_application_reads_the_state_of_its_infrastructure_on(type_: str, stacks: Mapping[str, Configuration]) -> None:
    source = state_read_by(stacks[f"aws-{type_}-app"])

    wanted = expected(type_, f"aws-{type_}")
    wanted.pop("use_lockfile", None)  # who reads takes no lock
    if type_ == "cloud":  # is read by the older backend, which knows no projects
        del wanted["workspaces"]["project"]
    assert source["config"] == wanted
    assert source["backend"] == ("remote" if type_ == "cloud" else type_)
    has_workspaces = type_ not in ("http", "cloud", "remote")
    assert source.get("workspace") == ("${terraform.workspace}" if has_workspaces else None)
    outputs = stacks[f"aws-{type_}"].outputs
    [reference] = [name for name in outputs if name.endswith("rds_cluster-database_cluster-endpoint")]
    assert f"outputs.{reference}" in stacks[f"aws-{type_}-app"].text


@pytest.mark.parametrize("type_", CHOSEN)
def test_only_a_local_state_has_to_be_copied_with_the_stacks(type_: str, stacks: Mapping[str, Configuration]) -> None:
    """docs/cdktf-end.md: another backend names no file on this machine, so Terraform finds it from any folder."""
    here = {stack for stack in ("", "-app") if "../" in stacks[f"aws-{type_}{stack}"].text}

    assert here == ({"", "-app"} if type_ == "local" else set())


@pytest.mark.parametrize("type_", CHOSEN)
def test_only_the_backend_differs_from_local_state_on(type_: str, stacks: Mapping[str, Configuration]) -> None:
    for end in ("", "-app"):
        here, local = stacks[f"aws-{type_}{end}"].json, stacks[f"aws-local{end}"].json
        assert _apart_from_state(here, type_) == _apart_from_state(local, "local")


def _apart_from_state(stack: dict[str, Any], type_: str) -> dict[str, Any]:
    parts = {part: arguments for part, arguments in stack.items() if part not in ("//", "terraform", "data")}
    found: dict[str, Any] = json.loads(json.dumps(parts).replace(f"aws-{type_}", "aws-<backend>"))
    return found


@pytest.mark.skipif(missing_tool("terraform") is not None, reason=missing_tool("terraform") or "")
class TestTerraform:
    """What Terraform itself says; it needs no provider for this."""

    def test_terraform_accepts_the_remote_state_arguments(
        self, stacks: Mapping[str, Configuration], tmp_path: Path
    ) -> None:
        sources = {type_: state_read_by(stacks[f"aws-{type_}-app"]) for type_ in CHOSEN}
        terraform = put(tmp_path, {"data": {"terraform_remote_state": sources}})
        terraform.init("-backend=false")

        terraform.validate()

    def test_terraform_rejects_an_unknown_backend_argument(
        self, stacks: Mapping[str, Configuration], tmp_path: Path
    ) -> None:
        source = state_read_by(stacks["aws-pg-app"])
        source["config"]["schema"] = "x"
        terraform = put(tmp_path, {"data": {"terraform_remote_state": {"pg": source}}})
        terraform.init("-backend=false")

        with pytest.raises(TerraformError, match='for backend "pg": unexpected attribute\n"schema"'):
            terraform.validate()

    @pytest.mark.parametrize("type_", TRIED)
    def test_terraform_accepts_the_arguments_of(
        self, type_: str, stacks: Mapping[str, Configuration], tmp_path: Path
    ) -> None:
        text = initialized(type_, expected(type_, f"aws-{type_}"), tmp_path)

        assert [wrong for wrong in WRONG_ARGUMENTS if wrong in text] == []
        assert ("successfully initialized" in text) is (type_ == "local"), "nobody here may sign in to the others"

    @pytest.mark.parametrize("type_", TRIED)
    def test_terraform_reports_an_unknown_argument(self, type_: str, tmp_path: Path) -> None:
        text = initialized(type_, {**expected(type_, f"aws-{type_}"), "prefixx": "x"}, tmp_path)

        assert [wrong for wrong in WRONG_ARGUMENTS if wrong in text]


def initialized(type_: str, arguments: dict[str, Any], folder: Path) -> str:
    """What Terraform says when it is initialized with this backend."""
    block = {"cloud": arguments} if type_ == "cloud" else {"backend": {type_: arguments}}
    return put(folder, {"terraform": block}).run("init", "-input=false", accepted=(0, 1)).text


def put(folder: Path, configuration: dict[str, Any]) -> Terraform:
    """Terraform in `folder` with this configuration, without credentials."""
    (folder / "main.tf.json").write_text(json.dumps(configuration))
    nobody = {"CLOUDSDK_CONFIG": str(folder), "HOME": str(folder)}
    return Terraform(folder, log=folder / "terraform.log", environment=nobody)
