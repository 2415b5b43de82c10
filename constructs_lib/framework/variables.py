"""Ephemeral Terraform variables for secrets, for which CDKTF has no class. Their values are in no plan and no state."""

from typing import Any

from cdktf import TerraformElement
from constructs import Construct

from constructs_lib.framework.component import InitSignature
from constructs_lib.framework.known_values import require_known
from constructs_lib.framework.references import EphemeralReference


class EphemeralVariable(TerraformElement):
    """A sensitive, ephemeral variable `name`; needs Terraform 1.10 or later.

    Set its value with `TF_VAR_<name>` or `--var-file`. Use it only in write-only arguments and provider configuration.

    Args:
        description: For people.
        type_: Terraform's type, such as `map(string)`.
        optional: An omitted value is empty, not an error.

    Attributes:
        reference: An `EphemeralReference`, for constructs that take a secret.

    Raises:
        ValueError: `name`, `description`, `type_` or `optional` is unknown until apply.

    Example:
        password = EphemeralVariable(stack, "password", name="database_password", description="Database password")
    """

    __signature__ = InitSignature()

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        description: str,
        type_: str = "string",
        optional: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        # Terraform reads the block before it knows any value.
        require_known(self, name=name, description=description, type_=type_, optional=optional)
        # The name is an interface for users, so it does not depend on the construct path.
        self.override_logical_id(name)
        self._variable: dict[str, Any] = {
            "description": description,
            "type": type_,
            "sensitive": True,
            "ephemeral": True,
            "nullable": False,
        }
        if optional:
            self._variable["default"] = ""
        self._name = name
        self.reference = EphemeralReference(f"var.{name}")

    def to_terraform(self) -> Any:
        return {"variable": {self._name: self._variable}}
