"""The cluster autoscaler, which adds nodes for pending pods and removes idle nodes."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cdktf_cdktf_provider_kubernetes.cluster_role_binding_v1 import (
    ClusterRoleBindingV1,
    ClusterRoleBindingV1Metadata,
    ClusterRoleBindingV1RoleRef,
    ClusterRoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.cluster_role_v1 import ClusterRoleV1, ClusterRoleV1Metadata, ClusterRoleV1Rule
from cdktf_cdktf_provider_kubernetes.role_binding_v1 import (
    RoleBindingV1,
    RoleBindingV1Metadata,
    RoleBindingV1RoleRef,
    RoleBindingV1Subject,
)
from cdktf_cdktf_provider_kubernetes.role_v1 import RoleV1, RoleV1Metadata, RoleV1Rule
from constructs import Construct

from constructs_lib.framework import Component, require_known
from constructs_lib.kubernetes.ca_certificates import CaCertificates
from constructs_lib.kubernetes.containers import Container, Environment, HttpProbes
from constructs_lib.kubernetes.pods import NOBODY, PodPlacement, PodSettings
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.kubernetes.secrets import ServerSecret
from constructs_lib.kubernetes.service_account import create_service_account
from constructs_lib.kubernetes.workload import Workload

NAME = "cluster-autoscaler"
NAMESPACE = "kube-system"
PORT = 8085
# As in the project's manifests.
_REQUESTS = {"cpu": "100m", "memory": "600Mi"}
_READ = ("get", "list", "watch")
# Otherwise the autoscaler would be evicted first when nodes are full.
_PRIORITY = "system-cluster-critical"

# What it reads to simulate scheduling, and what it writes, by API group
# (https://github.com/kubernetes/autoscaler/tree/master/cluster-autoscaler/cloudprovider/aws).
_CLUSTER_RULES: tuple[tuple[str, Sequence[str], Sequence[str]], ...] = (
    ("", ("events", "endpoints"), ("create", "patch")),
    ("", ("pods/eviction",), ("create",)),
    ("", ("pods/status",), ("update",)),
    ("", ("nodes",), (*_READ, "update")),
    ("", ("namespaces", "persistentvolumeclaims", "persistentvolumes", "pods"), _READ),
    ("", ("replicationcontrollers", "services"), _READ),
    ("apps", ("daemonsets", "replicasets", "statefulsets"), _READ),
    ("batch", ("cronjobs", "jobs"), _READ),
    ("policy", ("poddisruptionbudgets",), _READ),
    ("resource.k8s.io", ("deviceclasses", "resourceclaims", "resourceslices"), _READ),
    ("storage.k8s.io", ("csidrivers", "csinodes", "csistoragecapacities"), _READ),
    ("storage.k8s.io", ("storageclasses", "volumeattachments"), _READ),
)


class ClusterAutoscaler(Component):
    """The cluster autoscaler in kube-system, with its service account and RBAC roles. A cluster can have only one.

    Args:
        image: With the minor version of the cluster's Kubernetes.
        cloud_provider: The autoscaler's name of the cloud, such as `aws`.
        node_groups: The value of `--node-group-auto-discovery`.
        environment: Additional environment variables; omitted: none.
        service_account_annotations: Such as the role of the service account; omitted: none.
        image_pull_secrets: Names of secrets in kube-system. Empty: none.
        custom_ca_certs: PEM, trusted in addition to public certificate authorities. Empty: none.
        proxy: For requests to the cloud's API; omitted: none.

    Raises:
        ValueError: `environment`, `image_pull_secrets` or `custom_ca_certs` is unknown until apply.

    Example:
        ClusterAutoscaler(
            stack, "autoscaler", image="registry.k8s.io/autoscaling/cluster-autoscaler:v1.33.0", cloud_provider="aws",
            node_groups="asg:tag=k8s.io/cluster-autoscaler/enabled,k8s.io/cluster-autoscaler/wandb",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        image: str,
        cloud_provider: str,
        node_groups: str,
        environment: Mapping[str, str] | None = None,
        service_account_annotations: Mapping[str, str] | None = None,
        image_pull_secrets: Sequence[str] = (),
        custom_ca_certs: Sequence[str] = (),
        proxy: Proxy | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self, environment=environment, image_pull_secrets=image_pull_secrets, custom_ca_certs=custom_ca_certs
        )
        self._labels = {"app.kubernetes.io/name": NAME}
        create_service_account(
            self,
            "service_account",
            name=NAME,
            namespace=NAMESPACE,
            labels=self._labels,
            annotations=service_account_annotations or {},
        )
        self._create_cluster_role()
        self._create_role()
        variables, annotations = self._environment(environment or {}, proxy)
        container = self._container(image, cloud_provider, node_groups, variables)
        if custom_ca_certs:
            certificates = self._create_ca_certificates(custom_ca_certs)
            container = certificates.add_to_go(container)
            annotations = {**annotations, **certificates.pod_annotations}
        self._create_workload(container, annotations, image_pull_secrets)

    def _environment(
        self, environment: Mapping[str, str], proxy: Proxy | None
    ) -> tuple[Environment, Mapping[str, str]]:
        """The variables of the container, and pod annotations that change with the secret ones."""
        if proxy is None:
            return Environment(plain=environment), {}
        secret = self._create_proxy_secret(proxy) if proxy.password else None
        proxied = proxy.environment(secret_name=secret.name if secret else "")
        return replace(proxied, plain={**proxied.plain, **environment}), {
            "revision/secret": secret.version
        } if secret else {}

    def _create_proxy_secret(self, proxy: Proxy) -> ServerSecret:
        return ServerSecret(
            self,
            "proxy",
            name=f"{NAME}-proxy",
            namespace=NAMESPACE,
            labels=self._labels,
            values=proxy.secret_variables(),
            revised_with=proxy.version_parts(),
        )

    def _create_ca_certificates(self, certificates: Sequence[str]) -> CaCertificates:
        return CaCertificates(
            self,
            "authorities",
            name=f"{NAME}-ca-certs",
            namespace=NAMESPACE,
            labels=self._labels,
            certificates=certificates,
        )

    def _create_cluster_role(self) -> None:
        rules = [
            ClusterRoleV1Rule(api_groups=[group], resources=list(resources), verbs=list(verbs))
            for group, resources, verbs in _CLUSTER_RULES
        ]
        role = ClusterRoleV1(
            self, "cluster_role", metadata=ClusterRoleV1Metadata(name=NAME, labels=self._labels), rule=rules
        )
        ClusterRoleBindingV1(
            self,
            "cluster_role_binding",
            metadata=ClusterRoleBindingV1Metadata(name=NAME, labels=self._labels),
            role_ref=ClusterRoleBindingV1RoleRef(
                api_group="rbac.authorization.k8s.io", kind="ClusterRole", name=role.metadata.name
            ),
            subject=[ClusterRoleBindingV1Subject(kind="ServiceAccount", name=NAME, namespace=NAMESPACE)],
        )

    def _create_role(self) -> None:
        role = RoleV1(
            self,
            "role",
            metadata=RoleV1Metadata(name=NAME, namespace=NAMESPACE, labels=self._labels),
            rule=[
                # Its lease, and its status for users.
                _rule("coordination.k8s.io", "leases", ["create"]),
                _rule("coordination.k8s.io", "leases", ["get", "update"], [NAME]),
                _rule("", "configmaps", ["create", "list", "watch"]),
                _rule("", "configmaps", ["delete", "get", "update", "watch"], [f"{NAME}-status"]),
            ],
        )
        RoleBindingV1(
            self,
            "role_binding",
            metadata=RoleBindingV1Metadata(name=NAME, namespace=NAMESPACE, labels=self._labels),
            role_ref=RoleBindingV1RoleRef(api_group="rbac.authorization.k8s.io", kind="Role", name=role.metadata.name),
            subject=[RoleBindingV1Subject(kind="ServiceAccount", name=NAME, namespace=NAMESPACE)],
        )

    def _container(self, image: str, cloud_provider: str, node_groups: str, environment: Environment) -> Container:
        command = [
            "./cluster-autoscaler",
            "--v=4",
            "--stderrthreshold=info",
            f"--cloud-provider={cloud_provider}",
            f"--node-group-auto-discovery={node_groups}",
            "--balance-similar-node-groups",
            "--expander=least-waste",
            "--skip-nodes-with-local-storage=false",
        ]
        return Container(
            name=NAME,
            image=image,
            command=command,
            ports={"http": PORT},
            environment=environment,
            requests=_REQUESTS,
            limits={"memory": _REQUESTS["memory"]},
            probes=HttpProbes(live_path="/health-check", ready_path="/health-check"),
            read_only_root_filesystem=True,
        )

    def _create_workload(
        self, container: Container, annotations: Mapping[str, str], image_pull_secrets: Sequence[str]
    ) -> None:
        Workload(
            self,
            "workload",
            name=NAME,
            namespace=NAMESPACE,
            labels=self._labels,
            container=container,
            pods=PodSettings(
                service_account_name=NAME,
                annotations=annotations,
                placement=PodPlacement(image_pull_secrets=image_pull_secrets),
                priority_class_name=_PRIORITY,
                user=NOBODY,
                group=NOBODY,
                uses_kubernetes_api=True,
            ),
        )


def _rule(group: str, resource: str, verbs: list[str], names: list[str] | None = None) -> RoleV1Rule:
    return RoleV1Rule(api_groups=[group], resources=[resource], verbs=verbs, resource_names=names)
