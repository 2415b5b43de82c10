"""The cluster autoscaler: one pod that may read the cluster, evict pods, and write only its lease and status."""

from cdktf import TerraformStack

from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler
from tests.unit.kubernetes.server_case import container, pod
from tests.unit.synth import only

WORKLOAD = "autoscaler_workload_deployment"
CHANGING = {"create", "delete", "patch", "update"}


def autoscaler(stack: TerraformStack) -> None:
    ClusterAutoscaler(
        stack,
        "autoscaler",
        image="registry.example.com/autoscaler:v1.35.0",
        cloud_provider="somewhere",
        node_groups="tag=this-cluster",
        environment={"REGION": "north"},
        service_account_annotations={"example.com/role": "scaler"},
    )


def test_it_runs_in_the_systems_namespace_with_the_clouds_identity(stack: TerraformStack) -> None:
    autoscaler(stack)

    account = only(stack, "kubernetes_service_account_v1")["metadata"]
    assert (account["namespace"], account["annotations"]) == ("kube-system", {"example.com/role": "scaler"})
    found = container(stack, WORKLOAD)
    assert found["image"] == "registry.example.com/autoscaler:v1.35.0"
    assert {"--cloud-provider=somewhere", "--node-group-auto-discovery=tag=this-cluster"} <= set(found["command"])
    assert found["env"] == [{"name": "REGION", "value": "north"}]


def test_it_runs_as_nobody_with_a_read_only_root_file_system(stack: TerraformStack) -> None:
    autoscaler(stack)

    assert container(stack, WORKLOAD)["security_context"]["read_only_root_filesystem"] is True
    assert pod(stack, WORKLOAD)["spec"]["security_context"]["run_as_user"] == "65534"
    assert pod(stack, WORKLOAD)["spec"]["automount_service_account_token"] is True


def test_cluster_role_writes_only_events_evictions_and_pod_and_node_status(
    stack: TerraformStack,
) -> None:
    autoscaler(stack)

    rules = only(stack, "kubernetes_cluster_role_v1")["rule"]
    changed = {resource for rule in rules if CHANGING & set(rule["verbs"]) for resource in rule["resources"]}
    assert changed == {"endpoints", "events", "nodes", "pods/eviction", "pods/status"}
    assert not any("*" in rule["verbs"] + rule["resources"] + rule["api_groups"] for rule in rules)


def test_role_writes_only_its_own_lease_and_config_map(stack: TerraformStack) -> None:
    autoscaler(stack)

    rules = only(stack, "kubernetes_role_v1")["rule"]
    unnamed = {verb for rule in rules if "resource_names" not in rule for verb in rule["verbs"]}
    assert unnamed == {"create", "list", "watch"}
    named = {name for rule in rules for name in rule.get("resource_names", [])}
    assert named == {"cluster-autoscaler", "cluster-autoscaler-status"}


def test_environment_and_annotations_are_optional(stack: TerraformStack) -> None:
    ClusterAutoscaler(stack, "autoscaler", image="a:v1", cloud_provider="somewhere", node_groups="tag=this-cluster")

    assert container(stack, WORKLOAD)["env"] == []
    assert "annotations" not in only(stack, "kubernetes_service_account_v1")["metadata"]
