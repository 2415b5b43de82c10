"""The components wired into a W&B deployment from its settings: the only part of the Azure library that knows these."""

from constructs_lib.azure.assembly.handover import hand_over
from constructs_lib.azure.assembly.infrastructure import WandbInfrastructure

__all__ = ["WandbInfrastructure", "hand_over"]
