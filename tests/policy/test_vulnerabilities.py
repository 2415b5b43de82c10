"""Known vulnerabilities of the locked packages, when the data is available.

What is published tomorrow is no fault of what is tested today: a vulnerability is reported as an expected failure, with
its name, and it is `make audit` that fails.
"""

import json
import subprocess
from collections.abc import Iterator
from typing import Any

import pytest

from scripts import audit
from scripts.audit import AUDITS, PIP_AUDIT, Audit, NoDataError, audit_node, audit_python
from tests.policy.scanner import NOT_SET_UP


@pytest.mark.parametrize("packages", AUDITS)
def test_no_locked_package_has_a_known_vulnerability(packages: str) -> None:
    if packages.startswith("Python") and not PIP_AUDIT.exists():
        pytest.skip(NOT_SET_UP)
    try:
        result = AUDITS[packages]()
    except NoDataError as problem:
        pytest.skip(f"no data about vulnerabilities: {problem}")
    print(f"{packages}: {result.known} packages known, {result.unknown} unknown")
    if result.vulnerabilities:
        pytest.xfail("; ".join(result.vulnerabilities))


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> Iterator[dict[str, Any]]:
    """What the commands answer, by a word of their command line: JSON, an exception, or packages call by call."""
    audit._answering_service.cache_clear()
    given: dict[str, Any] = {}

    def run(command: list[str], **_options: object) -> subprocess.CompletedProcess[str]:
        [answer] = [answer for word, answer in given.items() if word in command]
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, list):
            answer = {"dependencies": answer.pop(0)}
        text = answer if isinstance(answer, str) else json.dumps(answer)
        return subprocess.CompletedProcess(command, 1, text, "Traceback\nthe last line says why\n")

    monkeypatch.setattr(subprocess, "run", run)
    yield given
    audit._answering_service.cache_clear()


KNOWN = {"name": "one", "version": "1.0", "vulns": []}
BAD = {"name": "two", "version": "2.0", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1", "3.0"]}]}
UNKNOWN = {"name": "three", "skip_reason": "not found"}


def test_python_vulnerabilities_are_counted_and_named(answers: dict[str, Any]) -> None:
    answers["pypi"] = [[KNOWN], [KNOWN, BAD, UNKNOWN]]

    assert audit_python("default") == Audit(2, 1, ("two 2.0: PYSEC-1, fixed in 2.1, 3.0",))


def test_second_service_is_queried_when_the_first_fails(answers: dict[str, Any]) -> None:
    answers.update(pypi=[[UNKNOWN]], osv=[[KNOWN], [KNOWN, KNOWN]])

    assert audit_python("default") == Audit(2, 0, ())


def test_no_answer_is_reported_and_is_not_a_clean_result(answers: dict[str, Any]) -> None:
    answers.update(pypi=[[UNKNOWN]], osv="")

    with pytest.raises(NoDataError, match=r"^pypi: not found; osv: the last line says why$"):
        audit_python("default")


@pytest.mark.parametrize(
    ("answer", "messages"),
    [
        (FileNotFoundError(), "npm is not installed"),
        (subprocess.TimeoutExpired("npm", 120), "no answer in 120 s"),
        ({"message": "405 Method Not Allowed", "error": {"summary": ""}}, "405 Method Not Allowed"),
        ({"error": {"summary": "offline"}}, "offline"),
    ],
)
def test_npm_without_an_answer_is_no_data(answer: Any, messages: str, answers: dict[str, Any]) -> None:
    answers["npm"] = answer

    with pytest.raises(NoDataError, match=messages):
        audit_node()


def test_node_vulnerabilities_are_counted_and_named(answers: dict[str, Any]) -> None:
    answers["npm"] = {
        "vulnerabilities": {"one": {"name": "one", "range": "<2", "severity": "high"}},
        "metadata": {"dependencies": {"total": 300}},
    }

    assert audit_node() == Audit(300, 0, ("one <2: high",))


def test_command_fails_only_for_known_vulnerabilities(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def nobody() -> Audit:
        raise NoDataError("offline")

    monkeypatch.setattr(audit, "AUDITS", {"One": lambda: Audit(3, 1, ()), "Two": nobody})
    assert audit.main() == 0
    assert (
        capsys.readouterr().out == "One: 0 vulnerabilities in 3 packages, 1 more without data\nTwo: no data (offline)\n"
    )
    monkeypatch.setattr(audit, "AUDITS", {"One": lambda: Audit(3, 0, ("bad 1.0: X",))})
    assert audit.main() == 1
    assert capsys.readouterr().out == "One: 1 vulnerability in 3 packages, 0 more without data\n  bad 1.0: X\n"
