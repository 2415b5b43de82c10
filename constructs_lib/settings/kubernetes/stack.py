"""Whether there is an application stack."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import HEAD, V8, setting
from ..fields.types import Flag


class StackSettings(SettingsModel):
    """The switches of the official modules' Helm releases."""

    enable_helm_wandb: Flag = setting(
        True,
        since=(V8, HEAD),
        changes="Whether the deployment has an application stack. Destroy that stack before you set it to false.",
        note="Applies to both runtimes; false does not affect the infrastructure stack.",
    )
    enable_helm_operator: Flag = setting(
        True,
        since=(V8, HEAD),
        changes="Whether the deployment has an application stack, like enable_helm_wandb. Destroy that stack before "
        "you set it to false.",
        note="wandb_runtime selects the operator; false does not affect the infrastructure stack.",
    )

    @property
    def creates_application(self) -> bool:
        """Whether the deployment has an application stack."""
        return self.enable_helm_wandb and self.enable_helm_operator
