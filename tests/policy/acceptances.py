"""Lists of accepted findings with their reasons: accepted.toml and privileges.toml."""

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from tests.policy.scanner import Finding

FILE = Path(__file__).with_name("accepted.toml")


@dataclass(frozen=True)
class Acceptance:
    """A check that may fail at the addresses `where` (`*` matches anything, `[*]` a literal `*`), and why.

    `asks` is the scanner's own wording.
    `unless` names the inputs that mend it: in the scenario `everything`, which sets them, the check passes.
    """

    check: str
    where: tuple[str, ...]
    reason: str
    asks: str = ""
    unless: tuple[str, ...] = ()

    def covers(self, finding: Finding) -> bool:
        return finding.check == self.check and any(fnmatchcase(finding.address, pattern) for pattern in self.where)


def read_acceptances(text: str) -> list[Acceptance]:
    """The entries of a file such as accepted.toml."""
    return [
        Acceptance(**{name: value if isinstance(value, str) else tuple(value) for name, value in entry.items()})
        for entry in tomllib.loads(text)["accepted"]
    ]


def problems(acceptances: Iterable[Acceptance], findings: Iterable[Finding], *, file: str) -> list[str]:
    """One line per finding that `file` does not accept, and per entry of `file` without a finding."""
    acceptances, findings = list(acceptances), sorted(findings)
    found = [
        f"{finding.stack}: {finding.address} fails {finding.check}: {finding.title}"
        for finding in findings
        if not any(acceptance.covers(finding) for acceptance in acceptances)
    ]
    unneeded = [
        f"{file}: {acceptance.check} no longer fails at {pattern}; remove it"
        for acceptance in acceptances
        for pattern in acceptance.where
        if not any(finding.check == acceptance.check and fnmatchcase(finding.address, pattern) for finding in findings)
    ]
    return found + unneeded
