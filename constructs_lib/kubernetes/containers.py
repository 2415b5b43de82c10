"""Containers as plain values, and their conversion to the provider's classes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1SpecTemplateSpecContainer,
    DeploymentV1SpecTemplateSpecContainerEnv,
    DeploymentV1SpecTemplateSpecContainerEnvValueFrom,
    DeploymentV1SpecTemplateSpecContainerEnvValueFromFieldRef,
    DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef,
    DeploymentV1SpecTemplateSpecContainerLifecycle,
    DeploymentV1SpecTemplateSpecContainerLifecyclePreStop,
    DeploymentV1SpecTemplateSpecContainerLifecyclePreStopExec,
    DeploymentV1SpecTemplateSpecContainerLivenessProbe,
    DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerPort,
    DeploymentV1SpecTemplateSpecContainerReadinessProbe,
    DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerStartupProbe,
    DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet,
    DeploymentV1SpecTemplateSpecContainerVolumeMount,
    DeploymentV1SpecTemplateSpecInitContainer,
    DeploymentV1SpecTemplateSpecInitContainerVolumeMount,
)

# Kubernetes' defaults are 1 s and 10 s; a server under load takes longer than 1 s to answer.
PROBE_TIMEOUT_SECONDS = 5
PROBE_PERIOD_SECONDS = 10
# 20 minutes at 10 s each: a new version migrates the database before it is ready.
STARTUP_FAILURES = 120


@dataclass(frozen=True)
class HttpProbes:
    """Paths of the liveness and readiness probes on the port named `port`; the startup probe uses `ready_path`."""

    live_path: str
    ready_path: str
    port: str = "http"
    startup_failures: int = STARTUP_FAILURES


@dataclass(frozen=True)
class Environment:
    """Variables of a container: `plain` by value, `secret` by name from the Kubernetes secret `secret_name`.

    The variables in `node_address` are set to the address of the pod's node.
    """

    plain: Mapping[str, str] = field(default_factory=dict)
    secret: Sequence[str] = ()
    secret_name: str = ""
    node_address: Sequence[str] = ()


@dataclass(frozen=True)
class Mount:
    """A volume `name` at `path`: a config map (only the key `file`, if given) or a claim; with neither, an emptyDir."""

    name: str
    path: str
    config_map: str | None = None
    file: str | None = None
    claim: str | None = None


@dataclass(frozen=True)
class Container:
    """One container; `ports` are numbers by name, `requests` and `limits` Kubernetes quantities by resource.

    `init_container` runs to completion before it. Kubernetes waits `stop_delay_seconds` before it ends the container,
    whose image must have the command `sleep`.
    """

    name: str
    image: str
    ports: Mapping[str, int] = field(default_factory=dict)
    environment: Environment = field(default_factory=Environment)
    requests: Mapping[str, str] = field(default_factory=dict)
    limits: Mapping[str, str] = field(default_factory=dict)
    probes: HttpProbes | None = None
    mounts: Sequence[Mount] = ()
    command: Sequence[str] = ()
    read_only_root_filesystem: bool = False
    init_container: "Container | None" = None
    stop_delay_seconds: int = 0


def container_arguments(container: Container) -> dict[str, Any]:
    """Arguments common to the provider's container classes: no privileges, and images pulled only if not present.

    Variables, ports, mounts and probes are not included: each container class has different classes for them.
    """
    return {
        "name": container.name,
        "image": container.image,
        # Versions are pinned, so an image on the node is the right one.
        "image_pull_policy": "IfNotPresent",
        "command": list(container.command) or None,
        "resources": {"requests": dict(container.requests) or None, "limits": dict(container.limits) or None},
        "security_context": {
            "allow_privilege_escalation": False,
            "privileged": False,
            # Also set on the pod. If omitted here, the provider sends false, which overrides the pod's value
            # (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/structures_container.go).
            "run_as_non_root": True,
            "read_only_root_filesystem": container.read_only_root_filesystem,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def deployment_container(container: Container) -> DeploymentV1SpecTemplateSpecContainer:
    """`container` for a Deployment."""
    probes = container.probes
    return DeploymentV1SpecTemplateSpecContainer(
        **container_arguments(container),
        env=_variables(container.environment),
        port=[
            DeploymentV1SpecTemplateSpecContainerPort(name=name, container_port=number, protocol="TCP")
            for name, number in container.ports.items()
        ]
        or None,
        volume_mount=[
            DeploymentV1SpecTemplateSpecContainerVolumeMount(**mount_arguments(mount)) for mount in container.mounts
        ]
        or None,
        liveness_probe=_liveness(probes) if probes else None,
        readiness_probe=_readiness(probes) if probes else None,
        startup_probe=_startup(probes) if probes else None,
        lifecycle=_delayed_stop(container.stop_delay_seconds) if container.stop_delay_seconds else None,
    )


def deployment_init_container(container: Container) -> DeploymentV1SpecTemplateSpecInitContainer:
    """`container`, which has mounts and no variables, as an init container of a Deployment."""
    return DeploymentV1SpecTemplateSpecInitContainer(
        **container_arguments(container),
        volume_mount=[
            DeploymentV1SpecTemplateSpecInitContainerVolumeMount(**mount_arguments(mount)) for mount in container.mounts
        ],
    )


def mount_arguments(mount: Mount) -> dict[str, Any]:
    """Arguments common to the provider's mount classes."""
    return {
        "name": mount.name,
        "mount_path": mount.path,
        "sub_path": mount.file,
        "read_only": mount.config_map is not None,
    }


def _variables(environment: Environment) -> list[DeploymentV1SpecTemplateSpecContainerEnv]:
    # Sorted by name: another order would be a change that restarts the pods.
    found = {
        name: DeploymentV1SpecTemplateSpecContainerEnv(name=name, value=value)
        for name, value in environment.plain.items()
    }
    for name in environment.secret:
        key = DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef(name=environment.secret_name, key=name)
        source = DeploymentV1SpecTemplateSpecContainerEnvValueFrom(secret_key_ref=key)
        found[name] = DeploymentV1SpecTemplateSpecContainerEnv(name=name, value_from=source)
    for name in environment.node_address:
        address = DeploymentV1SpecTemplateSpecContainerEnvValueFromFieldRef(field_path="status.hostIP")
        source = DeploymentV1SpecTemplateSpecContainerEnvValueFrom(field_ref=address)
        found[name] = DeploymentV1SpecTemplateSpecContainerEnv(name=name, value_from=source)
    return [found[name] for name in sorted(found)]


def _delayed_stop(seconds: int) -> DeploymentV1SpecTemplateSpecContainerLifecycle:
    wait = DeploymentV1SpecTemplateSpecContainerLifecyclePreStopExec(command=["sleep", str(seconds)])
    return DeploymentV1SpecTemplateSpecContainerLifecycle(
        pre_stop=[DeploymentV1SpecTemplateSpecContainerLifecyclePreStop(exec=wait)]
    )


def _liveness(probes: HttpProbes) -> DeploymentV1SpecTemplateSpecContainerLivenessProbe:
    return DeploymentV1SpecTemplateSpecContainerLivenessProbe(
        http_get=DeploymentV1SpecTemplateSpecContainerLivenessProbeHttpGet(path=probes.live_path, port=probes.port),
        timeout_seconds=PROBE_TIMEOUT_SECONDS,
        period_seconds=PROBE_PERIOD_SECONDS,
    )


def _readiness(probes: HttpProbes) -> DeploymentV1SpecTemplateSpecContainerReadinessProbe:
    return DeploymentV1SpecTemplateSpecContainerReadinessProbe(
        http_get=DeploymentV1SpecTemplateSpecContainerReadinessProbeHttpGet(path=probes.ready_path, port=probes.port),
        timeout_seconds=PROBE_TIMEOUT_SECONDS,
        period_seconds=PROBE_PERIOD_SECONDS,
    )


def _startup(probes: HttpProbes) -> DeploymentV1SpecTemplateSpecContainerStartupProbe:
    return DeploymentV1SpecTemplateSpecContainerStartupProbe(
        http_get=DeploymentV1SpecTemplateSpecContainerStartupProbeHttpGet(path=probes.ready_path, port=probes.port),
        timeout_seconds=PROBE_TIMEOUT_SECONDS,
        period_seconds=PROBE_PERIOD_SECONDS,
        failure_threshold=probes.startup_failures,
    )
