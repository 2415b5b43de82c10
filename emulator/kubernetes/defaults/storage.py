"""Defaults of volumes, claims and storage classes."""

from emulator.kubernetes.objects import Object


def set_claim_spec(spec: Object) -> None:
    spec.setdefault("volumeMode", "Filesystem")


def _claim(item: Object) -> None:
    set_claim_spec(item.setdefault("spec", {}))
    item.setdefault("status", {}).setdefault("phase", "Pending")


def _volume(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("volumeMode", "Filesystem")
    spec.setdefault("persistentVolumeReclaimPolicy", "Retain")
    if "hostPath" in spec:
        spec["hostPath"].setdefault("type", "")
    item.setdefault("status", {}).setdefault("phase", "Pending")


def _storage_class(item: Object) -> None:
    item.setdefault("reclaimPolicy", "Delete")
    item.setdefault("volumeBindingMode", "Immediate")


def _driver(item: Object) -> None:
    spec = item.setdefault("spec", {})
    spec.setdefault("attachRequired", True)
    spec.setdefault("podInfoOnMount", False)
    spec.setdefault("storageCapacity", False)
    spec.setdefault("fsGroupPolicy", "ReadWriteOnceWithFSType")
    spec.setdefault("volumeLifecycleModes", ["Persistent"])
    spec.setdefault("requiresRepublish", False)
    spec.setdefault("seLinuxMount", False)


DEFAULTS = {
    "persistentvolumeclaims": _claim,
    "persistentvolumes": _volume,
    "storageclasses.storage.k8s.io": _storage_class,
    "csidrivers.storage.k8s.io": _driver,
}
