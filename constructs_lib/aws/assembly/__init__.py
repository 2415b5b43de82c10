"""The components wired into a W&B deployment from its settings: the only part of the AWS library that knows these."""

from constructs_lib.aws.assembly.handover import ROLE_ANNOTATION, hand_over
from constructs_lib.aws.assembly.infrastructure import WandbInfrastructure

__all__ = ["ROLE_ANNOTATION", "WandbInfrastructure", "hand_over"]
