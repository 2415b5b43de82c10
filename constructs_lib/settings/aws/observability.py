"""Logs and metrics of the cluster, and metrics of the AWS services for the CloudWatch exporter in it."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import OURS, V8, setting
from ..fields.types import Flag, Text
from ..kubernetes.types import kubernetes_name


class ObservabilitySettings(SettingsModel):
    """Container Insights, and the CloudWatch exporter's role."""

    container_insights: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the logs of all pods, and the metrics of pods and nodes, are sent to CloudWatch Container "
        "Insights: adds the EKS add-on `amazon-cloudwatch-observability`, its IAM role, and encrypted log groups with "
        "`log_retention_days`. CloudWatch bills logs and metrics by volume. See docs/alarms.md.",
    )

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
