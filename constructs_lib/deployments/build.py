"""Builds checked settings from a deployment file, or reports every problem in it."""

from __future__ import annotations

import re
from dataclasses import replace

from constructs_lib.deployment_file.document import Document
from constructs_lib.problems import Problem
from constructs_lib.settings.checking import Settings, check

# The end of the reader's message about yes, no, on and off without quotes.
_FOR_TEXT = re.compile(r', or "\w+" for a string$')


def build(model: type[Settings], document: Document, file: str) -> tuple[Settings | None, list[Problem]]:
    """Settings, or all problems of the file; never both."""
    settings, mistakes = check(model, document.values, unreadable=document.unreadable, complete=document.complete)
    problems = [replace(problem, file=file, message=_message(model, problem)) for problem in document.problems]
    problems += [Problem(file, where, message, document.lines.get(name)) for name, where, message in mistakes]
    problems = sorted(dict.fromkeys(problems), key=_position)
    return (None, problems) if problems else (settings, [])


def _message(model: type[Settings], problem: Problem) -> str:
    """The reader's message, without the advice for strings if the input is a boolean."""
    field = model.model_fields.get(problem.input)
    takes_text = field is None or field.annotation not in (bool, bool | None)
    return problem.message if takes_text else _FOR_TEXT.sub("", problem.message)


def _position(problem: Problem) -> tuple[bool, int, int]:
    """The sort key for the order of the file; problems without a line, such as a missing input, are last."""
    return (problem.line is None, problem.line or 0, problem.column or 0)
