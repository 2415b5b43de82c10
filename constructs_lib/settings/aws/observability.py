"""Metrics of the AWS services, for the CloudWatch exporter in the cluster."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import V8, setting
from ..fields.types import Flag, Text
from ..kubernetes.types import kubernetes_name


class ObservabilitySettings(SettingsModel):
    """The CloudWatch exporter's role."""

    enable_yace: Flag = setting(
        False,
        since=(V8,),
        changes="Whether the CloudWatch exporter gets a role that reads metrics.",
        note="Off by default; the exporter itself is installed by you.",
    )
    yace_sa_name: Annotated[Text, AfterValidator(kubernetes_name)] = setting(
        "wandb-yace",
        since=(V8,),
        changes="The service account that may take that role.",
    )
