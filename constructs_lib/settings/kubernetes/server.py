"""The W&B server: version, license, pods, environment."""

from __future__ import annotations

import re
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail, to_secret
from ..fields.declaration import GUIDE, HEAD, KUBERNETES, OURS, V1, V8, setting
from ..fields.types import Flag, OptionalText, Text, TypeName, Whole, one_of, when_given, whole_between
from .certificates import certificates
from .types import (
    AdditionalEnvironment,
    Amounts,
    Annotations,
    Image,
    KubernetesName,
    Labels,
    SecretNames,
    kubernetes_namespace,
)

# In use in 2026. W&B supports a release for twelve months and recommends an upgrade every quarter.
SERVER_VERSION = "0.83.0"
DAY_SECONDS = 86_400
REPLICAS_MAX = 50
VERSION_MAX = 1_000_000


# The tags of wandb/local on Docker Hub; a suffix is for your own images.
_VERSION = re.compile(r"\d+\.\d+\.\d+(?:[-.][A-Za-z0-9_.-]{1,100})?")


def _version(value: str) -> str:
    if value == "latest":
        fail('"latest" would upgrade the server whenever a pod starts; write the version, such as "0.83.0"')
    if value.startswith("v") and _VERSION.fullmatch(value[1:]):
        fail(f"{show(value)} starts with v, unlike the image's tags; write {show(value[1:])}")
    if not _VERSION.fullmatch(value):
        fail(f'{show(value)} is not a version of the server; write three numbers, such as "0.83.0"')
    return value


def _license(value: Any) -> bool:
    # Messages do not show the value.
    if isinstance(value, str) and value and not value.strip():
        fail("is blank; write the license on one line in quotes, or remove it")
    if isinstance(value, str) and ("\n" in value or "\r" in value):
        fail("contains a line break; write the license on one line in quotes")
    return to_secret(value)


License = Annotated[bool, BeforeValidator(_license), TypeName("string, secret")]


class ServerSettings(SettingsModel):
    """Inputs of the W&B server."""

    synonyms: ClassVar[dict[str, str]] = {"wandb_license": "license"}

    wandb_version: Annotated[Text, AfterValidator(_version)] = setting(
        SERVER_VERSION,
        since=(V1, HEAD, KUBERNETES),
        changes="The version of the server. A change upgrades the server and changes only the operator's custom "
        "resource, or the container's Kubernetes deployment.",
        note="Pinned; latest is refused.",
    )
    wandb_image: Image = setting(
        "wandb/local", since=(V1, HEAD, KUBERNETES), changes="The image of the server, without tag."
    )
    license: License = setting(
        False,
        since=(V8, V1, HEAD, KUBERNETES),
        changes="The license of the server; used only by the application stack.",
        note="Reaches Terraform by --var-file or TF_VAR_license, and is never in the synthesized JSON.",
    )
    wandb_license: License = setting(
        False,
        since=(GUIDE,),
        changes="The same as license; W&B's guide for Azure uses this name.",
    )
    k8s_namespace: Annotated[Text, AfterValidator(kubernetes_namespace)] = setting(
        "wandb",
        since=(V8,),
        changes="The Kubernetes namespace of the server.",
        note="Applies to the whole server, not to one secret, and is not the default namespace.",
    )
    other_wandb_env: AdditionalEnvironment = setting(
        {},
        since=(V8, V1, HEAD, KUBERNETES),
        changes="Additional environment variables of all containers of the server.",
    )
    other_wandb_secrets: SecretNames = setting(
        (),
        since=(KUBERNETES,),
        changes="Additional secret environment variables of the server and Parquet.",
        note="Stored in the Kubernetes secret by a write-only argument; Parquet gets them too.",
    )
    wandb_secrets_version: Annotated[Whole, AfterValidator(whole_between(1, VERSION_MAX))] = setting(
        1,
        since=(OURS,),
        changes="The version of the secrets. Raise it by one when a secret has a new value: Terraform does not "
        "store the old value and cannot compare.",
    )
    wandb_replicas: Annotated[Whole, AfterValidator(whole_between(1, REPLICAS_MAX))] = setting(
        1,
        since=(KUBERNETES,),
        changes="The number of server pods; two or more are spread over zones and nodes. See docs/operations.md.",
    )
    ignore_wandb_replicas: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether an autoscaler or `kubectl scale` sets the number of server pods; wandb_replicas is then "
        "only the "
        "initial number.",
    )
    wandb_scale_down_protection: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the cluster autoscaler leaves nodes alone on which server pods run. Otherwise it may move the "
        "pods to remove a node that is not needed. Node upgrades move them with either value.",
    )
    wandb_update_strategy: Annotated[Text, AfterValidator(one_of("Recreate", "RollingUpdate"))] = setting(
        "Recreate",
        since=(OURS,),
        changes="How pods are replaced; with RollingUpdate, two versions use the database at the same time.",
    )
    progress_deadline_seconds: Annotated[Whole, AfterValidator(whole_between(1, DAY_SECONDS, "seconds"))] = setting(
        3_600,
        since=(KUBERNETES,),
        changes="How many seconds a rollout may take before Kubernetes reports it as failed. With the operator: how "
        "long `make deploy` waits for the components.",
    )
    resource_requests: Amounts = setting(
        {"cpu": "1000m", "memory": "1G"},
        since=(V1, KUBERNETES),
        changes="The resource requests of each server pod.",
        note="The default is the Kubernetes module's; Azure's v1.7.1 has 2000m and 2G.",
    )
    resource_limits: Amounts = setting({}, since=(V1, KUBERNETES), changes="The resource limits of each server pod.")
    local_restore: Flag = setting(
        False,
        since=(KUBERNETES,),
        changes="Whether the server starts with temporary administrator credentials, printed to its log.",
    )
    cloud_monitoring_connection_string: Text = setting(
        "noop://",
        since=(KUBERNETES,),
        changes="Where the server sends its own metrics.",
    )
    redis_ca_cert: Annotated[OptionalText, AfterValidator(when_given(certificates))] = setting(
        None,
        since=(KUBERNETES,),
        changes="The certificate authority (PEM) that the server trusts for Redis.",
        note="Also part of the Redis URL, as caCertPath.",
    )
    service_account_name: KubernetesName = setting(
        "wandb-serviceaccount",
        since=(KUBERNETES,),
        changes="The service account of the server's pods.",
        note="Its cloud identity is bound to the same name.",
    )
    service_account_annotations: Annotations = setting(
        {},
        since=(KUBERNETES,),
        changes="Additional annotations of the service account.",
    )
    service_account_labels: Labels = setting({}, since=(KUBERNETES,), changes="Labels of the service account.")
    deployment_pod_labels: Labels = setting({}, since=(KUBERNETES,), changes="Additional labels of the server's pods.")

    @property
    def license_input(self) -> str | None:
        """The input that holds the license, which becomes a Terraform variable of the same name."""
        return next((name for name in ("license", "wandb_license") if getattr(self, name)), None)
