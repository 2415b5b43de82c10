"""What remains of the official deployment once this one has taken over, and Terraform's view of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from .state import Resource

# The order of the kinds is the order in which they can be removed.
KINDS = {
    "application": "Helm releases and Kubernetes objects of the old server",
    "nodes": "old node groups, node pools and launch templates",
    "security-groups": "old security groups and rules, and an unused subnet",
    "iam": "permissions of the old nodes, pods and controllers",
    "data": "file systems, buckets, events and secrets with data",
}
# What the provider needs to find and delete a resource, apart from its id. Nothing else of the old state is kept: it
# holds passwords.
_NEEDED: Mapping[str, tuple[str, ...]] = {
    "aws_efs_backup_policy": ("file_system_id",),
    "aws_efs_mount_target": ("file_system_id", "subnet_id"),
    "aws_eks_node_group": ("cluster_name", "node_group_name"),
    "aws_iam_policy": ("arn",),
    "aws_iam_policy_attachment": ("name", "policy_arn", "roles", "users", "groups"),
    "aws_iam_role": ("name", "force_detach_policies"),
    "aws_iam_role_policy_attachment": ("role", "policy_arn"),
    "aws_launch_template": ("name",),
    "aws_s3_bucket": ("bucket", "force_destroy"),
    "aws_secretsmanager_secret": ("name", "recovery_window_in_days"),
    "aws_security_group": ("name", "vpc_id", "revoke_rules_on_delete"),
    "aws_security_group_rule": (
        *("type", "protocol", "from_port", "to_port", "security_group_id", "source_security_group_id"),
        *("cidr_blocks", "ipv6_cidr_blocks", "prefix_list_ids", "self"),
    ),
    "azurerm_eventgrid_system_topic_event_subscription": ("name", "resource_group_name", "system_topic"),
    "azurerm_federated_identity_credential": ("name", "parent_id", "resource_group_name"),
    "azurerm_key_vault_access_policy": ("key_vault_id", "tenant_id", "object_id", "application_id"),
    "azurerm_key_vault_secret": ("name", "key_vault_id"),
    "azurerm_kubernetes_cluster_node_pool": ("name", "kubernetes_cluster_id"),
    "azurerm_network_security_rule": ("name", "resource_group_name", "network_security_group_name"),
    "azurerm_role_assignment": ("name", "scope", "principal_id"),
}
# In a kind, what has to go first; Terraform destroys a resource before what it depends on.
_ORDER = (
    *("aws_efs_backup_policy", "aws_efs_mount_target", "aws_efs_file_system"),
    *("aws_eks_node_group", "aws_launch_template"),
    *("aws_security_group_rule", "aws_security_group"),
    *("aws_iam_policy_attachment", "aws_iam_role_policy_attachment", "aws_iam_policy", "aws_iam_role"),
    *("aws_secretsmanager_secret", "aws_s3_bucket"),
    *("azurerm_federated_identity_credential", "azurerm_role_assignment", "azurerm_user_assigned_identity"),
    *("azurerm_eventgrid_system_topic_event_subscription", "azurerm_eventgrid_system_topic"),
)


@dataclass(frozen=True)
class Leftover:
    """One resource of the official deployment that nothing here takes over; `address` is below the official module."""

    address: str
    type: str
    id: str
    kind: str
    schema_version: int = 0
    attributes: Mapping[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, resource: Resource, kind: str) -> Leftover:
        """The leftover that `resource` is."""
        needed = {name: resource.attributes.get(name) for name in _NEEDED.get(resource.type, ())}
        return cls(resource.address, resource.type, str(resource.get("id", "")), kind, resource.schema_version, needed)


def state_of(leftovers: list[Leftover], provider: str) -> dict[str, Any]:
    """A Terraform state that holds only `leftovers`, so that an apply without configuration destroys them."""
    names = {leftover.address: f"left_{number}" for number, leftover in enumerate(leftovers)}
    resources = []
    for leftover in leftovers:
        before = [
            f"{other.type}.{names[other.address]}"
            for other in leftovers
            if other.type in _ORDER
            and leftover.type in _ORDER
            and _ORDER.index(other.type) > _ORDER.index(leftover.type)
        ]
        resources.append(
            {
                "mode": "managed",
                "type": leftover.type,
                "name": names[leftover.address],
                "provider": f'provider["registry.terraform.io/{provider}"]',
                "instances": [
                    {
                        "schema_version": leftover.schema_version,
                        "attributes": {"id": leftover.id, **leftover.attributes},
                        "dependencies": before,
                    }
                ],
            }
        )
    return {"version": 4, "terraform_version": "1.11.1", "serial": 1, "lineage": "", "resources": resources}
