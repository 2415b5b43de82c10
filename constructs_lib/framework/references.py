"""References to secrets, which Terraform resolves during apply. The type rejects literal secrets."""

import re
from dataclasses import dataclass

# https://developer.hashicorp.com/terraform/language/expressions/references
_REFERENCE = re.compile(r"(?<![\w.\"-])(?:ephemeral\.[\w-]+|module\.[\w-]+|var|local)\.[A-Za-z_]")


@dataclass(frozen=True)
class EphemeralReference:
    """A Terraform `expression` (without `${}`) for a secret, such as `var.database_password`.

    `EphemeralVariable.reference` and `EphemeralResource.attribute()` return one. In an f-string it reads
    `${expression}`.

    Raises `ValueError` when `expression` has no reference, because a literal would be in the synthesized JSON. The
    message does not contain the text.
    """

    expression: str

    def __post_init__(self) -> None:
        if "${" in self.expression or not _REFERENCE.search(self.expression):
            raise ValueError(
                "EphemeralReference must be a Terraform expression without ${}, such as "
                '"var.database_password"; a literal would be in the synthesized JSON'
            )

    @property
    def value(self) -> str:
        """The expression as an argument of a resource or a provider: `${expression}`."""
        return f"${{{self.expression}}}"

    def within(self, expression: str) -> "EphemeralReference":
        """`expression` with `{}` replaced by this reference, such as `jsondecode({}).password`."""
        return EphemeralReference(expression.replace("{}", self.expression))

    def __str__(self) -> str:
        return self.value


def require_reference(argument: str, secret: object) -> None:
    """Raises `TypeError` unless `secret` is an `EphemeralReference`; `argument` is `<construct>.<name>`.

    The message shows the correct line, not the secret.
    """
    if not isinstance(secret, EphemeralReference):
        name = argument.rpartition(".")[2]
        raise TypeError(
            f"{argument} must be an EphemeralReference, got {type(secret).__name__}, which would be in the synthesized "
            f'JSON; write EphemeralVariable(self, "{name}", name="{name}", description="...").reference'
        )
