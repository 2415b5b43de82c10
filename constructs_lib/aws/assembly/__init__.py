"""The components wired into a W&B deployment from its settings: the only part of the AWS library that knows these."""

from constructs_lib.aws.assembly.infrastructure import WandbInfrastructure
from constructs_lib.aws.assembly.platform_outputs import ROLE_ANNOTATION, platform_outputs

__all__ = ["ROLE_ANNOTATION", "WandbInfrastructure", "platform_outputs"]
