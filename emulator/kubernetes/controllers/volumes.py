"""Claims and volumes: a provisioner gives each claim a volume, and deletes it as the class says.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from emulator.kubernetes import quantities
from emulator.kubernetes.admission.storage import CLAIM_PROTECTION, VOLUME_PROTECTION
from emulator.kubernetes.api import Api
from emulator.kubernetes.controllers.common import change, create, delete, record
from emulator.kubernetes.controllers.references import claims_of
from emulator.kubernetes.deleting import remove_finalizer
from emulator.kubernetes.objects import Key, Object, annotations_of, is_deleted

_CLAIMS, _VOLUMES = "persistentvolumeclaims", "persistentvolumes"
_PROVISIONED_BY = "pv.kubernetes.io/provisioned-by"
_NO_PROVISIONER = "kubernetes.io/no-provisioner"
_FINISHED = ("Succeeded", "Failed")


def reconcile_claim(api: Api, key: Key) -> float | None:
    claim = api.get(_CLAIMS, *key)
    if claim is None:
        return None
    users = [
        pod for pod in api.list("pods", key[0]) if key[1] in claims_of(pod) and pod["status"]["phase"] not in _FINISHED
    ]
    if is_deleted(claim):
        if not users:
            remove_finalizer(api, api.resource(_CLAIMS), claim, CLAIM_PROTECTION)
            _release(api, claim)
    elif claim["status"]["phase"] == "Pending":
        _provision(api, claim, has_consumer=bool(users))
    else:
        _grow(api, claim)
    return None


def _provision(api: Api, claim: Object, *, has_consumer: bool) -> None:
    name = claim["spec"].get("storageClassName") or ""
    class_ = api.get("storageclasses.storage.k8s.io", "", name)
    if class_ is None:
        if name:
            record(api, claim, "ProvisioningFailed", f'storageclass.storage.k8s.io "{name}" not found', warning=True)
        return
    if class_["volumeBindingMode"] == "WaitForFirstConsumer" and not has_consumer:
        record(api, claim, "WaitForFirstConsumer", "waiting for first consumer to be created before binding")
        return
    if class_["provisioner"] == _NO_PROVISIONER:
        return
    _bind(api, claim, _create_volume(api, claim, class_), class_)


def _create_volume(api: Api, claim: Object, class_: Object) -> str:
    metadata, spec = claim["metadata"], claim["spec"]
    name = f"pvc-{metadata['uid']}"
    reference = {
        "kind": "PersistentVolumeClaim",
        "apiVersion": "v1",
        **{field: metadata[field] for field in ("namespace", "name", "uid", "resourceVersion")},
    }
    body = {
        "metadata": {"name": name, "annotations": {_PROVISIONED_BY: class_["provisioner"]}},
        "spec": {
            "capacity": {"storage": spec["resources"]["requests"]["storage"]},
            "accessModes": spec["accessModes"],
            "claimRef": reference,
            "persistentVolumeReclaimPolicy": class_["reclaimPolicy"],
            "storageClassName": spec["storageClassName"],
            "volumeMode": spec["volumeMode"],
            "csi": {"driver": class_["provisioner"], "volumeHandle": name},
        },
    }
    create(api, _VOLUMES, "", body)
    return name


def _bind(api: Api, claim: Object, volume: str, class_: Object) -> None:
    def edit(item: Object) -> None:
        annotations = item["metadata"].setdefault("annotations", {})
        annotations |= {"pv.kubernetes.io/bind-completed": "yes", "pv.kubernetes.io/bound-by-controller": "yes"}
        annotations["volume.kubernetes.io/storage-provisioner"] = class_["provisioner"]
        item["spec"]["volumeName"] = volume
        capacity = {"storage": item["spec"]["resources"]["requests"]["storage"]}
        item["status"] = {"phase": "Bound", "accessModes": item["spec"]["accessModes"], "capacity": capacity}

    change(api, _CLAIMS, claim, edit)


def _grow(api: Api, claim: Object) -> None:
    """A volume grows with its claim."""
    wanted = claim["spec"]["resources"]["requests"]["storage"]
    if quantities.parse(claim["status"]["capacity"]["storage"]) >= quantities.parse(wanted):
        return
    volume = api.get(_VOLUMES, "", claim["spec"]["volumeName"])
    if volume is not None:
        change(api, _VOLUMES, volume, lambda item: item["spec"]["capacity"].update(storage=wanted))
    change(api, _CLAIMS, claim, lambda item: item["status"]["capacity"].update(storage=wanted))


def _release(api: Api, claim: Object) -> None:
    volume = api.get(_VOLUMES, "", claim["spec"].get("volumeName", ""))
    if volume is None:
        return
    if volume["spec"]["persistentVolumeReclaimPolicy"] == "Delete" and _PROVISIONED_BY in annotations_of(volume):
        delete(api, _VOLUMES, volume)
    else:
        change(api, _VOLUMES, volume, lambda item: item["status"].update(phase="Released"))


def reconcile_volume(api: Api, key: Key) -> float | None:
    volume = api.get(_VOLUMES, *key)
    if volume is None:
        return None
    reference = volume["spec"].get("claimRef")
    claim = api.get(_CLAIMS, reference["namespace"], reference["name"]) if reference else None
    if is_deleted(volume):
        if claim is None or is_deleted(claim) or claim["metadata"]["uid"] != reference.get("uid"):
            remove_finalizer(api, api.resource(_VOLUMES), volume, VOLUME_PROTECTION)
    elif volume["status"]["phase"] == "Pending":
        phase = "Bound" if claim is not None else "Available"
        change(api, _VOLUMES, volume, lambda item: item["status"].update(phase=phase))
    return None
