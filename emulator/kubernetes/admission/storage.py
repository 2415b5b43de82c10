"""Claims: default class, protection while in use, growth.

Source: https://kubernetes.io/docs/concepts/storage/persistent-volumes/
"""

from emulator.kubernetes import quantities
from emulator.kubernetes.api import Api
from emulator.kubernetes.errors import forbidden
from emulator.kubernetes.objects import Object, annotations_of
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource

CLAIM_PROTECTION = "kubernetes.io/pvc-protection"
VOLUME_PROTECTION = "kubernetes.io/pv-protection"
_DEFAULT_CLASS = "storageclass.kubernetes.io/is-default-class"


def admit_claim(api: Api, resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    if before is not None:
        _check_growth(api, resource, item, before)
        return
    finalizers = item["metadata"].setdefault("finalizers", [])
    if CLAIM_PROTECTION not in finalizers:
        finalizers.append(CLAIM_PROTECTION)
    if item["spec"].get("storageClassName") is None:
        classes = api.list("storageclasses.storage.k8s.io")
        found = [each for each in classes if annotations_of(each).get(_DEFAULT_CLASS) == "true"]
        if found:
            item["spec"]["storageClassName"] = max(found, key=lambda each: each["metadata"]["creationTimestamp"])[
                "metadata"
            ]["name"]


def _check_growth(api: Api, resource: Resource, item: Object, before: Object) -> None:
    old, new = (
        (each["spec"].get("resources") or {}).get("requests", {}).get("storage", "0") for each in (before, item)
    )
    if quantities.parse(new) <= quantities.parse(old):
        return
    name = item["metadata"]["name"]
    if before["status"].get("phase") != "Bound":
        raise forbidden(resource, name, "only bound persistent volume claims can be expanded")
    class_ = api.get("storageclasses.storage.k8s.io", "", item["spec"].get("storageClassName") or "")
    if class_ is None or not class_.get("allowVolumeExpansion"):
        why = "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must "
        raise forbidden(resource, name, why + "support resize")


def protect_volume(_api: Api, _resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    if before is None:
        finalizers = item["metadata"].setdefault("finalizers", [])
        if VOLUME_PROTECTION not in finalizers:
            finalizers.append(VOLUME_PROTECTION)
