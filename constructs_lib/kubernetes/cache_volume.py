"""A volume for a cache; its data may be lost."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdktf import TerraformResource
from cdktf_cdktf_provider_kubernetes.persistent_volume_claim_v1 import (
    PersistentVolumeClaimV1,
    PersistentVolumeClaimV1Metadata,
    PersistentVolumeClaimV1Spec,
    PersistentVolumeClaimV1SpecResources,
)
from cdktf_cdktf_provider_kubernetes.storage_class_v1 import StorageClassV1, StorageClassV1Metadata
from constructs import Construct

from constructs_lib.kubernetes.ignored_fields import ignore_external_changes


@dataclass(frozen=True)
class StorageOptions:
    """The volume of a cache: `size` is a Kubernetes quantity; with `provisioner`, the storage class is created too."""

    size: str
    storage_class: str
    provisioner: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CacheClaim:
    """A persistent volume claim: `name` for pods; `id`, unknown in a plan that replaces the claim, not if it grows."""

    name: str
    id: str


def volume_trigger(scope: Construct, id_: str, *, claim: CacheClaim | None) -> str:
    """Creates a resource that changes when `claim` is created, replaced or removed; returns its address.

    Kubernetes deletes a claim only when no pod uses it, and the provider waits for that
    (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection). Terraform
    destroys a claim before it updates the deployment that uses it, so it would wait forever. A deployment with this
    resource in `replace_triggered_by` is destroyed before its claim. The resource also exists without a claim, so that
    removing the claim is a change of it.
    """
    trigger = TerraformResource(scope, id_, terraform_resource_type="terraform_data")
    trigger.add_override("input", claim.id if claim else "none")
    # `replace_triggered_by` requires an address, not an expression in ${}.
    return f"terraform_data.{trigger.friendly_unique_id}"


def create_cache_claim(
    scope: Construct, *, name: str, namespace: str, labels: Mapping[str, str], storage: StorageOptions
) -> CacheClaim:
    """Creates the claim `name` for `storage`, and its storage class if `storage` has a provisioner.

    The provider compares quantities. It grows the claim in place, replaces it (smaller size, another class), or leaves
    it unchanged (`20480Mi` instead of `20Gi`)
    (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v3.2.1/kubernetes/resource_kubernetes_persistent_volume_claim_v1.go).
    """
    storage_class = storage.storage_class
    if storage.provisioner:
        class_ = StorageClassV1(
            scope,
            "storage_class",
            metadata=StorageClassV1Metadata(name=storage.storage_class, labels=dict(labels)),
            storage_provisioner=storage.provisioner,
            parameters=dict(storage.parameters) or None,
            # `WaitForFirstConsumer` creates the volume in the pod's zone.
            reclaim_policy="Delete",
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
        )
        # Not the name, which stays the same when the class is replaced for other parameters. The claim must then be
        # replaced too, because a bound volume keeps its type.
        storage_class = class_.id
    claim = PersistentVolumeClaimV1(
        scope,
        "claim",
        metadata=PersistentVolumeClaimV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
        spec=PersistentVolumeClaimV1Spec(
            access_modes=["ReadWriteOnce"],
            resources=PersistentVolumeClaimV1SpecResources(requests={"storage": storage.size}),
            storage_class_name=storage_class,
        ),
        # The claim is bound to a pod that Terraform creates later.
        wait_until_bound=False,
        lifecycle=ignore_external_changes("claim"),
    )
    return CacheClaim(name=claim.metadata.name, id=claim.id)
