"""scripts/confirmation.py: what is asked before something happens that cannot be undone."""

import pytest

from scripts.confirmation import confirmed


@pytest.mark.parametrize(("answer", "expected"), [("nodes", True), (" nodes ", True), ("yes", False), ("", False)])
def test_only_the_exact_word_confirms(answer: str, expected: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: True, raising=False)
    monkeypatch.setattr("builtins.input", lambda _question: answer)
    assert confirmed("Removed for good.", "nodes", without_terminal="not removed") is expected


def test_nothing_is_confirmed_without_a_terminal(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    assert not confirmed("Removed for good.", "nodes", without_terminal="not removed")
    assert capsys.readouterr().err == "not removed\n"
