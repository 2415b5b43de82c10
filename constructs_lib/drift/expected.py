"""Changes outside of Terraform that are expected, each with its reason.

- `IGNORED`: what the stacks ignore by `ignore_changes`.
- `COMPUTED`: what a cloud or a cluster writes, and no argument sets.
- What a resource repeats of other resources of the stack. Terraform writes a resource to the state before it creates
  these others, so the state has it only after the next apply.

A change that a deploy would set back is never expected.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from typing import Any

from .differences import Difference, plain
from .repeated import repeats

_AGIC = "the ingress controller of the cluster (AGIC) manages it"
_AUTOSCALER = "an autoscaler sets it"
_KUBERNETES_TOOLS = "other programs in the cluster set it; docs/cluster.md lists them"
_AT_CREATION = "it is read only when the resource is created"
_FIRST_DEPLOYER = "the first deployer keeps the access"
_ADOPTED = "an adopted resource keeps the value it was created with"
_COUNTS = "Kubernetes counts the changes of an object"
_ATTACHED = "AWS sets it when the resource is attached"
_OTHER_RESOURCES = "it repeats other resources of the stack; the next deploy records it"


@dataclass(frozen=True)
class Expected:
    """Attributes of resource types that may change outside of Terraform. `types` and `attribute` are patterns.

    An attribute includes everything in it. `after`: only to this value; `from_empty`: only if the
    state had no value.
    """

    types: str
    attribute: str
    reason: str
    after: Any = None
    from_empty: bool = False

    def covers(self, type_: str, difference: Difference) -> bool:
        """Whether this difference of a resource of this type is covered."""
        return (
            fnmatchcase(type_, self.types)
            and _includes(self.attribute, difference.path)
            and self.after in (None, difference.after)
            and not (self.from_empty and plain(difference.before) is not None)
        )


# Brackets are part of a path, not of a pattern.
def _includes(pattern: str, path: str) -> bool:
    escaped = pattern.replace("[", "[[]")
    return any(fnmatchcase(path, each) for each in (escaped, f"{escaped}.*", f"{escaped}[[]*"))


IGNORED: Sequence[Expected] = (
    Expected("aws_eks_node_group", "scaling_config[0].desired_size", _AUTOSCALER),
    Expected("azurerm_kubernetes_cluster*", "*node_count", _AUTOSCALER),
    Expected("kubernetes_deployment_v1", "spec[0].replicas", _AUTOSCALER),
    Expected("aws_*parameter_group", "description", _ADOPTED),
    Expected("aws_security_group", "description", _ADOPTED),
    Expected("aws_security_group", "name*", _ADOPTED),
    Expected("aws_eks_access_entry", "principal_arn", _FIRST_DEPLOYER),
    Expected("aws_eks_cluster", "access_config[0].bootstrap_cluster_creator_admin_permissions", _AT_CREATION),
    Expected("aws_eks_cluster", "bootstrap_self_managed_addons", _AT_CREATION),
    Expected("aws_subnet", "availability_zone", "the zone of a subnet is chosen when it is created"),
    *(
        Expected("azurerm_application_gateway", attribute, _AGIC)
        for attribute in (
            "backend_address_pool",
            "backend_http_settings",
            "frontend_port",
            "http_listener",
            "probe",
            "redirect_configuration",
            "request_routing_rule",
            "ssl_certificate",
            'tags["ingress-for-aks-cluster-id"]',
            'tags["last-updated-by-k8s-ingress"]',
            'tags["managed-by-k8s-ingress"]',
            "url_path_map",
        )
    ),
    Expected("azurerm_public_ip", "zones", _ADOPTED),
    Expected("azurerm_consumption_budget_resource_group", "time_period", "a budget starts when it is created"),
    Expected("azurerm_key_vault_key", "key_opts", _ADOPTED),
    Expected("azurerm_key_vault_key", "rotation_policy", _ADOPTED),
    Expected("azurerm_storage_account", "infrastructure_encryption_enabled", _ADOPTED),
    Expected("azurerm_storage_account", "queue_encryption_key_type", _ADOPTED),
    Expected("azurerm_storage_account", "table_encryption_key_type", _ADOPTED),
    Expected("azurerm_management_lock", "notes", _ADOPTED),
    Expected("azurerm_mysql_flexible_server", "high_availability[0].standby_availability_zone", "a failover swaps it"),
    Expected("azurerm_mysql_flexible_server", "zone", "a failover swaps it"),
    Expected("azurerm_mysql_flexible_server", "storage[0].size_gb", "the storage grows automatically"),
    Expected("azurerm_mysql_flexible_server", "create_mode", _AT_CREATION),
    Expected("azurerm_mysql_flexible_server", "point_in_time_restore_time_in_utc", _AT_CREATION),
    Expected("azurerm_mysql_flexible_server", "source_server_id", _AT_CREATION),
    Expected("azurerm_role_assignment", "principal_id", _FIRST_DEPLOYER),
    Expected("azurerm_subnet", "delegation", "Azure refuses another delegation while a server is in the subnet"),
    Expected("kubernetes_cron_job_v1", "spec[0].suspend", "a CronJob that was suspended manually stays suspended"),
    Expected("kubernetes_*", 'metadata[0].annotations["*"]', _KUBERNETES_TOOLS),
    Expected("kubernetes_*", 'metadata[0].labels["*"]', _KUBERNETES_TOOLS),
    Expected("kubernetes_*", 'spec[0].template[0].metadata[0].annotations["*"]', _KUBERNETES_TOOLS),
    Expected("kubernetes_service_account_v1", "image_pull_secret", _KUBERNETES_TOOLS),
    Expected("kubernetes_service_account_v1", "secret", _KUBERNETES_TOOLS),
)

COMPUTED: Sequence[Expected] = (
    Expected("aws_acm_certificate", "status", "AWS has issued the certificate", after="ISSUED"),
    Expected("aws_eip", "association_id", _ATTACHED, from_empty=True),
    Expected("aws_eip", "network_interface", _ATTACHED, from_empty=True),
    Expected("aws_eip", "private_*", _ATTACHED, from_empty=True),
    Expected("aws_lb_target_group", "load_balancer_arns", _ATTACHED, from_empty=True),
    Expected("aws_rds_cluster", "cluster_members", _OTHER_RESOURCES, from_empty=True),
    # These have resources of their own, which report their changes.
    *(
        Expected(type_, attribute, _OTHER_RESOURCES, from_empty=True)
        for type_, attribute in (
            ("aws_s3_bucket", "cors_rule"),
            ("aws_s3_bucket", "lifecycle_rule"),
            ("aws_s3_bucket", "logging"),
            ("aws_s3_bucket", "policy"),
            ("aws_s3_bucket", "replication_configuration"),
            ("aws_s3_bucket", "server_side_encryption_configuration"),
            ("aws_s3_bucket", "versioning[0].enabled"),
            ("aws_sqs_queue", "policy"),
        )
    ),
    Expected("kubernetes_*", "metadata[0].generation", _COUNTS),
    Expected("kubernetes_*", "metadata[0].resource_version", _COUNTS),
)


def why_expected(
    type_: str, difference: Difference, values: Mapping[str, Any] | None = None, state: Sequence[Mapping[str, Any]] = ()
) -> str | None:
    """Why this change outside of Terraform is expected; None if it is not.

    `values` are those of the resource, `state` the resources of its stack.
    """
    for each in (*IGNORED, *COMPUTED):
        if each.covers(type_, difference):
            return each.reason
    return _OTHER_RESOURCES if repeats(type_, difference, values or {}, state) else None
