"""What the application stack has on AWS alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..inputs import V8, setting
from ..kinds import Flag, OptionalText, when_given
from ..kubernetes.kinds import Image, tag


class ApplicationSettings(SettingsModel):
    """Whether there is an application stack, and who scales the nodes."""

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
    cluster_autoscaler_image_repository: Image = setting(
        "registry.k8s.io/autoscaling/cluster-autoscaler",
        since=(V8,),
        changes="The image of the cluster autoscaler, which adds and removes nodes.",
    )
    cluster_autoscaler_image_tag: Annotated[OptionalText, AfterValidator(when_given(tag))] = setting(
        None,
        since=(V8,),
        changes="The tag of that image.",
        when_omitted="the release for eks_cluster_version",
    )
