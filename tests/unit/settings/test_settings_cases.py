"""What the settings say about hundreds of files, word by word; the tables are text files beside this one."""

from __future__ import annotations

import re

import pytest

from tests.unit.settings.settings_cases import CLOUDS, cases, file_with, label_of, messages_of, problems_of

# What is the same on every cloud stands in the folder itself, what a cloud says alone in a folder of its own.
SHARED_REFUSED = ("refused_kubernetes.txt", "refused_backends.txt")
VALUES = [
    (cloud, *case)
    for cloud in CLOUDS
    for name in (*SHARED_REFUSED, f"{cloud}/refused_values.txt", f"{cloud}/refused_combos.txt")
    for case in cases(name)
]
# Here each text begins with its line.
SYNTAX = [(cloud, *case) for cloud in CLOUDS for case in cases("refused_syntax.txt")]
REFUSED = [*VALUES, *SYNTAX]
ACCEPTED = [
    (cloud, changes)
    for cloud in CLOUDS
    for name in ("accepted_backends.txt", f"{cloud}/accepted.txt")
    for changes, _said in cases(name)
]
# A secret that stands in many of the refused files; no message may repeat it.
CANARY = "hushhush"


@pytest.mark.parametrize(("cloud", "changes", "said"), VALUES, ids=label_of)
def test_refused_file_has_the_expected_problems(cloud: str, changes: str, said: list[str]) -> None:
    assert said, "a refused case without the words of the refusal"
    assert sorted(messages_of(changes, cloud)) == sorted(said)


@pytest.mark.parametrize(("cloud", "changes", "said"), SYNTAX, ids=label_of)
def test_syntax_mistake_is_refused_with_its_line(cloud: str, changes: str, said: list[str]) -> None:
    assert said, "a refused case without the words of the refusal"
    assert [str(problem) for problem in problems_of(changes, cloud)] == said


@pytest.mark.parametrize(("cloud", "changes"), [(cloud, changes) for cloud, changes, _said in VALUES], ids=label_of)
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
    assert len({changes for of, changes, _said in REFUSED if of == cloud}) >= least


def test_no_refusal_repeats_a_secret_of_the_file() -> None:
    with_secret = [(changes, said) for _cloud, changes, said in REFUSED if CANARY in changes]
    assert len(with_secret) > 20
    assert [changes for changes, said in with_secret if CANARY in "".join(said)] == []


def test_every_refusal_is_one_line_with_input_and_remedy() -> None:
    for _cloud, changes, said in REFUSED:
        for line in said:
            place, _, message = line.partition(": ")
            assert place, changes
            assert "; " in message or "did you mean" in message, line
