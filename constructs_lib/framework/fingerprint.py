"""A number that changes with what Terraform does not keep, for the revision that every write-only argument has."""

from collections.abc import Sequence

from cdktf import Fn, IResolvable

# Seven hexadecimal digits stay below 2^31, which every integer type holds; they tell nothing of a secret among `parts`.
DIGITS = 7


def fingerprint(parts: Sequence[str]) -> IResolvable:
    """A whole number made of `parts`, computed by Terraform, because they may be known to it alone.

    Give it to an argument by `Token.as_number`, to a text by `Token.as_string`.
    """
    digest = Fn.sha256(Fn.join("\n", list(parts)))
    number: IResolvable = Fn.parseint(Fn.substr(digest, 0, DIGITS), 16)
    return number
