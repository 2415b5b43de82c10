"""A number that changes with values that Terraform does not store; the version of a write-only argument."""

from collections.abc import Sequence

from cdktf import Fn, IResolvable

# Seven hexadecimal digits after a 1 stay below 2^31, the limit of a 32-bit integer. They do not reveal a secret in
# `parts`.
DIGITS = 7


def fingerprint(parts: Sequence[str]) -> IResolvable:
    """A whole number above 0 made of `parts`, computed by Terraform, because only Terraform may know them.

    Give it to an argument by `Token.as_number`, to a text by `Token.as_string`. Providers refuse 0, and azurerm would
    keep a secret of revision 0 in the state
    (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/keyvault/key_vault_secret_resource.go).
    """
    digest = Fn.sha256(Fn.join("\n", list(parts)))
    number: IResolvable = Fn.parseint(Fn.join("", ["1", Fn.substr(digest, 0, DIGITS)]), 16)
    return number
