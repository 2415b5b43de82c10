"""Any file of statements, one per line: each mistake is reported once at its line, and nothing else."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from constructs_lib.deployment_file.hcl_reader import read_hcl
from tests.unit.deployment_file.both_readers import is_read_alike

GOOD = (
    *("1", "-2.5", "true", "null", '"text"', "(3)", "[]", "[\n  1, # one\n  2\n]", "{ a = 1, b = [2] }"),
    *("{\n  a = 1\n  b = 2\n}", "<<EOT\nx = 1 + 1\nEOT", "[<<-EOT\n  y\n  EOT\n]"),
)
BAD = (
    *("1 + 1", "2 * (3 + 4) / 5 % 6", "1 < 2", "x == 1", "true && false || true", "!true", "-(1)", "-x"),
    *("x ? 1 : 2", "1 + 1 == 2 ? [1] : [2]", "var.x", "x[0]", "[1][0]", "x.y[*].z", "x.*.y", "f(1)", "f(1, 2) + 1"),
    *("[for x in [1] : x]", "{ for k, v in x : k => v }", '"${x}"', '"%{ if x }y%{ endif }"', "yes", "None", "small"),
    *("{ a = 1 + 1 }", "[1 + 1]", "[\n  1 + 1,\n  2\n]", "(1\n  + 1)", "{\n  a = f(1)\n}", "<<EOT\n${x}\nEOT"),
)
# A heredoc ends with its line.
ENDS = ("\n", "\n\n", " # c\n", " // c\n", " /* c */\n", " \r\n", "\n/* c\n c */ ")
STATEMENTS = st.lists(
    st.tuples(st.sampled_from(GOOD) | st.sampled_from(BAD), st.sampled_from(ENDS)), min_size=1, max_size=6
)


@settings(max_examples=300, deadline=None, derandomize=True)
@given(STATEMENTS)
def test_each_mistake_is_reported_once_at_its_line(statements: list[tuple[str, str]]) -> None:
    text, lines = "", {}
    for index, (value, end) in enumerate(statements):
        lines[f"n{index}"] = text.count("\n") + 1
        text += f"n{index} = {value}{chr(10) if value.endswith('EOT') else end}"
    is_read_alike(text)
    document = read_hcl(text)
    bad = [f"n{index}" for index, (value, _end) in enumerate(statements) if value in BAD]
    assert [(problem.line, problem.input.partition("[")[0].partition(".")[0]) for problem in document.problems] == [
        (lines[name], name) for name in bad
    ]
    assert document.lines == lines
    assert list(document.values) == [name for name in lines if name not in bad]
