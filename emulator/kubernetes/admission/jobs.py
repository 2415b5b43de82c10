"""The selector of a job and the labels of its pods, which the server generates.

Source: https://kubernetes.io/docs/concepts/workloads/controllers/job/#specifying-your-own-pod-selector
"""

from emulator.kubernetes.api import Api
from emulator.kubernetes.objects import Object
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import Resource


def select_own_pods(_api: Api, _resource: Resource, item: Object, before: Object | None, _caller: Caller) -> None:
    spec, metadata = item["spec"], item["metadata"]
    if before is not None or spec.get("manualSelector"):
        return
    uid, name = metadata["uid"], metadata.get("name", "")
    own = {"controller-uid": uid, "job-name": name}
    own |= {f"batch.kubernetes.io/{key}": value for key, value in list(own.items())}
    labels = spec["template"]["metadata"].setdefault("labels", {})
    labels |= own
    metadata.setdefault("labels", dict(labels))
    spec["selector"] = {"matchLabels": {"batch.kubernetes.io/controller-uid": uid}}
