"""The application stack on AWS beside its infrastructure: what it is told, what crosses, and what never does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from cdktf import App

from constructs_lib.settings import AwsSettings, Deployment
from stacks.deployment import add_stacks

Stacks = dict[str, dict[str, Any]]
LEAST = {
    "namespace": "tracker",
    "domain_name": "example.com",
    "subdomain": "wandb",
    "zone_id": "Z0",
    "allowed_inbound_cidr": ["192.0.2.0/24"],
    "allowed_inbound_ipv6_cidr": [],
}
SECRETS = {
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
INPUT = "data.terraform_remote_state.cross-stack-reference-input-aws-x.outputs.cross-stack-output-"


def synthesize(folder: Path, **inputs: Any) -> Stacks:
    """Stack name to configuration, without cdktf's notes."""
    settings = AwsSettings.model_validate({**LEAST, **inputs})
    app = App(outdir=str(folder))
    add_stacks(app, Deployment("aws-x", "aws", Path("x.tfvars"), settings, ()))
    app.synth()
    files = sorted((folder / "stacks").glob("*/cdk.tf.json"))
    return {file.parent.name: _without_notes(json.loads(file.read_text())) for file in files}


def _without_notes(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _without_notes(inner) for name, inner in value.items() if name != "//"}
    return [_without_notes(inner) for inner in value] if isinstance(value, list) else value


def application(folder: Path, **inputs: Any) -> dict[str, Any]:
    return synthesize(folder, **inputs)["aws-x-app"]


def container(stack: dict[str, Any], deployment: str = "server_workload_deployment") -> dict[str, Any]:
    [found] = stack["resource"]["kubernetes_deployment_v1"][deployment]["spec"]["template"]["spec"]["container"]
    assert isinstance(found, dict)
    return found


def variables(stack: dict[str, Any], deployment: str = "server_workload_deployment") -> dict[str, str]:
    return {each["name"]: each["value"] for each in container(stack, deployment)["env"] if "value" in each}


def test_the_server_is_wired_to_bucket_key_and_secret_store(tmp_path: Path) -> None:
    told = variables(application(tmp_path, bucket_path="team/runs", region="eu-west-1"))

    assert told["BUCKET"] == f"s3://${{{INPUT}aws_s3_bucket-storage_bucket-bucket}}/team/runs"
    assert told["BUCKET_QUEUE"] == "internal://"
    assert told["AWS_REGION"] == "eu-west-1"
    assert told["AWS_S3_KMS_ID"] == f"${{{INPUT}aws_kms_key-encryption_key-arn}}"
    store = "aws-secretmanager://tracker-secret-store?namespace=tracker-secret-store"
    assert told["GORILLA_SECRET_STORE_SOURCE"] == told["GORILLA_CUSTOMER_SECRET_STORE_SOURCE"] == store
    assert told["HOST"] == "https://wandb.example.com"
    assert "REDIS" not in told


def test_redis_of_the_infrastructure_is_reached_over_tls(tmp_path: Path) -> None:
    told = variables(application(tmp_path, create_elasticache=True))

    host = f"${{{INPUT}aws_elasticache_replication_group-cache_replication_group-primary_endpoint_address}}"
    assert told["REDIS"] == f"redis://{host}:6379?tls=true&ttlInSeconds=604800"


def test_the_queue_is_named(tmp_path: Path) -> None:
    told = variables(application(tmp_path, use_internal_queue=False))

    assert told["BUCKET_QUEUE"] == f"sqs://${{{INPUT}aws_sqs_queue-queue_queue-name}}"


def test_an_existing_bucket_and_queue_are_used_in_their_region(tmp_path: Path) -> None:
    told = variables(
        application(
            tmp_path,
            bucket_name="theirs",
            bucket_region="us-east-2",
            use_internal_queue=False,
            bucket_queue_name="announcements",
        )
    )

    assert (told["BUCKET"], told["BUCKET_QUEUE"]) == ("s3://theirs", "sqs://announcements")
    assert told["AWS_REGION"] == "us-east-2"
    assert "AWS_S3_KMS_ID" not in told


def test_kubernetes_is_reached_with_an_ephemeral_token_and_the_password_is_read_ephemerally(tmp_path: Path) -> None:
    stack = application(tmp_path)

    assert stack["provider"]["kubernetes"] == [
        {
            "host": f"${{{INPUT}aws_eks_cluster-cluster_control_plane-endpoint}}",
            "cluster_ca_certificate": "${base64decode("
            f"{INPUT}aws_eks_cluster-cluster_control_plane-certificate_authority-0--data)}}",
            "token": "${ephemeral.aws_eks_cluster_auth.login.token}",
        }
    ]
    assert stack["ephemeral"]["aws_secretsmanager_secret_version"]["database"] == {
        "secret_id": f"${{{INPUT}aws_secretsmanager_secret-secrets_credentials-arn}}"
    }
    mysql = stack["resource"]["kubernetes_secret_v1"]["server_secret_secret"]["data_wo"]["MYSQL"]
    password = "urlencode(jsondecode(ephemeral.aws_secretsmanager_secret_version.database.secret_string).password)"
    host = f"{INPUT}aws_rds_cluster-database_cluster-endpoint"
    assert mysql == f"mysql://wandb:${{{password}}}@${{{host}}}:3306/wandb_local"


def test_the_values_that_cross_are_these_and_none_is_secret(tmp_path: Path) -> None:
    stacks = synthesize(tmp_path, create_elasticache=True, use_internal_queue=False)

    crossing = {name for name in stacks["aws-x"]["output"] if name.startswith("cross-stack-output-")}
    assert {name.removeprefix("cross-stack-output-") for name in crossing} == {
        "aws_eks_cluster-cluster_control_plane-certificate_authority-0--data",
        "aws_eks_cluster-cluster_control_plane-endpoint",
        "aws_eks_cluster-cluster_control_plane-name",
        "aws_elasticache_replication_group-cache_replication_group-primary_endpoint_address",
        "aws_iam_role-autoscaler_role-arn",
        "aws_iam_role-identity_role-arn",
        "aws_kms_key-encryption_key-arn",
        "aws_rds_cluster-database_cluster-endpoint",
        "aws_s3_bucket-storage_bucket-bucket",
        "aws_secretsmanager_secret-secrets_credentials-arn",
        "aws_sqs_queue-queue_queue-name",
    }
    used = set(re.findall(r"cross-stack-output-[\w-]+", json.dumps(stacks["aws-x-app"])))
    assert used == crossing


def test_no_secret_of_the_file_is_in_any_stack_and_each_is_an_ephemeral_variable(tmp_path: Path) -> None:
    stack = application(tmp_path, **SECRETS)

    written = [file for file in tmp_path.rglob("*") if file.is_file()]
    assert len(written) == 3
    assert [file for file in written if b"canary" in file.read_bytes()] == []
    declared = {name: (each["type"], each["sensitive"], each["ephemeral"]) for name, each in stack["variable"].items()}
    assert declared == {
        "external_redis_password": ("string", True, True),
        "license": ("string", True, True),
        "oidc_secret": ("string", True, True),
        "other_wandb_secrets": ("map(string)", True, True),
    }
    stored = stack["resource"]["kubernetes_secret_v1"]["server_secret_secret"]["data_wo"]
    assert stored["SLACK_SECRET"] == '${var.other_wandb_secrets["SLACK_SECRET"]}'
    redis = "redis://:${urlencode(var.external_redis_password)}@redis.example.com:6379?tls=true&ttlInSeconds=604800"
    assert stored["REDIS"] == redis
    assert set(stored) == {"LICENSE", "MYSQL", "OIDC_SECRET", "REDIS", "SLACK_SECRET"}


def test_a_secret_that_was_not_given_is_no_variable(tmp_path: Path) -> None:
    assert "variable" not in application(tmp_path)


@pytest.mark.parametrize("switch", ["enable_helm_wandb", "enable_helm_operator"])
def test_without_an_application_there_is_the_infrastructure_alone(tmp_path: Path, switch: str) -> None:
    stacks = synthesize(tmp_path, **{switch: False})

    assert list(stacks) == ["aws-x"]
    assert not any(name.startswith("cross-stack") for name in stacks["aws-x"]["output"])


def test_one_port_and_one_account_name_hold_on_both_sides(tmp_path: Path) -> None:
    stacks = synthesize(tmp_path, service_port=31111, service_account_name="runner", k8s_namespace="ml")

    infrastructure, server = stacks["aws-x"]["resource"], stacks["aws-x-app"]["resource"]
    assert infrastructure["aws_lb_target_group"]["load_balancer_target_group"]["port"] == 31111
    assert server["kubernetes_service_v1"]["server_service"]["spec"]["port"][0]["node_port"] == 31111
    trust = infrastructure["aws_iam_role"]["identity_role"]["assume_role_policy"]
    assert "system:serviceaccount:ml:runner" in trust
    account = server["kubernetes_service_account_v1"]["server_service_account"]["metadata"]
    assert account["name"] == "runner"
    assert account["annotations"] == {"eks.amazonaws.com/role-arn": f"${{{INPUT}aws_iam_role-identity_role-arn}}"}


def test_the_autoscaler_changes_this_clusters_groups_alone(tmp_path: Path) -> None:
    stacks = synthesize(tmp_path, eks_cluster_version="1.34")

    infrastructure = stacks["aws-x"]["resource"]
    assert infrastructure["aws_iam_role"]["autoscaler_role"]["name"] == "tracker-cluster-autoscaler"
    trust = infrastructure["aws_iam_role"]["autoscaler_role"]["assume_role_policy"]
    assert "system:serviceaccount:kube-system:cluster-autoscaler" in trust
    policy = json.loads(infrastructure["aws_iam_role_policy"]["autoscaler_scaling"]["policy"])
    changing = {action for each in policy["Statement"] if "Condition" not in each for action in each["Action"]}
    assert not any(action.split(":")[1].startswith(("Set", "Terminate", "Update")) for action in changing)
    [narrowed] = [each for each in policy["Statement"] if "Condition" in each]
    assert narrowed["Condition"] == {"StringEquals": {"aws:ResourceTag/k8s.io/cluster-autoscaler/tracker": "owned"}}
    scaler = container(stacks["aws-x-app"], "autoscaler_workload_deployment")
    assert scaler["image"] == "registry.k8s.io/autoscaling/cluster-autoscaler:v1.34.0"
    found_by = "asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/tracker"
    assert f"--node-group-auto-discovery={found_by}" in scaler["command"]


def test_variables_reach_their_containers(tmp_path: Path) -> None:
    stack = application(
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
def test_weave_and_parquet_are_switched_apart(tmp_path: Path, weave: bool, parquet: bool) -> None:
    stack = application(tmp_path, weave_enabled=weave, parquet_enabled=parquet)

    told = variables(stack)
    assert (told["WEAVE_ENABLED"], told["PARQUET_ENABLED"]) == (str(weave).lower(), str(parquet).lower())
    deployments = stack["resource"]["kubernetes_deployment_v1"]
    assert ("server_weave_workload_deployment" in deployments) is weave
    assert ("server_parquet_workload_deployment" in deployments) is parquet


def test_weaves_cache_gets_a_volume_of_a_class_that_is_made_encrypted(tmp_path: Path) -> None:
    stack = application(
        tmp_path,
        weave_enabled=True,
        weave_storage_size="70Gi",
        weave_storage_class="fast",
        weave_storage_provisioner="ebs.csi.aws.com",
        weave_storage_type="gp3",
    )["resource"]

    made = stack["kubernetes_storage_class_v1"]["server_weave_storage_class"]
    assert (made["metadata"]["name"], made["storage_provisioner"]) == ("fast", "ebs.csi.aws.com")
    key = made["parameters"].pop("kmsKeyId")
    assert key.endswith(".outputs.cross-stack-output-aws_kms_key-encryption_key-arn}")
    assert made["parameters"] == {"encrypted": "true", "type": "gp3"}
    claim = stack["kubernetes_persistent_volume_claim_v1"]["server_weave_claim"]["spec"]
    assert claim["resources"] == {"requests": {"storage": "70Gi"}}
    assert claim["storage_class_name"].startswith("${kubernetes_storage_class_v1.")


def test_the_default_namespace_is_not_made(tmp_path: Path) -> None:
    stack = application(tmp_path, k8s_namespace="default")["resource"]

    assert "kubernetes_namespace_v1" not in stack
    assert stack["kubernetes_secret_v1"]["server_secret_secret"]["metadata"]["namespace"] == "default"
