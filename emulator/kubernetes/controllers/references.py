"""What a pod names and cannot start without: secrets, config maps and their keys, and claims.

Source: https://kubernetes.io/docs/concepts/configuration/secret/#restriction-secret-must-exist
"""

from collections.abc import Iterator

from emulator.kubernetes.api import Api
from emulator.kubernetes.objects import Object, containers_of

Missing = tuple[str, str]  # The reason of the waiting container, and the message
_ENVIRONMENT = "CreateContainerConfigError"
_VOLUME = "ContainerCreating"
_KINDS = {"secret": "secrets", "configmap": "configmaps"}


def missing(api: Api, pod: Object) -> Missing | None:
    """The first thing that does not exist."""
    namespace = pod["metadata"]["namespace"]
    for reason, kind, name, key, optional in _references(pod["spec"]):
        if optional or not name:
            continue
        found = api.get(_KINDS[kind], namespace, name)
        if found is None:
            told = f'{kind} "{name}" not found'
            return reason, f"MountVolume.SetUp failed: {told}" if reason == _VOLUME else told
        if key is not None and key not in {**(found.get("data") or {}), **(found.get("binaryData") or {})}:
            shown = "Secret" if kind == "secret" else "ConfigMap"
            return reason, f"couldn't find key {key} in {shown} {namespace}/{name}"
    return None


def _references(spec: Object) -> Iterator[tuple[str, str, str, str | None, bool]]:
    for volume in spec.get("volumes") or []:
        yield from _volume_references(volume)
        for source in (volume.get("projected") or {}).get("sources") or []:
            yield from _volume_references(source)
    for _, container in containers_of(spec):
        for source in container.get("envFrom") or []:
            for field, kind in (("secretRef", "secret"), ("configMapRef", "configmap")):
                if reference := source.get(field):
                    yield _ENVIRONMENT, kind, reference.get("name", ""), None, bool(reference.get("optional"))
        for variable in container.get("env") or []:
            for field, kind in (("secretKeyRef", "secret"), ("configMapKeyRef", "configmap")):
                if reference := (variable.get("valueFrom") or {}).get(field):
                    optional = bool(reference.get("optional"))
                    yield _ENVIRONMENT, kind, reference.get("name", ""), reference["key"], optional


def _volume_references(volume: Object) -> Iterator[tuple[str, str, str, str | None, bool]]:
    for field, kind in (("secret", "secret"), ("configMap", "configmap")):
        if source := volume.get(field):
            name, optional = source.get("secretName") or source.get("name", ""), bool(source.get("optional"))
            for key in [item["key"] for item in source.get("items") or []] or [None]:
                yield _VOLUME, kind, name, key, optional


def claims_of(pod: Object) -> list[str]:
    """The names of the claims that a pod uses."""
    volumes = pod["spec"].get("volumes") or []
    return [each["persistentVolumeClaim"]["claimName"] for each in volumes if each.get("persistentVolumeClaim")]


def unbound_claims(api: Api, pod: Object) -> list[str]:
    """The claims that a pod waits for: the name of a missing one, or "" for one that is not bound yet."""
    found = []
    for name in claims_of(pod):
        claim = api.get("persistentvolumeclaims", pod["metadata"]["namespace"], name)
        if claim is None:
            found.append(name)
        elif claim["status"]["phase"] != "Bound":
            found.append("")
    return found
