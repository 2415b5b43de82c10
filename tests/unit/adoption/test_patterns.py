"""constructs_lib/adoption/patterns.py: patterns that are written as addresses are."""

import pytest

from constructs_lib.adoption.patterns import compiled


@pytest.mark.parametrize(
    ("pattern", "address", "groups"),
    [
        ("aws_vpc.this[0]", "aws_vpc.this[0]", ()),
        ("aws_vpc.this[0]", "aws_vpc.this0", None),
        ("aws_vpc.this", "aws_vpc_this", None),
        ("aws_subnet.(public|private)[#]", "aws_subnet.private[12]", ("private", "12")),
        ("aws_subnet.public[#]", "aws_subnet.public[x]", None),
        ("**.aws_route.*", "module.a.module.b.aws_route.public[0]", ()),
        ("**.aws_route.*", "module.aws_route.aws_vpc.this[0]", None),
        ('aws_x.this["(**)"]', 'aws_x.this["a.b"]', ("a.b",)),
    ],
)
def test_pattern_matches_whole_addresses(pattern: str, address: str, groups: tuple[str, ...] | None) -> None:
    found = compiled(pattern).fullmatch(address)
    assert (found and found.groups()) == groups
