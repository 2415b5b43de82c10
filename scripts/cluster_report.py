"""Whether the server answers, which deployments of the application are not ready, and why."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from scripts.cluster_api import ApiError, KubernetesApi
from scripts.one_line import one_line
from scripts.operator_resource import pending_change
from scripts.server_parts import CONTAINER, Part

EVENTS_SHOWN = 5

Object = Mapping[str, Any]


@dataclass(frozen=True)
class Report:
    """Whether the server answers, the text of an error or remark, and lines on what is not ready and why."""

    answers: bool
    said: str
    not_ready: Sequence[str]
    # Of the server's parts.
    ready_parts: int = 0
    parts: int = 0


def report(api: KubernetesApi, namespace: str, parts: Sequence[Part] = CONTAINER) -> Report:
    """The state of the application in `namespace`, the namespace of the server with its `parts`."""
    place = f"namespaces/{namespace}"
    # First: what the operator has not applied, the deployments do not show.
    pending = pending_change(api, place) if len(parts) > 1 else None
    deployments = api.items(f"/apis/apps/v1/{place}/deployments")
    unready = [deployment for deployment in deployments if not is_ready(deployment)]
    names = {deployment["metadata"]["name"] for deployment in deployments}
    missing = [part.deployment for part in parts if part.deployment not in names]
    ready = names - {deployment["metadata"]["name"] for deployment in unready}
    lines: list[str] = []
    if (missing or pending) and len(parts) > 1:
        lines = [*_resource_lines(api, place), *(f"{name}: does not exist" for name in missing)]
    if unready:
        pods = api.items(f"/api/v1/{place}/pods")
        events = api.items(f"/api/v1/{place}/events", fieldSelector="type!=Normal")
        lines += [line for deployment in unready for line in _lines(deployment, pods, events)]
    answers = {part.deployment: _ask(api, place, part, ready=part.deployment in ready) for part in parts}
    up = sum(answered for answered, _ in answers.values())
    # What the first part that is down says, or else a remark of a part that is up.
    remarks = [(answered, name, said) for name, (answered, said) in answers.items() if said]
    _, name, said = min(remarks, default=(True, "", ""), key=lambda remark: remark[0])
    if pending:
        return Report(False, pending, lines, up, len(parts))
    return Report(up == len(parts), f"{name}: {said}" if said and len(parts) > 1 else said, lines, up, len(parts))


def _resource_lines(api: KubernetesApi, place: str) -> Iterator[str]:
    """The latest event of the operator's custom resource, if it is a failure; the operator reports it as normal."""
    query = "involvedObject.kind=WeightsAndBiases"
    events = api.items(f"/api/v1/{place}/events", fieldSelector=query)
    own = [event for event in events if event["involvedObject"].get("kind") == "WeightsAndBiases"]
    if own and (last := max(own, key=_time)).get("reason", "").endswith("Failed"):
        name = last["involvedObject"].get("name")
        yield f"WeightsAndBiases {name}: {last['reason']}: {one_line(last.get('message', ''))}"


def _ask(api: KubernetesApi, place: str, part: Part, *, ready: bool) -> tuple[bool, str]:
    """Calls a part through its service. If a firewall blocks the API from the pods, the kubelet's probes count."""
    if part.service is None:
        return ready, "" if ready else "is not ready"
    try:
        api.get(f"/api/v1/{place}/services/{part.service}:{part.port}/proxy{part.path}")
    except ApiError as error:
        if error.by_api and ready:
            return True, f"its probes succeed; the Kubernetes API cannot reach it: {one_line(str(error))}"
        return False, one_line(str(error))
    return True, ""


def is_ready(deployment: Object) -> bool:
    """Whether every pod of a deployment is ready and has its latest revision."""
    wanted, status = deployment["spec"].get("replicas", 1), deployment.get("status", {})
    seen = status.get("observedGeneration", 0) >= deployment["metadata"].get("generation", 0)
    counts = [status.get(name, 0) for name in ("replicas", "updatedReplicas", "availableReplicas")]
    return seen and all(count == wanted for count in counts)


def _lines(deployment: Object, pods: Sequence[Object], events: Sequence[Object]) -> Iterator[str]:
    name, status = deployment["metadata"]["name"], deployment.get("status", {})
    wanted = deployment["spec"].get("replicas", 1)
    yield f"{name}: {status.get('availableReplicas', 0)} of {wanted} pods are ready"
    for condition in status.get("conditions", ()):
        if (condition["type"], condition["status"]) in (("Progressing", "False"), ("ReplicaFailure", "True")):
            yield f"  {condition.get('reason', condition['type'])}: {one_line(condition.get('message', ''))}"
    own = [pod for pod in pods if _selects(deployment, pod)]
    for pod in own:
        for reason in _reasons(pod):
            yield f"  pod {pod['metadata']['name']}: {reason}"
    yield from _event_lines(events, name, {pod["metadata"]["name"] for pod in own})


def _selects(deployment: Object, pod: Object) -> bool:
    labels = pod["metadata"].get("labels", {})
    wanted: Mapping[str, str] = deployment["spec"]["selector"]["matchLabels"]
    return all(labels.get(name) == value for name, value in wanted.items())


def _reasons(pod: Object) -> Iterator[str]:
    """Why a pod is not ready; empty for a ready pod."""
    status = pod.get("status", {})
    if status.get("reason"):  # such as Evicted
        yield f"{status['reason']}: {one_line(status.get('message', ''))}"
    for condition in status.get("conditions", ()):
        if condition["type"] == "PodScheduled" and condition["status"] == "False":
            yield f"{condition.get('reason', 'not scheduled')}: {one_line(condition.get('message', ''))}"
    for container in (*status.get("initContainerStatuses", ()), *status.get("containerStatuses", ())):
        if not container.get("ready") and (reason := _container_reason(container)):
            yield f"container {container['name']}: {reason}"


def _container_reason(container: Object) -> str | None:
    state, last = container.get("state", {}), container.get("lastState", {}).get("terminated")
    ended = f"; last ended with {_ending(last)}" if last else ""
    restarts = f", {container['restartCount']} restarts" if container.get("restartCount") else ""
    if waiting := state.get("waiting"):
        message = f": {one_line(waiting['message'])}" if waiting.get("message") else ""
        return f"{waiting.get('reason', 'waiting')}{message}{restarts}{ended}"
    if terminated := state.get("terminated"):
        return None if terminated["exitCode"] == 0 else f"{_ending(terminated)}{restarts}"
    return f"running, but its readiness probe fails{restarts}{ended}"


def _ending(terminated: Object) -> str:
    return f"exit code {terminated['exitCode']} ({terminated.get('reason', 'no reason given')})"


def _event_lines(events: Sequence[Object], deployment: str, pods: set[str]) -> Iterator[str]:
    """The latest warnings about a deployment, its replica sets and its pods, without duplicates."""
    about = [
        event
        for event in events
        if (name := event["involvedObject"].get("name", "")) in pods
        or name == deployment
        or (event["involvedObject"].get("kind") == "ReplicaSet" and name.rpartition("-")[0] == deployment)
    ]
    about.sort(key=_time)
    lines = dict.fromkeys(f"  {event.get('reason')}: {one_line(event.get('message', ''))}" for event in reversed(about))
    yield from list(lines)[:EVENTS_SHOWN]


def _time(event: Object) -> str:
    return event.get("lastTimestamp") or event.get("eventTime") or ""
