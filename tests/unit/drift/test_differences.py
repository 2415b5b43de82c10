"""constructs_lib/drift: the attributes in which two values of a plan differ."""

from typing import Any

import pytest

from constructs_lib.drift import difference_paths
from tests.unit.drift.plans import change


@pytest.mark.parametrize(
    ("before", "after", "lines"),
    [
        ({"size": 1, "name": "a"}, {"size": 2, "name": "a"}, ["size: 1 -> 2"]),
        (
            {"tags": None},
            {"tags": {"a b": "x", "team": "y"}},
            ['tags["a b"]: null -> "x"', 'tags["team"]: null -> "y"'],
        ),
        ({"tags": None, "list": []}, {"tags": {}, "list": None}, []),
        ({"zones": ["a"]}, {"zones": ["a", "b"]}, ['zones: ["a"] -> ["a", "b"]']),
        ({"block": [{"a": {"b": 1}}]}, {"block": [{"a": {"b": 2}}]}, ["block[0].a.b: 1 -> 2"]),
        # The position of a block in a set says nothing.
        ({"rule": [{"p": 1}, {"p": 2}]}, {"rule": [{"p": 2}]}, ['rule[]: {"p": 1} -> null']),
        ({"rule": []}, {"rule": [{"p": 2}]}, ['rule[]: null -> {"p": 2}']),
        ({"policy": '{"A":["x"],"V":1}'}, {"policy": '{"V": 1, "A": ["y"]}'}, ['policy.A: ["x"] -> ["y"]']),
        ({"policy": '{"V":1}'}, {"policy": '{ "V": 1 }'}, []),
        ({"on": True}, {"on": False}, ["on: true -> false"]),
        ({"text": "https://me:word@host/"}, {"text": None}, ['text: "https://***@host/" -> null']),
        ({"rule": [{"p": 1, "q": None}, {"p": 2}]}, {"rule": [{"p": 1, "q": []}, {"p": 2}]}, []),
        ({"on": None}, {"on": False}, []),
    ],
)
def test_each_attribute_that_differs_is_a_line(before: Any, after: Any, lines: list[str]) -> None:
    assert [str(each) for each in difference_paths(change(before, after))] == lines


@pytest.mark.parametrize(
    ("before", "after", "marks"),
    [
        ({"key": "hidden-1"}, {"key": "hidden-2"}, {"key": True}),
        ({"block": [{"key": "hidden-1"}]}, {"block": [{"key": "hidden-2"}]}, {"block": [{"key": True}]}),
        ({"block": []}, {"block": [{"key": "hidden-1"}, {"key": "hidden-2"}]}, {"block": [{"key": True}, {}]}),
        ({"env": {"A": "hidden-1"}}, {"env": {"A": "hidden-2"}}, {"env": True}),
    ],
)
@pytest.mark.parametrize("side", ["before_sensitive", "after_sensitive"])
def test_sensitive_value_is_named_and_not_shown(before: Any, after: Any, marks: Any, side: str) -> None:
    [found] = difference_paths(change(before, after, **{side: marks}))

    assert str(found).endswith(": (sensitive) changes")
    assert "hidden" not in repr(found)


def test_value_that_the_apply_computes_is_not_shown_as_removed() -> None:
    [found] = difference_paths(change({"arn": "a"}, {}, after_unknown={"arn": True}))

    assert str(found) == 'arn: "a" -> (known after apply)'


def test_long_value_is_shortened_in_a_line_and_complete_in_the_object() -> None:
    [found] = difference_paths(change({"list": ["a" * 200]}, {"list": ["b" * 200]}))

    assert len(str(found)) < 300
    assert found.after == ["b" * 200]
