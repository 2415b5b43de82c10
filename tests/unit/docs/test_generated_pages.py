"""Pages that are generated from the tests' lists and the sources are those of today."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import errors, findings
from tests.policy.acceptances import FILE, read_acceptances
from tests.unit.docs.pages import REPOSITORY


@pytest.mark.parametrize(
    ("page", "rendered", "program"),
    [
        ("errors.md", errors.rendered, "tests.errors"),
        ("accepted-findings.md", findings.rendered, "tests.findings"),
    ],
)
def test_generated_page_is_that_of_today(page: str, rendered: Callable[[], str], program: str) -> None:
    text = (REPOSITORY / "docs" / page).read_text(encoding="utf-8")
    assert text == rendered(), f"python -m {program} > docs/{page}"


@pytest.mark.parametrize(
    "line",
    [
        # An error of a file, one of a command, and one with what to do.
        '| `namespace` | ... results in a name that AWS reserves; choose another, such as "wandb" | AWS |',
        "| no login to EKS: ... | `cluster_login` |",
        "| bucket ... does not exist; create it, or correct backend.bucket | `preflight/aws/state` |",
    ],
)
def test_errors_have_the_words_of_the_messages(line: str) -> None:
    assert line in errors.rendered().splitlines()


@pytest.mark.parametrize("file", [FILE, findings.PRIVILEGES], ids=lambda file: file.name)
def test_every_accepted_finding_is_in_the_page_with_its_reason(file: Path) -> None:
    page = findings.rendered().replace("\\", "")
    accepted = read_acceptances(file.read_text(encoding="utf-8"))
    assert len(accepted) > 10
    assert [each for each in accepted if " ".join(each.reason.split()).replace("\\", "") not in page] == []
