"""Terraform's `ephemeral` blocks, for which CDKTF has no class. Their values are in no plan and no state."""

from collections.abc import Mapping
from typing import Any

from cdktf import TerraformElement, TerraformProvider
from constructs import Construct

from constructs_lib.framework.component import InitSignature
from constructs_lib.framework.known_values import require_known
from constructs_lib.framework.references import EphemeralReference


class EphemeralResource(TerraformElement):
    """An `ephemeral` block of `resource_type` with the arguments `config`; needs Terraform 1.10 or later.

    Use its attributes only in write-only arguments (`..._wo`) and provider configuration. Terraform rejects other uses.

    Attributes:
        resource_type: The type, as given.
        provider: The provider of the block; `None`: the stack's. `use_provider` sets it.

    Raises:
        ValueError: `resource_type` is unknown until apply.

    Example:
        stored = EphemeralResource(
            stack, "stored", resource_type="aws_secretsmanager_secret_version", config={"secret_id": "database"}
        )
        password = stored.attribute("secret_string")
    """

    __signature__ = InitSignature()

    def __init__(self, scope: Construct, id_: str, *, resource_type: str, config: Mapping[str, Any]) -> None:
        super().__init__(scope, id_)
        require_known(self, resource_type=resource_type)
        self.resource_type = resource_type
        self.provider: TerraformProvider | None = None
        self._config = dict(config)

    def attribute(self, name: str) -> EphemeralReference:
        """The reference to the attribute `name`."""
        return EphemeralReference(f"ephemeral.{self.resource_type}.{self.friendly_unique_id}.{name}")

    def to_terraform(self) -> Any:
        provider = {"provider": self.provider.fqn} if self.provider else {}
        return {"ephemeral": {self.resource_type: {self.friendly_unique_id: {**self._config, **provider}}}}
