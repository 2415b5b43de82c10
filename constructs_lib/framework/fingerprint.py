"""A number that changes with what Terraform does not keep, for the revision that every write-only argument has."""

from collections.abc import Sequence

from cdktf import Fn, IResolvable

# Seven hexadecimal digits and a 1 before them stay below 2^31, which every integer type holds; they tell nothing of a
# secret among `parts`.
DIGITS = 7


def fingerprint(parts: Sequence[str]) -> IResolvable:
    """A whole number above 0 made of `parts`, computed by Terraform, because they may be known to it alone.

    Give it to an argument by `Token.as_number`, to a text by `Token.as_string`. Providers refuse 0, and azurerm would
    keep a secret of revision 0 in the state
    (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/keyvault/key_vault_secret_resource.go).
    """
    digest = Fn.sha256(Fn.join("\n", list(parts)))
    number: IResolvable = Fn.parseint(Fn.join("", ["1", Fn.substr(digest, 0, DIGITS)]), 16)
    return number
