"""Terraform variables for secrets, which CDKTF cannot mark as ephemeral: no plan and no state holds their values."""

from typing import Any

from cdktf import TerraformElement
from constructs import Construct

from constructs_lib.framework.references import EphemeralReference


class EphemeralVariable(TerraformElement):
    """A required, sensitive, ephemeral variable `name`, wherever in the tree it is declared; Terraform 1.10 or later.

    Its value comes by `TF_VAR_<name>` or `--var-file`. Use it in write-only arguments and provider configuration only.
    Attribute: `reference`, for constructs that take a secret.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, description: str, type_: str = "string") -> None:
        super().__init__(scope, id_)
        # The name is an interface for whoever gives the value: not the construct path.
        self.override_logical_id(name)
        self._variable = {
            "description": description,
            "type": type_,
            "sensitive": True,
            "ephemeral": True,
            "nullable": False,
        }
        self._name = name
        self.reference = EphemeralReference(f"var.{name}")

    def to_terraform(self) -> Any:
        return {"variable": {self._name: self._variable}}
