"""The Pod Security Standards: what a pod does that a level does not allow.

Source: https://kubernetes.io/docs/concepts/security/pod-security-standards/
"""

from collections.abc import Callable

from emulator.kubernetes.objects import Object

LEVELS = ("privileged", "baseline", "restricted")
_BASELINE_CAPABILITIES = {
    "AUDIT_WRITE",
    "CHOWN",
    "DAC_OVERRIDE",
    "FOWNER",
    "FSETID",
    "KILL",
    "MKNOD",
    "NET_BIND_SERVICE",
    "SETFCAP",
    "SETGID",
    "SETPCAP",
    "SETUID",
    "SYS_CHROOT",
}
_RESTRICTED_VOLUMES = {
    "configMap",
    "csi",
    "downwardAPI",
    "emptyDir",
    "ephemeral",
    "image",
    "persistentVolumeClaim",
    "projected",
    "secret",
}
_PROFILES = ("RuntimeDefault", "Localhost")
_SAFE_SYSCTLS = {
    "kernel.shm_rmid_forced",
    "net.ipv4.ip_local_port_range",
    "net.ipv4.ip_unprivileged_port_start",
    "net.ipv4.tcp_syncookies",
    "net.ipv4.ping_group_range",
    "net.ipv4.ip_local_reserved_ports",
}


def violations(level: str, pod: Object) -> list[str]:
    """What is wrong with a pod or pod template, in the server's words."""
    checks = {
        "baseline": _BASELINE,
        "restricted": (*(set_ for set_ in _BASELINE if set_ not in _REPLACED), *_RESTRICTED),
    }.get(level, ())
    return [found for check in checks if (found := check(pod.get("spec") or {}))]


def _containers(spec: Object) -> list[Object]:
    return [each for field in ("initContainers", "containers") for each in spec.get(field) or []]


def _security(item: Object) -> Object:
    return item.get("securityContext") or {}


def _named(found: list[Object]) -> str:
    names = ", ".join(f'"{each["name"]}"' for each in found)
    return f"container {names}" if len(found) == 1 else f"containers {names}"


def _host_namespaces(spec: Object) -> str | None:
    used = [f"{name}=true" for name in ("hostNetwork", "hostPID", "hostIPC") if spec.get(name)]
    return f"host namespaces ({', '.join(used)})" if used else None


def _privileged(spec: Object) -> str | None:
    found = [each for each in _containers(spec) if _security(each).get("privileged")]
    return f"privileged ({_named(found)} must not set securityContext.privileged=true)" if found else None


def _added_capabilities(spec: Object) -> str | None:
    found = [
        each
        for each in _containers(spec)
        if set((_security(each).get("capabilities") or {}).get("add") or []) - _BASELINE_CAPABILITIES
    ]
    if not found:
        return None
    added = {name for each in found for name in _security(each)["capabilities"]["add"]} - _BASELINE_CAPABILITIES
    names = ", ".join(f'"{name}"' for name in sorted(added))
    return f"non-default capabilities ({_named(found)} must not include {names} in securityContext.capabilities.add)"


def _host_path(spec: Object) -> str | None:
    found = [f'"{volume["name"]}"' for volume in spec.get("volumes") or [] if volume.get("hostPath") is not None]
    return f"hostPath volumes (volume{'s' if len(found) > 1 else ''} {', '.join(found)})" if found else None


def _host_ports(spec: Object) -> str | None:
    found = [each for each in _containers(spec) if any(port.get("hostPort") for port in each.get("ports") or [])]
    ports = sorted({str(port["hostPort"]) for each in found for port in each["ports"] if port.get("hostPort")})
    several = "s" if len(ports) > 1 else ""
    return f"hostPort ({_named(found)} uses hostPort{several} {', '.join(ports)})" if found else None


def _sysctls(spec: Object) -> str | None:
    used = [each["name"] for each in _security(spec).get("sysctls") or [] if each["name"] not in _SAFE_SYSCTLS]
    return f"forbidden sysctls ({', '.join(used)})" if used else None


def _escalation(spec: Object) -> str | None:
    found = [each for each in _containers(spec) if _security(each).get("allowPrivilegeEscalation") is not False]
    rule = "must set securityContext.allowPrivilegeEscalation=false"
    return f"allowPrivilegeEscalation != false ({_named(found)} {rule})" if found else None


def _capabilities(spec: Object) -> str | None:
    def drops(each: Object) -> bool:
        return "ALL" in ((_security(each).get("capabilities") or {}).get("drop") or [])

    def adds(each: Object) -> bool:
        return bool(added(each))

    def added(each: Object) -> set[str]:
        return set((_security(each).get("capabilities") or {}).get("add") or []) - {"NET_BIND_SERVICE"}

    rules = []
    if kept := [each for each in _containers(spec) if not drops(each)]:
        rules.append(f'{_named(kept)} must set securityContext.capabilities.drop=["ALL"]')
    if adding := [each for each in _containers(spec) if adds(each)]:
        names = ", ".join(f'"{name}"' for name in sorted({name for each in adding for name in added(each)}))
        rules.append(f"{_named(adding)} must not include {names} in securityContext.capabilities.add")
    return f"unrestricted capabilities ({'; '.join(rules)})" if rules else None


def _volume_types(spec: Object) -> str | None:
    found = {
        volume["name"]: kind
        for volume in spec.get("volumes") or []
        for kind in volume
        if kind != "name" and kind not in _RESTRICTED_VOLUMES
    }
    if not found:
        return None
    names, kinds = ", ".join(f'"{name}"' for name in found), ", ".join(f'"{kind}"' for kind in set(found.values()))
    several = "s" if len(found) > 1 else ""
    return f"restricted volume types (volume{several} {names} uses restricted volume type {kinds})"


def _non_root(spec: Object) -> str | None:
    pod = _security(spec).get("runAsNonRoot")
    rule = "securityContext.runAsNonRoot"
    if found := [each for each in _containers(spec) if _security(each).get("runAsNonRoot") is False]:
        return f"runAsNonRoot != true ({_named(found)} must not set {rule}=false)"
    found = [each for each in _containers(spec) if not _security(each).get("runAsNonRoot", pod)]
    return f"runAsNonRoot != true (pod or {_named(found)} must set {rule}=true)" if found else None


def _root_user(spec: Object) -> str | None:
    found = [each for each in _containers(spec) if _security(each).get("runAsUser") == 0]
    if _security(spec).get("runAsUser") == 0:
        return "runAsUser=0 (pod must not set runAsUser=0)"
    return f"runAsUser=0 ({_named(found)} must not set runAsUser=0)" if found else None


def _seccomp(spec: Object) -> str | None:
    pod = (_security(spec).get("seccompProfile") or {}).get("type")
    found = [
        each
        for each in _containers(spec)
        if (_security(each).get("seccompProfile") or {}).get("type", pod) not in _PROFILES
    ]
    rule = 'must set securityContext.seccompProfile.type to "RuntimeDefault" or "Localhost"'
    return f"seccompProfile (pod or {_named(found)} {rule})" if found else None


Check = Callable[[Object], str | None]
_BASELINE: tuple[Check, ...] = (_host_namespaces, _privileged, _added_capabilities, _host_path, _host_ports, _sysctls)
# The level restricted has stricter checks for these.
_REPLACED = (_added_capabilities, _host_path)
_RESTRICTED: tuple[Check, ...] = (_escalation, _capabilities, _volume_types, _non_root, _root_user, _seccomp)
