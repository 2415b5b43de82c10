"""The application stack on every cloud: its secrets, its containers, and where they are."""

from pathlib import Path
from typing import Any

import pytest

from tests.deployments import CLOUDS
from tests.unit.settings.settings_cases import messages_of
from tests.unit.stacks.applications import application, container, offered, stored, synthesize, variables
from tests.unit.synth import encoded

SECRETS: dict[str, Any] = {
    "license": "canary-license",
    "oidc_secret": "canary-oidc",
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "tracker",
    "other_wandb_secrets": {"SLACK_SECRET": "canary-slack"},
    "use_external_redis": True,
    "external_redis_host": "redis.example.com",
    "external_redis_params": {"tls": "true"},
    "external_redis_password": "canary-redis",
}
pytestmark = pytest.mark.parametrize("cloud", CLOUDS)


def test_each_secret_input_is_only_an_ephemeral_variable(cloud: str, tmp_path: Path) -> None:
    stack = application(cloud, tmp_path, **SECRETS)

    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert [file.name for file in written].count("cdk.tf.json") == 2
    assert [file for file in written if b"canary" in file.read_bytes()] == []
    declared = {name: (each["type"], each["sensitive"], each["ephemeral"]) for name, each in stack["variable"].items()}
    assert declared == {
        "external_redis_password": ("string", True, True),
        "license": ("string", True, True),
        "oidc_secret": ("string", True, True),
        "other_wandb_secrets": ("map(string)", True, True),
    }
    told = stored(stack)
    assert told["SLACK_SECRET"] == '${var.other_wandb_secrets["SLACK_SECRET"]}'
    redis = f"redis://:{encoded('var.external_redis_password')}@redis.example.com:6379?tls=true&ttlInSeconds=604800"
    assert told["REDIS"] == redis
    assert set(told) == {"LICENSE", "MYSQL", "OIDC_SECRET", "REDIS", "SLACK_SECRET"}


def test_variable_that_the_server_has_from_an_input_is_refused(cloud: str, tmp_path: Path) -> None:
    stack = application(cloud, tmp_path, **SECRETS, weave_enabled=True, parquet_enabled=True, local_restore=True)

    set_here = {each["name"] for each in container(stack)["env"]} | set(stored(stack))
    # Those of the cloud can be replaced by others; SLACK_SECRET is the user's.
    of_inputs = {name for name in set_here if not name.startswith(("AWS_", "AZURE_", "GORILLA_", "SLACK_"))}
    assert {"OIDC_ISSUER", "WEAVE_SERVICE", "PARQUET_HOST"} < of_inputs
    given = {name: messages_of(f'other_wandb_env = {{ {name} = "x" }}', cloud) for name in of_inputs}
    assert [name for name, messages in given.items() if "is not allowed here" not in str(messages)] == []


def test_unset_secret_has_no_variable(cloud: str, tmp_path: Path) -> None:
    assert "variable" not in application(cloud, tmp_path)


@pytest.mark.parametrize("switch", ["enable_helm_wandb", "enable_helm_operator"])
def test_without_application_there_is_only_infrastructure(cloud: str, tmp_path: Path, switch: str) -> None:
    stacks = synthesize(cloud, tmp_path, **{switch: False})

    assert list(stacks) == [f"{cloud}-x"]
    assert offered(stacks[f"{cloud}-x"]) == set()


def test_variables_reach_their_containers(cloud: str, tmp_path: Path) -> None:
    stack = application(
        cloud,
        tmp_path,
        weave_enabled=True,
        parquet_enabled=True,
        other_wandb_env={"EVERYWHERE": "1"},
        weave_wandb_env={"IN_WEAVE": "2"},
        parquet_wandb_env={"IN_PARQUET": "3"},
    )

    told = {
        name: variables(stack, address)
        for name, address in (
            ("server", "server_workload_deployment"),
            ("weave", "server_weave_workload_deployment"),
            ("parquet", "server_parquet_workload_deployment"),
        )
    }
    assert all(each["EVERYWHERE"] == "1" for each in told.values())
    assert {name for name, each in told.items() if "IN_WEAVE" in each} == {"weave"}
    assert {name for name, each in told.items() if "IN_PARQUET" in each} == {"parquet"}
    assert (told["weave"]["ONLY_SERVICE"], told["parquet"]["ONLY_SERVICE"]) == ("weave", "gorilla-parquet")
    server = told["server"]
    assert (server["WEAVE_ENABLED"], server["WEAVE_SERVICE"]) == ("true", "weave:9994")
    assert (server["PARQUET_ENABLED"], server["PARQUET_HOST"]) == ("true", "http://parquet:8087")


@pytest.mark.parametrize(("weave", "parquet"), [(True, False), (False, True)])
def test_weave_and_parquet_are_enabled_separately(cloud: str, tmp_path: Path, weave: bool, parquet: bool) -> None:
    stack = application(cloud, tmp_path, weave_enabled=weave, parquet_enabled=parquet)

    told = variables(stack)
    assert (told["WEAVE_ENABLED"], told["PARQUET_ENABLED"]) == (str(weave).lower(), str(parquet).lower())
    deployments = stack["resource"]["kubernetes_deployment_v1"]
    assert ("server_weave_workload_deployment" in deployments) is weave
    assert ("server_parquet_workload_deployment" in deployments) is parquet


def test_default_namespace_is_not_created(cloud: str, tmp_path: Path) -> None:
    stack = application(cloud, tmp_path, k8s_namespace="default")["resource"]

    assert "kubernetes_namespace_v1" not in stack
    assert stack["kubernetes_secret_v1"]["server_secret_secret"]["metadata"]["namespace"] == "default"


def test_license_has_two_names(cloud: str, tmp_path: Path) -> None:
    stack = application(cloud, tmp_path, wandb_license="canary-license")

    assert set(stack["variable"]) == {"wandb_license"}
    assert stored(stack)["LICENSE"] == "${var.wandb_license}"
    written = [file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()]
    assert not any(b"canary" in text for text in written)


def test_volume_class_has_the_type_and_the_key_of_its_cloud(cloud: str, tmp_path: Path) -> None:
    provisioner, type_ = {
        "aws": ("ebs.csi.aws.com", "gp3"),
        "azure": ("disk.csi.azure.com", "Premium_LRS"),
    }[cloud]
    weave = {"weave_enabled": True, "weave_storage_size": "70Gi", "weave_storage_type": type_}
    stack = application(cloud, tmp_path, **weave, weave_storage_provisioner=provisioner)

    [found] = stack["resource"]["kubernetes_storage_class_v1"].values()
    parameters = found["parameters"]
    # https://github.com/kubernetes-sigs/aws-ebs-csi-driver/blob/master/docs/parameters.md
    # https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision
    if cloud == "aws":
        assert "key" in parameters.pop("kmsKeyId")
        assert parameters == {"encrypted": "true", "type": type_}
    else:
        assert parameters == {"skuName": type_}


def test_volume_without_a_class_gets_one_with_the_disks_of_its_cloud(cloud: str, tmp_path: Path) -> None:
    resources = application(cloud, tmp_path, weave_enabled=True, weave_storage_size="70Gi")["resource"]

    [(name, found)] = resources["kubernetes_storage_class_v1"].items()
    assert found["metadata"]["name"] == "standard"
    assert found["storage_provisioner"] == {"aws": "ebs.csi.aws.com", "azure": "disk.csi.azure.com"}[cloud]
    [claim] = resources["kubernetes_persistent_volume_claim_v1"].values()
    assert claim["spec"]["storage_class_name"] == f"${{kubernetes_storage_class_v1.{name}.id}}"


def test_named_class_is_not_created(cloud: str, tmp_path: Path) -> None:
    options = {"weave_enabled": True, "weave_storage_size": "70Gi", "weave_storage_class": "own"}
    resources = application(cloud, tmp_path, **options)["resource"]

    assert "kubernetes_storage_class_v1" not in resources
