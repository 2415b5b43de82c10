"""A CronJob: work that is repeated beside the server, with a service account of its own."""

from collections.abc import Mapping
from typing import Any

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
    CronJobV1SpecJobTemplateSpecTemplateSpecContainerVolumeMount,
    CronJobV1SpecJobTemplateSpecTemplateSpecVolume,
    CronJobV1SpecJobTemplateSpecTemplateSpecVolumeEmptyDir,
)
from constructs import Construct

from constructs_lib.handover import Job
from constructs_lib.kubernetes.containers import Container, container_arguments
from constructs_lib.kubernetes.pods import NOBODY, PodSettings, pod_arguments
from constructs_lib.kubernetes.service_account import service_account

# A start that is later than this is left out. Without a limit, a hundred missed ones stop a job for good
# (https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/#job-creation).
STARTING_DEADLINE_SECONDS = 120
# Failed runs are kept for people to look at their logs.
KEPT_SUCCESSFUL, KEPT_FAILED = 1, 3
# An interpreter with the client of a cloud in it.
_REQUESTS = {"cpu": "100m", "memory": "256Mi"}
_LIMITS = {"memory": "512Mi"}
_TEMPORARY = "/tmp"


class ScheduledJob(Construct):
    """CronJob of `job`, in `namespace`, which exists.

    One run at a time, as nobody, without a token for the Kubernetes API, and on files that it cannot write but for
    /tmp, which is its home and goes with it. A run that fails is not repeated: the next one comes by the schedule.
    """

    def __init__(self, scope: Construct, id_: str, *, namespace: str, labels: Mapping[str, str], job: Job) -> None:
        super().__init__(scope, id_)
        self._labels = {**labels, "app": job.name}
        account = service_account(
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
                spec=_pod(job, account),
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
                successful_jobs_history_limit=KEPT_SUCCESSFUL,
                failed_jobs_history_limit=KEPT_FAILED,
                job_template=CronJobV1SpecJobTemplate(
                    metadata=CronJobV1SpecJobTemplateMetadata(labels=self._labels), spec=run
                ),
            ),
        )


def _pod(job: Job, service_account_name: str) -> CronJobV1SpecJobTemplateSpecTemplateSpec:
    pods = PodSettings(service_account_name=service_account_name, user=NOBODY, group=NOBODY)
    container = Container(
        name=job.name,
        image=job.image,
        command=job.command,
        requests=_REQUESTS,
        limits=_LIMITS,
        read_only_files=True,
    )
    empty = CronJobV1SpecJobTemplateSpecTemplateSpecVolumeEmptyDir()
    return CronJobV1SpecJobTemplateSpecTemplateSpec(
        **pod_arguments(pods),
        restart_policy="Never",
        container=[CronJobV1SpecJobTemplateSpecTemplateSpecContainer(**container_arguments(container), **_lists(job))],
        volume=[CronJobV1SpecJobTemplateSpecTemplateSpecVolume(name="tmp", empty_dir=empty)],
    )


def _lists(job: Job) -> dict[str, Any]:
    variables = {"HOME": _TEMPORARY, **job.environment}
    return {
        "env": [
            CronJobV1SpecJobTemplateSpecTemplateSpecContainerEnv(name=name, value=variables[name])
            for name in sorted(variables)
        ],
        "volume_mount": [
            CronJobV1SpecJobTemplateSpecTemplateSpecContainerVolumeMount(name="tmp", mount_path=_TEMPORARY)
        ],
    }
