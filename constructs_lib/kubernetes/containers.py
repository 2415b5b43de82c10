"""Containers as plain values, turned into what the provider takes for them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from cdktf_cdktf_provider_kubernetes.deployment_v1 import (
    DeploymentV1SpecTemplateSpecContainer,
    DeploymentV1SpecTemplateSpecContainerEnv,
    DeploymentV1SpecTemplateSpecContainerEnvValueFrom,
    DeploymentV1SpecTemplateSpecContainerEnvValueFromFieldRef,
    DeploymentV1SpecTemplateSpecContainerEnvValueFromSecretKeyRef,
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

# Kubernetes' own defaults for a probe are 1 s and 10 s; a server under load answers later than 1 s.
PROBE_TIMEOUT_SECONDS = 5
PROBE_PERIOD_SECONDS = 10
# 120 failures, 10 s apart: a new version migrates the database before it is ready (wandb-facts, section a).
STARTUP_FAILURES = 120


@dataclass(frozen=True)
class HttpProbes:
    """HTTP paths on the port named `port` that say whether a container lives and whether it is ready."""

    live_path: str
    ready_path: str
    port: str = "http"
    startup_failures: int = STARTUP_FAILURES


@dataclass(frozen=True)
class Environment:
    """Variables of a container: `plain` by value, `secret` by name from the Kubernetes secret `secret_name`.

    Those of `node_address` hold the address of the node that the pod runs on.
    """

    plain: Mapping[str, str] = field(default_factory=dict)
    secret: Sequence[str] = ()
    secret_name: str = ""
    node_address: Sequence[str] = ()


@dataclass(frozen=True)
class Mount:
    """A volume `name` at `path`: a config map, of which `file` is the one key, or a claim; with neither, empty and
    temporary.
    """

    name: str
    path: str
    config_map: str | None = None
    file: str | None = None
    claim: str | None = None


@dataclass(frozen=True)
class Container:
    """One container; `ports` are numbers by name, `requests` and `limits` Kubernetes quantities by resource.

    It starts when `init_container` has come to its end.
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


def container_arguments(container: Container) -> dict[str, Any]:
    """Arguments for any of the provider's forms of a container, which has no privilege and whose image is pulled once.

    Variables, ports, mounts and probes are lists of classes that each form has of its own.
    """
    return {
        "name": container.name,
        "image": container.image,
        # A version is pinned, so what a node has already is what would be pulled.
        "image_pull_policy": "IfNotPresent",
        "command": list(container.command) or None,
        "resources": {"requests": dict(container.requests) or None, "limits": dict(container.limits) or None},
        "security_context": {
            "allow_privilege_escalation": False,
            "privileged": False,
            # The pod says it already. Left out here, the provider sends false, which goes before what the pod says
            # (https://github.com/hashicorp/terraform-provider-kubernetes/blob/v2.38.0/kubernetes/structures_container.go).
            "run_as_non_root": True,
            "read_only_root_filesystem": container.read_only_root_filesystem,
            "capabilities": {"drop": ["ALL"]},
        },
    }


def deployment_container(container: Container) -> DeploymentV1SpecTemplateSpecContainer:
    """The form of `container` in a Deployment."""
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
    )


def deployment_init_container(container: Container) -> DeploymentV1SpecTemplateSpecInitContainer:
    """The form of `container`, which has mounts and no variables, before others in a Deployment."""
    return DeploymentV1SpecTemplateSpecInitContainer(
        **container_arguments(container),
        volume_mount=[
            DeploymentV1SpecTemplateSpecInitContainerVolumeMount(**mount_arguments(mount)) for mount in container.mounts
        ],
    )


def mount_arguments(mount: Mount) -> dict[str, Any]:
    """Arguments for any of the provider's forms of a mount."""
    return {
        "name": mount.name,
        "mount_path": mount.path,
        "sub_path": mount.file,
        "read_only": mount.config_map is not None,
    }


def _variables(environment: Environment) -> list[DeploymentV1SpecTemplateSpecContainerEnv]:
    # In the order of their names: a list in another order would be a change that rolls the pods.
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
