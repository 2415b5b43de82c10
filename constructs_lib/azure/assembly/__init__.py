"""A W&B deployment on Azure from its settings. Only this package of `constructs_lib.azure` reads settings."""

from constructs_lib.azure.assembly.infrastructure import WandbInfrastructure
from constructs_lib.azure.assembly.platform_outputs import cluster_access, platform_outputs

__all__ = ["WandbInfrastructure", "cluster_access", "platform_outputs"]
