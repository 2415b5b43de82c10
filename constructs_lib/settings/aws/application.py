"""What the application stack needs beside the infrastructure: license, environment, namespace."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..convert import fail, show
from ..inputs import V8, setting
from ..kinds import Environment, Flag, OptionalText, Secret, Text, text_matching, when_given

# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (DNS label)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# Made from other settings; set twice, one of the two would win unnoticed. The license would be readable in the JSON.
OWN_VARIABLES = {
    "LICENSE": "set license",
    "MYSQL": "it is made from the database settings",
    "HOST": "set subdomain and domain_name",
    "BUCKET": "set bucket_name and bucket_path",
    "BUCKET_QUEUE": "set use_internal_queue and bucket_queue_name",
    "REDIS": "set create_elasticache or use_external_redis",
}
_image = text_matching(
    r"[a-z0-9.-]+(?::\d{1,5})?(?:/[a-z0-9._-]+)+",
    'an image without its tag, such as "registry.example.com/team/image"',
)
_tag = text_matching(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", 'an image tag, such as "v1.35.0"')


def kubernetes_name(value: str) -> str:
    """A name Kubernetes accepts for namespaces and service accounts."""
    if not _NAME.fullmatch(value):
        fail(f"{show(value)} is not a Kubernetes name; write up to 63 lower-case letters, digits and inner hyphens")
    return value


def kubernetes_namespace(value: str) -> str:
    """A namespace that is not one of Kubernetes itself."""
    if value.startswith("kube-"):
        fail(f'{show(value)} starts with "kube-", which Kubernetes keeps for itself; write another name')
    return kubernetes_name(value)


def free_variables(values: dict[str, str]) -> dict[str, str]:
    """Environment variables that no setting makes."""
    for name in values:
        if name in OWN_VARIABLES:
            fail(f"{show(name)} does not belong here; {OWN_VARIABLES[name]}")
    return values


FreeEnvironment = Annotated[Environment, AfterValidator(free_variables)]


class ApplicationSettings(SettingsModel):
    """The server in the cluster."""

    license: Secret = setting(
        False,
        since=(V8,),
        changes="The license of the server; used by the application stack alone.",
        note="Reaches Terraform by --var-file or TF_VAR_license, and is nowhere in the synthesized JSON.",
    )
    k8s_namespace: Annotated[Text, AfterValidator(kubernetes_namespace)] = setting(
        "wandb",
        since=(V8,),
        changes="The Kubernetes namespace of the server.",
        note="Moves the whole server, not one secret, and is not the default namespace.",
    )
    other_wandb_env: FreeEnvironment = setting(
        {},
        since=(V8,),
        changes="More environment variables of all containers of the server.",
    )
    weave_wandb_env: FreeEnvironment = setting(
        {},
        since=(V8,),
        changes="More environment variables of the Weave container.",
    )
    parquet_wandb_env: FreeEnvironment = setting(
        {},
        since=(V8,),
        changes="More environment variables of the Parquet container.",
    )
    enable_helm_wandb: Flag = setting(
        True,
        since=(V8,),
        changes="Whether the deployment has an application stack.",
        note="The server is not a Helm release; false leaves the infrastructure stack alone.",
    )
    enable_helm_operator: Flag = setting(
        True,
        since=(V8,),
        changes="Whether the deployment has an application stack, like enable_helm_wandb.",
        note="No operator runs; false leaves the infrastructure stack alone.",
    )
    cluster_autoscaler_image_repository: Annotated[Text, AfterValidator(_image)] = setting(
        "registry.k8s.io/autoscaling/cluster-autoscaler",
        since=(V8,),
        changes="The image of the cluster autoscaler, which adds and removes nodes.",
    )
    cluster_autoscaler_image_tag: Annotated[OptionalText, AfterValidator(when_given(_tag))] = setting(
        None,
        since=(V8,),
        changes="The tag of that image.",
        when_omitted="the release for eks_cluster_version",
    )
