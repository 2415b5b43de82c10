"""What the settings say about hundreds of files, word by word; the tables are text files beside this one."""

from __future__ import annotations

import pytest

from tests.unit.settings.settings_cases import cases, label_of, problems_of

REFUSED = [
    case for name in ("values", "combos", "syntax", "kubernetes", "backends") for case in cases(f"refused_{name}.txt")
]
ACCEPTED = [changes for name in ("accepted", "accepted_backends") for changes, _said in cases(f"{name}.txt")]
# A secret that stands in many of the refused files; no message may repeat it.
CANARY = "hushhush"


@pytest.mark.parametrize(("changes", "said"), REFUSED, ids=label_of)
def test_a_file_with_this_in_it_is_refused_in_these_words(changes: str, said: list[str]) -> None:
    assert said, "a refused case without the words of the refusal"
    assert problems_of(changes) == said


@pytest.mark.parametrize("changes", ACCEPTED, ids=label_of)
def test_a_file_with_this_in_it_is_taken(changes: str) -> None:
    assert problems_of(changes) == []


def test_there_are_at_least_three_hundred_distinct_refused_files() -> None:
    assert len({changes for changes, _said in REFUSED}) >= 300


def test_no_refusal_repeats_a_secret_of_the_file() -> None:
    with_secret = [(changes, said) for changes, said in REFUSED if CANARY in changes]
    assert len(with_secret) > 10
    assert [changes for changes, said in with_secret if CANARY in "".join(said)] == []


def test_every_refusal_stands_on_one_line_names_an_input_or_a_place_and_says_what_is_right() -> None:
    for changes, said in REFUSED:
        for line in said:
            place, _, message = line.partition(": ")
            assert place, changes
            assert "; " in message or "did you mean" in message, line
