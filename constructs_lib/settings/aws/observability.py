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
        changes="Whether to create an IAM role for the CloudWatch exporter that can read metrics.",
        note="Off by default. The operator also installs the exporter; with the container, you install it.",
    )
    yace_sa_name: Annotated[Text, AfterValidator(kubernetes_name)] = setting(
        "wandb-yace",
        since=(V8,),
        changes="The service account that may assume the role of the CloudWatch exporter.",
    )
