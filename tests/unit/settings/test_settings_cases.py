"""The problems of hundreds of files, word by word; the tables are text files in this folder."""

from __future__ import annotations

import re

import pytest

from tests.unit.settings.settings_cases import CLOUDS, cases, file_with, label_of, messages_of, problems_of

# Cases for every cloud are in this folder, cases for one cloud in its own folder.
SHARED_REFUSED = ("refused_kubernetes.txt", "refused_backends.txt")
VALUES = [
    (cloud, *case)
    for cloud in CLOUDS
    for name in (*SHARED_REFUSED, f"{cloud}/refused_values.txt", f"{cloud}/refused_combos.txt")
    for case in cases(name)
]
# Here each problem starts with its line.
SYNTAX = [(cloud, *case) for cloud in CLOUDS for case in cases("refused_syntax.txt")]
REFUSED = [*VALUES, *SYNTAX]
ACCEPTED = [
    (cloud, changes)
    for cloud in CLOUDS
    for name in ("accepted_backends.txt", f"{cloud}/accepted.txt")
    for changes, _messages in cases(name)
]
# A secret in many of the refused files; no message may show it.
CANARY = "hushhush"


@pytest.mark.parametrize(("cloud", "changes", "messages"), VALUES, ids=label_of)
def test_refused_file_has_the_expected_problems(cloud: str, changes: str, messages: list[str]) -> None:
    assert messages, "a refused case without its problems"
    assert sorted(messages_of(changes, cloud)) == sorted(messages)


@pytest.mark.parametrize(("cloud", "changes", "messages"), SYNTAX, ids=label_of)
def test_syntax_mistake_is_refused_with_its_line(cloud: str, changes: str, messages: list[str]) -> None:
    assert messages, "a refused case without its problems"
    assert [str(problem) for problem in problems_of(changes, cloud)] == messages


@pytest.mark.parametrize(("cloud", "changes"), [(cloud, changes) for cloud, changes, _messages in VALUES], ids=label_of)
def test_refused_value_is_reported_with_the_line_of_its_input(cloud: str, changes: str) -> None:
    lines = file_with(changes, cloud).split("\n")
    for problem in problems_of(changes, cloud):
        name = re.match(r"[\w-]*", problem.input)
        assert name is not None
        begins = re.compile(rf"{name[0]}\s*[={{]")
        if problem.line is None:
            assert not any(map(begins.match, lines)), problem
        else:
            assert begins.match(lines[problem.line - 1]), problem


@pytest.mark.parametrize(("cloud", "changes"), ACCEPTED, ids=label_of)
def test_file_is_accepted(cloud: str, changes: str) -> None:
    assert messages_of(changes, cloud) == []


@pytest.mark.parametrize(("cloud", "least"), [("aws", 300), ("azure", 300)])
def test_number_of_refused_files_is_large(cloud: str, least: int) -> None:
    assert len({changes for of, changes, _messages in REFUSED if of == cloud}) >= least


def test_no_refusal_repeats_a_secret_of_the_file() -> None:
    with_secret = [(changes, messages) for _cloud, changes, messages in REFUSED if CANARY in changes]
    assert len(with_secret) > 20
    assert [changes for changes, messages in with_secret if CANARY in "".join(messages)] == []


def test_every_refusal_is_one_line_with_input_and_remedy() -> None:
    for _cloud, changes, messages in REFUSED:
        for line in messages:
            place, _, message = line.partition(": ")
            assert place, changes
            assert "; " in message or "did you mean" in message, line
