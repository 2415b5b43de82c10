"""The application stack on AWS: its inputs from the infrastructure stack, and its login to the cluster."""

import json
from pathlib import Path
from typing import Any

from tests.deployments import values_of
from tests.unit.stacks.applications import (
    Stack,
    container,
    offered,
    stored,
    synthesize,
    taken_from,
    used,
    variables,
)
from tests.unit.synth import encoded

INPUT = taken_from("aws")


def application(folder: Path, **inputs: Any) -> Stack:
    return synthesize("aws", folder, **inputs)["aws-x-app"]


def test_server_uses_bucket_key_and_secret_store(tmp_path: Path) -> None:
    told = variables(application(tmp_path, bucket_path="team/runs", region="eu-west-1"))

    assert told["BUCKET"] == f"s3://${{{INPUT}aws_s3_bucket-storage_bucket-bucket}}/team/runs"
    assert told["BUCKET_QUEUE"] == "internal://"
    assert told["AWS_REGION"] == "eu-west-1"
    assert told["AWS_S3_KMS_ID"] == f"${{{INPUT}aws_kms_key-encryption_key-arn}}"
    store = "aws-secretmanager://tracker-secret-store?namespace=tracker-secret-store"
    assert told["GORILLA_SECRET_STORE_SOURCE"] == told["GORILLA_CUSTOMER_SECRET_STORE_SOURCE"] == store
    assert told["HOST"] == "https://wandb.example.com"
    assert "REDIS" not in told


def test_server_connects_to_redis_over_tls(tmp_path: Path) -> None:
    told = variables(application(tmp_path, create_elasticache=True))

    host = f"${{{INPUT}aws_elasticache_replication_group-cache_replication_group-primary_endpoint_address}}"
    assert told["REDIS"] == f"redis://{host}:6379?tls=true&ttlInSeconds=604800"


def test_server_gets_the_queue_url(tmp_path: Path) -> None:
    told = variables(application(tmp_path, use_internal_queue=False))

    assert told["BUCKET_QUEUE"] == f"sqs://${{{INPUT}aws_sqs_queue-queue_queue-name}}"


def test_existing_bucket_and_queue_are_used_in_their_region(tmp_path: Path) -> None:
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


def test_cluster_token_and_password_are_ephemeral(tmp_path: Path) -> None:
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
    password = encoded("jsondecode(ephemeral.aws_secretsmanager_secret_version.database.secret_string).password")
    host = f"{INPUT}aws_rds_cluster-database_cluster-endpoint"
    assert stored(stack)["MYSQL"] == f"mysql://wandb:{password}@${{{host}}}:3306/wandb_local?tls=preferred"


def test_cross_stack_values_have_no_secret(tmp_path: Path) -> None:
    stacks = synthesize("aws", tmp_path, create_elasticache=True, use_internal_queue=False)

    assert offered(stacks["aws-x"]) == {
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
    assert used(stacks["aws-x-app"]) == offered(stacks["aws-x"])


def test_node_port_and_service_account_match_in_both_stacks(tmp_path: Path) -> None:
    stacks = synthesize("aws", tmp_path, service_port=31111, service_account_name="runner", k8s_namespace="ml")

    infrastructure, server = stacks["aws-x"]["resource"], stacks["aws-x-app"]["resource"]
    assert infrastructure["aws_lb_target_group"]["load_balancer_target_group"]["port"] == 31111
    assert server["kubernetes_service_v1"]["server_service"]["spec"]["port"][0]["node_port"] == 31111
    trust = infrastructure["aws_iam_role"]["identity_role"]["assume_role_policy"]
    assert "system:serviceaccount:ml:runner" in trust
    account = server["kubernetes_service_account_v1"]["server_service_account"]["metadata"]
    assert account["name"] == "runner"
    assert account["annotations"] == {"eks.amazonaws.com/role-arn": f"${{{INPUT}aws_iam_role-identity_role-arn}}"}


def test_autoscaler_changes_only_groups_of_this_cluster(tmp_path: Path) -> None:
    stacks = synthesize("aws", tmp_path, eks_cluster_version="1.34")

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


def test_weave_cache_has_an_encrypted_volume(tmp_path: Path) -> None:
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


def test_server_and_autoscaler_bypass_the_proxy_in_the_vpc(tmp_path: Path) -> None:
    stack = application(tmp_path, https_proxy="http://proxy.example.com:3128")

    services = f"${{{INPUT}aws_eks_cluster-cluster_control_plane-kubernetes_network_config-0--service_ipv4_cidr}}"
    for told in (variables(stack), _autoscalers_variables(stack)):
        assert {"10.10.0.0/16", services, "169.254.169.254"} <= set(told["NO_PROXY"].split(","))


def test_private_ranges_bypass_the_proxy_in_an_existing_vpc(tmp_path: Path) -> None:
    given = {**values_of("existing-vpc"), "https_proxy": "http://proxy.example.com:3128"}
    told = _autoscalers_variables(application(tmp_path, **given))

    assert {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10"} <= set(told["NO_PROXY"].split(","))


def _autoscalers_variables(stack: Stack) -> dict[str, str]:
    deployment = stack["resource"]["kubernetes_deployment_v1"]["autoscaler_workload_deployment"]
    [found] = deployment["spec"]["template"]["spec"]["container"]
    return {each["name"]: each["value"] for each in found["env"]}
