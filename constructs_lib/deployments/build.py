"""Builds checked settings from a deployment file, or reports every problem in it."""

from __future__ import annotations

from dataclasses import replace

from constructs_lib.deployment_file.document import Document
from constructs_lib.deployment_file.problems import Problem
from constructs_lib.settings.checking import Settings, check


def build(model: type[Settings], document: Document, file: str) -> tuple[Settings | None, list[Problem]]:
    """Settings, or all problems of the file; never both."""
    settings, mistakes = check(model, document.values, unreadable=document.unreadable, complete=document.complete)
    problems = [replace(problem, file=file) for problem in document.problems]
    problems += [Problem(file, where, message, document.lines.get(name)) for name, where, message in mistakes]
    problems = sorted(dict.fromkeys(problems), key=_position)
    return (None, problems) if problems else (settings, [])


def _position(problem: Problem) -> tuple[bool, int, int]:
    """In the order of the file; last what has no line, such as a missing input."""
    return (problem.line is None, problem.line or 0, problem.column or 0)
