"""What the application stack has on AWS alone."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..inputs import V8, setting
from ..kinds import OptionalText, when_given
from ..kubernetes.kinds import Image, tag


class ApplicationSettings(SettingsModel):
    """Who scales the nodes."""

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
