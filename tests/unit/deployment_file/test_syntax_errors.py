"""Statements around a line with a syntax error: which lines are blanked and which stay."""

from __future__ import annotations

import pytest

from constructs_lib.deployment_file.syntax_errors import without_statement
from constructs_lib.deployment_file.unclosed import enclosing_bracket, top_level_lines

TEXT = """a = 1

b = [ # [ in a comment
  "]",
  { c = 2 },
]
/* d = 3
e = 4 */
f = <<EOT
g = 5 {
EOT
h = 6
"""


def test_lines_in_brackets_comments_heredocs_start_no_statement() -> None:
    assert top_level_lines(TEXT) == [1, 3, 7, 9, 12]


@pytest.mark.parametrize("text", ["a = [\nb = 1\n", "a = <<E\nb = 1\n", "/* a\nb = 1\n"])
def test_unclosed_statement_extends_to_the_end(text: str) -> None:
    assert top_level_lines(text) == [1]


@pytest.mark.parametrize(
    ("line", "to_the_end", "gone", "name"),
    [(4, False, range(3, 7), "b"), (10, False, range(9, 12), "f"), (2, True, range(1, 14), "a"), (12, True, [12], "h")],
)
def test_removed_statement_leaves_empty_lines(line: int, to_the_end: bool, gone: range, name: str) -> None:
    rest, taken = without_statement(TEXT, line, to_the_end=to_the_end)
    expected = ["" if number in gone else each for number, each in enumerate(TEXT.split("\n"), start=1)]
    assert (rest.split("\n"), taken) == (expected, name)


@pytest.mark.parametrize(("before", "bracket"), [("a = [", "["), ("a = [{ b", "{"), ('a = "["', ""), ("a = [{}]", "")])
def test_innermost_open_bracket_is_known(before: str, bracket: str) -> None:
    assert enclosing_bracket(f"{before} ]}}", len(before)) == bracket
