"""Cron jobs: one run at a time, as the user nobody, with only the cloud's identity."""

from typing import Any

from cdktf import TerraformStack

from constructs_lib.kubernetes.cron_job import CronJob
from constructs_lib.platform_outputs import CronJobSpec, ServiceAccountIdentity
from tests.unit.synth import only

IDENTITY = ServiceAccountIdentity("cleaner", {"example.com/role": "cleaner"}, {"example.com/use": "true"})
JOB = CronJobSpec(
    "clean-up", "registry.example.com/broom:1", "7 * * * *", ["/bin/sweep", "-a"], IDENTITY, {"FLOOR": "2"}, 90
)


def job(stack: TerraformStack) -> dict[str, Any]:
    """The spec of the one CronJob in `stack`."""
    CronJob(stack, "job", namespace="features", labels={"team": "ml"}, job=JOB)
    spec: dict[str, Any] = only(stack, "kubernetes_cron_job_v1")["spec"]
    return spec


def pod(stack: TerraformStack) -> dict[str, Any]:
    found: dict[str, Any] = job(stack)["job_template"]["spec"]["template"]
    return found


def test_it_runs_by_its_schedule_one_at_a_time_and_never_longer_than_its_deadline(stack: TerraformStack) -> None:
    spec = job(stack)

    assert (spec["schedule"], spec["timezone"], spec["concurrency_policy"]) == ("7 * * * *", "Etc/UTC", "Forbid")
    assert spec["job_template"]["spec"]["active_deadline_seconds"] == 90
    assert spec["starting_deadline_seconds"] == 120


def test_failed_job_is_retained_and_not_repeated(stack: TerraformStack) -> None:
    spec = job(stack)

    assert spec["job_template"]["spec"]["backoff_limit"] == 0
    assert spec["job_template"]["spec"]["template"]["spec"]["restart_policy"] == "Never"
    assert (spec["successful_jobs_history_limit"], spec["failed_jobs_history_limit"]) == (1, 3)


def test_container_has_the_given_settings(stack: TerraformStack) -> None:
    [container] = pod(stack)["spec"]["container"]

    assert (container["image"], container["command"]) == ("registry.example.com/broom:1", ["/bin/sweep", "-a"])
    assert container["env"] == [{"name": "FLOOR", "value": "2"}, {"name": "HOME", "value": "/tmp"}]
    assert container["resources"] == {"requests": {"cpu": "100m", "memory": "256Mi"}, "limits": {"memory": "512Mi"}}


def test_job_runs_as_nobody_and_writes_only_to_tmp(stack: TerraformStack) -> None:
    spec = pod(stack)["spec"]

    [container] = spec["container"]
    assert container["security_context"] == {
        "allow_privilege_escalation": False,
        "privileged": False,
        "run_as_non_root": True,
        "read_only_root_filesystem": True,
        "capabilities": {"drop": ["ALL"]},
    }
    assert container["volume_mount"] == [{"name": "tmp", "mount_path": "/tmp", "read_only": False}]
    assert spec["volume"] == [{"name": "tmp", "empty_dir": {}}]
    security = spec["security_context"]
    assert (security["run_as_user"], security["run_as_group"], security["run_as_non_root"]) == ("65534", "65534", True)
    assert security["seccomp_profile"] == {"type": "RuntimeDefault"}


def test_it_has_the_clouds_identity_and_no_token_for_the_kubernetes_api(stack: TerraformStack) -> None:
    template = pod(stack)

    assert template["spec"]["automount_service_account_token"] is False
    assert template["spec"]["service_account_name"] == (
        "${kubernetes_service_account_v1.job_service_account.metadata[0].name}"
    )
    account = only(stack, "kubernetes_service_account_v1")["metadata"]
    assert (account["name"], account["namespace"]) == ("cleaner", "features")
    assert account["annotations"] == {"example.com/role": "cleaner"}
    assert template["metadata"]["labels"] == {"example.com/use": "true", "team": "ml", "app": "clean-up"}


def test_labels_are_optional(stack: TerraformStack) -> None:
    CronJob(stack, "job", namespace="features", job=JOB)

    assert only(stack, "kubernetes_cron_job_v1")["metadata"]["labels"] == {"app": "clean-up"}
