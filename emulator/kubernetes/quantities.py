"""Quantities in the form in which the API returns them.

Source: https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
"""

import re
from decimal import ROUND_UP, Decimal
from typing import Any

_FORM = re.compile(r"^([+-]?(?:\d+\.?\d*|\.\d+))(m|u|n|k|Ki|Mi|Gi|Ti|Pi|Ei|M|G|T|P|E|[eE][+-]?\d+)?$")
_DECIMAL = {"n": -9, "u": -6, "m": -3, "": 0, "k": 3, "M": 6, "G": 9, "T": 12, "P": 15, "E": 18}
_BINARY = ("", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei")


def parse(value: Any) -> Decimal:
    """The number of a quantity; raises ValueError."""
    number, suffix = _parts(value)
    if suffix in _BINARY[1:]:
        return number * Decimal(1024 ** _BINARY.index(suffix))
    exponent = int(suffix[1:]) if suffix[:1] in ("e", "E") and len(suffix) > 1 else _DECIMAL[suffix]
    return number.scaleb(exponent)


def canonical(value: Any) -> str:
    """The largest suffix that needs no fraction; binary suffixes stay binary."""
    number = parse(value)
    suffix = _parts(value)[1]
    if suffix in _BINARY[1:] and number == number.to_integral_value():
        return _binary(int(number))
    if suffix[:1] in ("e", "E") and len(suffix) > 1:
        return _exponent(number)
    return _decimal(number)


def _parts(value: Any) -> tuple[Decimal, str]:
    found = _FORM.match(str(value).strip())
    if isinstance(value, bool) or not found:
        raise ValueError("quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'")
    return Decimal(found[1]), found[2] or ""


def _binary(number: int) -> str:
    power = 0
    while number and number % 1024 == 0 and power < len(_BINARY) - 1:
        number //= 1024
        power += 1
    return f"{number}{_BINARY[power]}"


def _decimal(number: Decimal) -> str:
    number = number.quantize(Decimal("1E-9"), rounding=ROUND_UP)
    for suffix, exponent in sorted(_DECIMAL.items(), key=lambda each: -each[1]):
        scaled = number.scaleb(-exponent)
        if number and scaled == scaled.to_integral_value():
            return f"{int(scaled)}{suffix}"
    return "0"


def _exponent(number: Decimal) -> str:
    for exponent in range(18, -10, -3):
        scaled = number.scaleb(-exponent)
        if number and scaled == scaled.to_integral_value():
            return f"{int(scaled)}e{exponent}" if exponent else str(int(scaled))
    return "0"
