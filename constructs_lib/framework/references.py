"""References to secrets, which Terraform resolves during apply. The types reject literal secrets."""

import re
from dataclasses import dataclass

from cdktf import Token

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


class SecretAttribute(str):
    """An attribute of a resource that a provider computes and that is secret, such as an access key.

    The provider stores it in the state anyway, so it need not be ephemeral. Constructs of this library return it; for a
    resource of your own, write `SecretAttribute(cache.primary_access_key)`.

    Raises `ValueError` when `reference` has no reference, because a literal would be in the synthesized JSON. The
    message does not contain the text.
    """

    __slots__ = ()

    def __new__(cls, reference: str) -> "SecretAttribute":
        if not Token.is_unresolved(reference) and "${" not in reference:
            raise ValueError(
                "SecretAttribute must be an attribute of a resource, such as cache.primary_access_key; a literal would "
                "be in the synthesized JSON"
            )
        return super().__new__(cls, reference)


def require_reference(argument: str, secret: object) -> None:
    """Raises `TypeError` unless `secret` is an `EphemeralReference`; `argument` is `<construct>.<name>`.

    The message shows the correct line, not the secret.
    """
    name = argument.rpartition(".")[2]
    right = f'EphemeralVariable(self, "{name}", name="{name}", description="...").reference'
    _require_type(argument, secret, EphemeralReference, right)


def require_attribute(argument: str, secret: object) -> None:
    """Raises `TypeError` unless `secret` is a `SecretAttribute`; `argument` is `<construct>.<name>`.

    The message shows the correct line, not the secret.
    """
    _require_type(argument, secret, SecretAttribute, "SecretAttribute(cache.primary_access_key)")


def _require_type(argument: str, secret: object, type_: type, right: str) -> None:
    if not isinstance(secret, type_):
        article = "an" if type_ is EphemeralReference else "a"
        raise TypeError(
            f"{argument} must be {article} {type_.__name__}, got {type(secret).__name__}, which would be in the "
            f"synthesized JSON; write {right}"
        )
