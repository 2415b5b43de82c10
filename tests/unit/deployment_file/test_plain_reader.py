"""The fast reader of plain files returns the same values as the HCL library, or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from constructs_lib.deployment_file.plain_reader import read_plain
from tests.inputs.generated import LOADED, PIECES
from tests.unit.deployment_file.both_readers import is_read_alike
from tests.unit.deployment_file.test_reader import HCL_VALUES
from tests.unit.settings.settings_cases import CLOUDS, HERE, REPOSITORY, file_with

# What plain files are made of, so that many of those put together from it are plain.
LINES = (
    *("a = ", "\nb = ", ' "y z" = ', '"x"', '"\\"\\n\\u00e9"', "-1", "2.50", "true", "null", "$${", "\\"),
    *("[", "]", "{", "}", ", ", "\n", "\r\n", " # c\n", "// c\n", "<<EOT\n", "  x\n", "  EOT\n"),
)
PLAIN_VALUES = st.recursive(
    st.sampled_from(["1", "-2.50", "true", "null", '""', '"$x 5% #"', '"é\\t\\\\"']),
    lambda inner: (
        st.lists(inner, max_size=3).map(lambda values: f"[{', '.join(values)}]")
        | st.lists(inner, max_size=3).map(
            lambda values: "[ # c\n" + "".join(f"  {value},\r\n\n" for value in values) + "]"
        )
        | st.lists(inner, max_size=3).map(
            lambda values: "{\n" + "".join(f"  k{at} = {value} // c\n" for at, value in enumerate(values)) + "}"
        )
        | st.lists(inner, max_size=3).map(
            lambda values: "{" + ", ".join(f'"k {at}": {value}' for at, value in enumerate(values)) + "}"
        )
    ),
    max_leaves=8,
)
FILES = [*(REPOSITORY / "deployments").glob("*/*.tfvars"), HERE / "aws" / "everything.tfvars"]
# Heredocs, doubled markers between quotes, exponents, brackets around a value: read by the library.
NOT_PLAIN = re.compile(r'<<|^"\$\$\{|^[\d.]+e\d|^\(')


@pytest.mark.parametrize("written", [written for written, _meant in HCL_VALUES])
def test_plain_value_is_read_equally_without_the_library(written: str) -> None:
    assert is_read_alike(f"before = 1\nvalue = {written}\nafter = 2\n") is not bool(NOT_PLAIN.search(written))


@pytest.mark.parametrize(
    "text", [path.read_text(encoding="utf-8") for path in FILES] + [file_with("", cloud) for cloud in CLOUDS]
)
def test_plain_files_are_read_equally_without_the_library(text: str) -> None:
    assert is_read_alike(text)


@LOADED
@given(
    st.dictionaries(st.sampled_from(["a", "b-c", "for", "null", "_D1"]), PLAIN_VALUES),
    st.sampled_from(["\n", "\r\n", "\n # c\n"]),
)
def test_plain_files_are_read_at_once(values: dict[str, str], end: str) -> None:
    assert is_read_alike(end.join(["", *(f"{name}\t={value}" for name, value in values.items())]))


@LOADED
@given(st.lists(st.sampled_from(LINES), max_size=12))
@example(["a = ", "1", " ", "b = 2"])
@example(["a = ", "[", "1", "\n", ", ", "2", "]"])
def test_pieces_of_plain_files_are_read_alike_or_by_the_library(pieces: list[str]) -> None:
    is_read_alike("".join(pieces))


@LOADED
@given(st.sampled_from(CLOUDS), st.integers(0, 10_000), st.integers(0, 12), st.sampled_from((*PIECES, *LINES)))
def test_mutated_plain_file_is_read_equally_or_by_the_library(
    cloud: str, position: int, length: int, piece: str
) -> None:
    text = file_with('default_tags = {\n  a = "b"\n  "c" = 1\n}', cloud)
    position %= len(text)
    is_read_alike(text[:position] + piece + text[position + length :])


@pytest.mark.parametrize(
    "text",
    [
        *(
            "a = 1 b = 2",
            "a = 1\na = 1",
            "a = { b = 1, b = 1 }",
            "a = { b = 1 c = 2 }",
            "a = [1 2]",
            "a = [,]",
            "a = {,}",
        ),
        *("a =\n1", "a : 1", "a == 1", 'a = "x', "a = [", "a = x", "a = 1 + 2", "a = 1\n+ 2", "a {\n}", '"a" = 1'),
        *("a = {,}", "a = 1.5x", "a = b.c", "a = -b", "a = 1 /* x */", "a = true?1:2", "a = <<E\nx\nE"),
        *(f"a = {'9' * 50}", f"a = {'[' * 30}{']' * 30}"),
    ],
)
def test_plain_reader_leaves_other_syntax_to_the_library(text: str) -> None:
    assert read_plain(text) is None
