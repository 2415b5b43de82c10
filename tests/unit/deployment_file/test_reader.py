"""The values of a deployment file before the checks: plain Python values, the same for HCL and JSON."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.deployment_file.document import Document
from constructs_lib.deployment_file.reader import FILE_BYTES, read_file

HCL_VALUES: list[tuple[str, Any]] = [
    ('"text"', "text"),
    ('""', ""),
    (r'"a \"quote\", a \\, a tab\t, \u00e9 and \U0001F600"', 'a "quote", a \\, a tab\t, é and 😀'),
    ('"$${kept} %%{kept} 5% $5"', "${kept} %{kept} 5% $5"),
    ('"# no comment // either /* nor this */"', "# no comment // either /* nor this */"),
    ("12", 12),
    ("-12", -12),
    ("007", 7),
    ("1.5", Decimal("1.5")),
    ("-1.5", Decimal("-1.5")),
    ("1.5e3", Decimal("1.5e3")),
    ("true", True),
    ("false", False),
    ("null", None),
    ("(3)", 3),
    ("[]", []),
    ('["a", 1, [true, null]]', ["a", 1, [True, None]]),
    ("[\n  1, # one\n  2, // two\n]", [1, 2]),
    ("{}", {}),
    ('{ a = 1, "b c" = "x", d : [2] }', {"a": 1, "b c": "x", "d": [2]}),
    ("{\n  a = { b = { c = true } }\n  for = 1\n  null = 2\n}", {"a": {"b": {"c": True}}, "for": 1, "null": 2}),
    ('<<EOT\nline one "quoted" \\n\n\n  line three $${x}\nEOT', 'line one "quoted" \\n\n\n  line three ${x}\n'),
    ("<<-EOT\n    indented\n      more\n\n    back\n    EOT", "indented\n  more\n\nback\n"),
    ("<<-EOT\n\ta\n  \n\n\t  b\n\tEOT", "a\n  \n\n  b\n"),
    ("<<-EOT\n    a\n      \n    EOT", "a\n      \n"),
    ("<<EOT\nEOT", ""),
    ("{\n  text = <<EOT\ninside\nEOT\n  next = 1\n}", {"text": "inside\n", "next": 1}),
]


def read(tmp_path: Path, content: str | bytes, name: str = "x.tfvars") -> Document:
    path = tmp_path / name
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return read_file(path)


@pytest.mark.parametrize(("written", "meant"), HCL_VALUES, ids=[written[:30] for written, _meant in HCL_VALUES])
def test_tfvars_value_becomes_a_plain_value(tmp_path: Path, written: str, meant: Any) -> None:
    document = read(tmp_path, f"before = 1\nvalue = {written}\nafter = 2\n")
    assert document.problems == []
    assert document.values == {"before": 1, "value": meant, "after": 2}
    assert type(document.values["value"]) is type(meant)


def test_comments_of_all_kinds_leave_nothing_behind(tmp_path: Path) -> None:
    document = read(tmp_path, '# one\n// two\n/* three\n   "four */\na = 1 # five\n')
    assert (document.values, document.problems) == ({"a": 1}, [])


@pytest.mark.parametrize("content", ["a = 1\r\nb = <<EOT\r\nx\r\nEOT\r\n", "\ufeffa = 1\nb = <<EOT\nx\nEOT"])
def test_windows_line_ends_and_byte_order_marks_are_accepted(tmp_path: Path, content: str) -> None:
    assert read(tmp_path, content).values == {"a": 1, "b": "x\n"}


def test_json_and_hcl_give_equal_settings(tmp_path: Path) -> None:
    values = {"a": "x ${y}", "b": [1, True, None], "c": {"d e": {"f": "g"}}, "n": -3}
    hcl = 'a = "x $${y}"\nb = [1, true, null]\nc = { "d e" = { f = "g" } }\nn = -3\n'
    assert read(tmp_path, json.dumps(values), "x.tfvars.json").values == values
    assert read(tmp_path, hcl).values == values


def test_empty_file_holds_no_values(tmp_path: Path) -> None:
    assert read(tmp_path, "").values == {}


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        ("", "1:1: is not JSON: Expecting value; correct it here"),
        ('{"a": }', "1:7: is not JSON: Expecting value; correct it here"),
        ("[1]", 'is not a JSON object; write { "namespace": "...", ... }'),
        ('{"a": 1, "a": 2}', "1: a: is defined twice; remove one"),
        ('{"a": 1,\n"b": {},\n"a": 2}', "3: a: is defined twice (lines 1 and 3); remove one"),
        ('{"a": {"b": 1, "b": 2}}', "1: a: b is defined twice; remove one"),
        ('{"c": 1,\n"a": {"x": {"b": 1,\n"b": 2}}, "d": ', "3: a: b is defined twice; remove one"),
        ('{"c": 1,\n"a": [{"b": 1,\n"b": 2}]}', "2: a: b is defined twice; remove one"),
        ('[{"b": 1, "b": 2}]', "b is defined twice; remove one"),
        ('{"a": NaN}', "1: a: NaN is not JSON; write a number"),
        ("[NaN]", "NaN is not JSON; write a number"),
        ('{"a": ' + "9" * 50 + "}", "1: a: a number has too many digits; put it in quotes if it is text"),
        ('{"a": 1e99999999999999999999}', "1: a: a number is too large; put it in quotes if it is text"),
        ('{"a": "\\ud800"}', "1: a: contains half of a character pair; write the character itself"),
        ('{"\\ud800": 1}', '1: "\\ud800": contains half of a character pair; write the character itself'),
        ("[" * 20_000, "is nested more than 20 levels deep; no input is"),
    ],
)
def test_mistake_in_a_json_file_is_one_line(tmp_path: Path, content: str, messages: str) -> None:
    assert list(map(str, read(tmp_path, content, "x.tfvars.json").problems)) == [messages]


@pytest.mark.parametrize(
    ("content", "messages"),
    [
        (b"\xff\xfe", "is not UTF-8 text (byte 1); save it as UTF-8"),
        (b"a = 1 # caf\xe9", "is not UTF-8 text (byte 12); save it as UTF-8"),
        (b"#" * (FILE_BYTES + 1), "is larger than 64 kB; deployment files are smaller"),
    ],
)
def test_binary_or_too_large_file_is_refused(tmp_path: Path, content: bytes, messages: str) -> None:
    assert list(map(str, read(tmp_path, content).problems)) == [messages]


def test_largest_file_is_read(tmp_path: Path) -> None:
    assert read(tmp_path, b"#" * FILE_BYTES).problems == []


def test_too_long_heredoc_is_refused_quickly(tmp_path: Path) -> None:
    content = "a = <<EOT\n" + "\n" * 60_000 + "x\nEOT\n"
    messages = "the heredoc is longer than 2000 lines; no input is"
    assert list(map(str, read(tmp_path, content).problems)) == [f"1: a: {messages}"]


def test_deep_nesting_is_refused_by_its_place(tmp_path: Path) -> None:
    (problem,) = read(tmp_path, f"a = {'[' * 500}{']' * 500}\n").problems
    assert problem.input.startswith("a[0][0]") and problem.message == "is nested more than 20 levels deep; no input is"


def test_unreadable_input_is_not_missing_and_others_are_read(tmp_path: Path) -> None:
    document = read(tmp_path, "a = upper(1)\nb = 2\nc {\n}\n")
    assert document.values == {"b": 2}
    assert document.unreadable == {"a", "c"}
    assert document.complete


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("plain.tfvars", 'a = 1 # one\n\nb = [\n  "x",\n]\nc = { d = 1,\n  e = 2 }\nf = ""\n'),
        ("any.tfvars", "a = (1)\n/* two\n*/ b = <<EOT\nb2 = 1\nEOT\nc = [\n]\nf = 1\n"),
        ("x.tfvars.json", '{"a": 1,\n\n"b": {"c": [1],\n"g": "{\\"a\\": 2}"\n}, \n "c": 2\n,\n"\\u0066"\n:3}'),
    ],
)
def test_document_knows_the_line_of_each_input(tmp_path: Path, name: str, content: str) -> None:
    document = read(tmp_path, content, name)
    assert document.problems == []
    assert document.lines == {"a": 1, "b": 3, "c": 6, "f": 8}
