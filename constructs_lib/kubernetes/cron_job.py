"""A CronJob with its service account."""

from collections.abc import Mapping

from cdktf_cdktf_provider_kubernetes.cron_job_v1 import (
    CronJobV1,
    CronJobV1Metadata,
    CronJobV1Spec,
    CronJobV1SpecJobTemplate,
    CronJobV1SpecJobTemplateMetadata,
    CronJobV1SpecJobTemplateSpec,
    CronJobV1SpecJobTemplateSpecTemplate,
    CronJobV1SpecJobTemplateSpecTemplateMetadata,
    CronJobV1SpecJobTemplateSpecTemplateSpec,
    CronJobV1SpecJobTemplateSpecTemplateSpecContainer,
    CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnv,
    CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnvValueFrom,
    CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnvValueFromSecretKeyRef,
    CronJobV1SpecJobTemplateSpecTemplateSpecContainerVolumeMount,
    CronJobV1SpecJobTemplateSpecTemplateSpecImagePullSecrets,
    CronJobV1SpecJobTemplateSpecTemplateSpecInitContainer,
    CronJobV1SpecJobTemplateSpecTemplateSpecInitContainerVolumeMount,
    CronJobV1SpecJobTemplateSpecTemplateSpecToleration,
    CronJobV1SpecJobTemplateSpecTemplateSpecVolume,
    CronJobV1SpecJobTemplateSpecTemplateSpecVolumeConfigMap,
    CronJobV1SpecJobTemplateSpecTemplateSpecVolumeEmptyDir,
)
from constructs import Construct

from constructs_lib.framework import Component, require_known
from constructs_lib.kubernetes.containers import Container, Environment, Mount, container_arguments, mount_arguments
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes
from constructs_lib.kubernetes.pod_environment import PodEnvironment
from constructs_lib.kubernetes.pods import NOBODY, PodSettings, pod_arguments
from constructs_lib.kubernetes.service_account import create_service_account
from constructs_lib.platform_outputs import CronJobSpec

# Later starts are skipped. Without a limit, a hundred missed starts stop the CronJob permanently
# (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#job-creation).
STARTING_DEADLINE_SECONDS = 120
# Failed runs are retained for their logs.
SUCCESSFUL_JOBS_HISTORY, FAILED_JOBS_HISTORY = 1, 3
# Enough for a cloud's CLI.
_REQUESTS = {"cpu": "100m", "memory": "256Mi"}
_LIMITS = {"memory": "512Mi"}
_TEMPORARY = "/tmp"


class CronJob(Component):
    """CronJob `job` in the existing namespace `namespace`.

    It runs as the user nobody, one run at a time, without a Kubernetes API token. Its root file system is read-only
    except for /tmp, which is `HOME`. A failed run is not retried before the next scheduled run.

    Args:
        labels: Of all objects; omitted: only `app`.
        pod_environment: Placement, proxy and certificate authorities, such as `server.pod_environment`; omitted: none.

    Raises:
        ValueError: `labels` is unknown until apply.

    Example:
        report = CronJobSpec(
            "report", "python:3.13-slim", "0 6 * * *", ["python", "-m", "report"], ServiceAccountIdentity("report")
        )
        CronJob(stack, "report", namespace="wandb", job=report, pod_environment=server.pod_environment)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        namespace: str,
        job: CronJobSpec,
        labels: Mapping[str, str] | None = None,
        pod_environment: PodEnvironment | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, labels=labels)
        self._labels = {**(labels or {}), "app": job.name}
        account = create_service_account(
            self,
            "service_account",
            name=job.identity.service_account_name,
            namespace=namespace,
            labels=self._labels,
            annotations=job.identity.service_account_annotations,
        )
        run = CronJobV1SpecJobTemplateSpec(
            active_deadline_seconds=job.deadline_seconds,
            backoff_limit=0,
            template=CronJobV1SpecJobTemplateSpecTemplate(
                metadata=CronJobV1SpecJobTemplateSpecTemplateMetadata(
                    labels={**job.identity.pod_labels, **self._labels}
                ),
                spec=_pod(job, account, pod_environment or PodEnvironment()),
            ),
        )
        CronJobV1(
            self,
            "cron_job",
            metadata=CronJobV1Metadata(name=job.name, namespace=namespace, labels=self._labels),
            spec=CronJobV1Spec(
                schedule=job.schedule,
                timezone="Etc/UTC",
                concurrency_policy="Forbid",
                starting_deadline_seconds=STARTING_DEADLINE_SECONDS,
                successful_jobs_history_limit=SUCCESSFUL_JOBS_HISTORY,
                failed_jobs_history_limit=FAILED_JOBS_HISTORY,
                job_template=CronJobV1SpecJobTemplate(
                    metadata=CronJobV1SpecJobTemplateMetadata(labels=self._labels), spec=run
                ),
            ),
            lifecycle=ignore_external_changes("cron job"),
        )


def _pod(
    job: CronJobSpec, service_account_name: str, pod_environment: PodEnvironment
) -> CronJobV1SpecJobTemplateSpecTemplateSpec:
    placement = pod_environment.placement
    pods = PodSettings(service_account_name, user=NOBODY, group=NOBODY, placement=placement)
    container = pod_environment.apply_to(
        Container(
            name=job.name,
            image=job.image,
            command=job.command,
            environment=Environment(plain={"HOME": _TEMPORARY, **job.environment}),
            requests=_REQUESTS,
            limits=_LIMITS,
            mounts=[Mount("tmp", _TEMPORARY)],
            read_only_root_filesystem=True,
        )
    )
    return CronJobV1SpecJobTemplateSpecTemplateSpec(
        **pod_arguments(pods),
        restart_policy="Never",
        toleration=[
            CronJobV1SpecJobTemplateSpecTemplateSpecToleration(**each.arguments()) for each in placement.tolerations
        ]
        or None,
        image_pull_secrets=[
            CronJobV1SpecJobTemplateSpecTemplateSpecImagePullSecrets(name=name) for name in placement.image_pull_secrets
        ]
        or None,
        init_container=[_init_container(container.init_container)] if container.init_container else None,
        container=[_container(container)],
        volume=[_volume(mount) for mount in container.mounts],
    )


def _container(container: Container) -> CronJobV1SpecJobTemplateSpecTemplateSpecContainer:
    return CronJobV1SpecJobTemplateSpecTemplateSpecContainer(
        **container_arguments(container),
        env=_variables(container.environment),
        volume_mount=[
            CronJobV1SpecJobTemplateSpecTemplateSpecContainerVolumeMount(**mount_arguments(mount))
            for mount in container.mounts
        ],
    )


def _init_container(container: Container) -> CronJobV1SpecJobTemplateSpecTemplateSpecInitContainer:
    return CronJobV1SpecJobTemplateSpecTemplateSpecInitContainer(
        **container_arguments(container),
        volume_mount=[
            CronJobV1SpecJobTemplateSpecTemplateSpecInitContainerVolumeMount(**mount_arguments(mount))
            for mount in container.mounts
        ],
    )


def _variables(environment: Environment) -> list[CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnv]:
    found = {
        name: CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnv(name=name, value=value)
        for name, value in environment.plain.items()
    }
    for name in environment.secret:
        key = CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnvValueFromSecretKeyRef(
            name=environment.secret_name, key=name
        )
        source = CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnvValueFrom(secret_key_ref=key)
        found[name] = CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnv(name=name, value_from=source)
    return [found[name] for name in sorted(found)]


def _volume(mount: Mount) -> CronJobV1SpecJobTemplateSpecTemplateSpecVolume:
    if mount.config_map is not None:
        source = CronJobV1SpecJobTemplateSpecTemplateSpecVolumeConfigMap(name=mount.config_map)
        return CronJobV1SpecJobTemplateSpecTemplateSpecVolume(name=mount.name, config_map=source)
    empty = CronJobV1SpecJobTemplateSpecTemplateSpecVolumeEmptyDir()
    return CronJobV1SpecJobTemplateSpecTemplateSpecVolume(name=mount.name, empty_dir=empty)
