"""The components wired into a W&B deployment from its settings: the only part of the AWS library that knows these."""

from constructs_lib.aws.assembly.infrastructure import SERVER_NODE_PORT, WandbInfrastructure

__all__ = ["SERVER_NODE_PORT", "WandbInfrastructure"]
