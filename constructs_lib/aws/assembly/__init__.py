"""The AWS components assembled into a W&B deployment. Only this package of the AWS library knows the settings."""

from constructs_lib.aws.assembly.infrastructure import WandbInfrastructure
from constructs_lib.aws.assembly.platform_outputs import ROLE_ANNOTATION, cluster_access, platform_outputs

__all__ = ["ROLE_ANNOTATION", "WandbInfrastructure", "cluster_access", "platform_outputs"]
