"""A volume for a cache: nothing is lost with it."""

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
    """The volume of a cache: `size` is a Kubernetes quantity; with `provisioner`, the class is made here."""

    size: str
    storage_class: str
    provisioner: str | None = None
    parameters: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class CacheClaim:
    """A claim: `name` for pods; `id`, which is unknown in a plan that replaces the claim, and stays when it grows."""

    name: str
    id: str


def volume_trigger(scope: Construct, id_: str, *, claim: CacheClaim | None) -> str:
    """Makes a resource that changes when `claim` is made, replaced or removed; returns its address.

    A claim is deleted when no pod uses it any more, and the provider waits for that
    (https://kubernetes.io/docs/concepts/storage/persistent-volumes/#storage-object-in-use-protection). Terraform
    destroys a claim before it changes the deployment that used it, so this would never end. A deployment that is
    replaced with this resource goes before its claim. A resource of its own, because there may be no claim to name.
    """
    trigger = TerraformResource(scope, id_, terraform_resource_type="terraform_data")
    trigger.add_override("input", claim.id if claim else "none")
    # Not as an expression in ${}, which Terraform does not take where it wants an address.
    return f"terraform_data.{trigger.friendly_unique_id}"


def create_cache_claim(
    scope: Construct, *, name: str, namespace: str, labels: Mapping[str, str], storage: StorageOptions
) -> CacheClaim:
    """Makes the claim `name` for a volume as `storage` says, with its class if that is ours.

    Whether the claim grows in place, is replaced (to shrink, or for another class) or stays as it is (`20480Mi`
    instead of `20Gi`), the provider decides, which compares quantities
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
            # Bound late, so that the volume is made in the pod's zone.
            reclaim_policy="Delete",
            volume_binding_mode="WaitForFirstConsumer",
            allow_volume_expansion=True,
        )
        # Not the name, which stays when the class is replaced for other parameters: the claim has to be replaced with
        # it, since a bound volume keeps the type that it was made with.
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
        # It is bound when the pod comes, which Terraform makes afterwards.
        wait_until_bound=False,
        lifecycle=ignore_external_changes("claim"),
    )
    return CacheClaim(name=claim.metadata.name, id=claim.id)
