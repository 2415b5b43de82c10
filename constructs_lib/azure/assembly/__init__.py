"""The components wired into a W&B deployment from its settings: the only part of the Azure library that knows these."""

from constructs_lib.azure.assembly.infrastructure import WandbInfrastructure
from constructs_lib.azure.assembly.platform_outputs import platform_outputs

__all__ = ["WandbInfrastructure", "platform_outputs"]
