"""Builds checked settings from a deployment file, or reports every problem in it."""

from __future__ import annotations

import re
from dataclasses import replace

from constructs_lib.deployment_file.document import Document
from constructs_lib.deployment_file.problems import Problem
from constructs_lib.settings.checking import Settings, check

# What the reader, which knows no input, adds about yes, no, on and off without quotes.
_FOR_TEXT = re.compile(r', or "\w+" if it is text$')


def build(model: type[Settings], document: Document, file: str) -> tuple[Settings | None, list[Problem]]:
    """Settings, or all problems of the file; never both."""
    settings, mistakes = check(model, document.values, unreadable=document.unreadable, complete=document.complete)
    problems = [replace(problem, file=file, message=_message(model, problem)) for problem in document.problems]
    problems += [Problem(file, where, message, document.lines.get(name)) for name, where, message in mistakes]
    problems = sorted(dict.fromkeys(problems), key=_position)
    return (None, problems) if problems else (settings, [])


def _message(model: type[Settings], problem: Problem) -> str:
    """What the reader says, without its advice for text where the input takes only true or false."""
    field = model.model_fields.get(problem.input)
    takes_text = field is None or field.annotation not in (bool, bool | None)
    return problem.message if takes_text else _FOR_TEXT.sub("", problem.message)


def _position(problem: Problem) -> tuple[bool, int, int]:
    """In the order of the file; last what has no line, such as a missing input."""
    return (problem.line is None, problem.line or 0, problem.column or 0)
