"""The support dates in support.toml, and what they say about versions."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from pathlib import Path

DATA = Path(__file__).with_name("support.toml")
SOON = timedelta(days=180)
GUIDE = "docs/upgrades.md"


class Status(StrEnum):
    OUT = "out"
    SOON = "soon"
    ACCEPTED = "accepted"
    UNKNOWN = "no date"
    OK = "ok"


@dataclass(frozen=True)
class Product:
    """A product in support.toml; its comment explains the fields."""

    id: str
    name: str
    source: str
    looked_up: date
    guide: str
    versions: Mapping[str, date | str]
    note: str = ""
    accepted: str = ""

    def until(self, version: str) -> date | str | None:
        """The end of support of a version, a text instead, or None if the version is not in the data."""
        covering = [each for each in self.versions if not each or version == each or version.startswith(f"{each}.")]
        return self.versions[max(covering, key=len)] if covering else None


@dataclass(frozen=True)
class Version:
    """A version that a deployment uses; `setting` is the input that sets it, if there is one."""

    product: str
    version: str
    setting: str = ""


@dataclass(frozen=True)
class Finding:
    """One line of the report."""

    status: Status
    name: str
    version: str
    setting: str
    until: date | None
    message: str
    source: str
    looked_up: date

    def __str__(self) -> str:
        setting = f" ({self.setting})" if self.setting else ""
        name = " ".join(part for part in (self.name, self.version) if part)
        return f"{self.status:<8}  {name}{setting}: {self.message}"


def products(data: Path = DATA) -> dict[str, Product]:
    """The products by id."""
    found = [Product(**each) for each in tomllib.loads(data.read_text())["product"]]
    return {each.id: each for each in found}


def findings(versions: Iterable[Version], known: Mapping[str, Product], today: date) -> list[Finding]:
    """What the dates say about each version, the worst first."""
    order = list(Status)
    return sorted(
        (_finding(each, known[each.product], today) for each in versions), key=lambda f: order.index(f.status)
    )


def _finding(version: Version, product: Product, today: date) -> Finding:
    until = product.until(version.version)
    if isinstance(until, date):
        status, message = _judged(until, product, today)
    else:
        status, message = Status.UNKNOWN, until or f"is not in {DATA.name}; see {product.source}"
    return Finding(
        *(status, product.name, version.version, version.setting),
        until if isinstance(until, date) else None,
        *(message, product.source, product.looked_up),
    )


def _judged(until: date, product: Product, today: date) -> tuple[Status, str]:
    note = f"; {product.note}" if product.note else ""
    guide = f"; see {GUIDE}#{product.guide}"
    if until < today and product.accepted:
        return Status.ACCEPTED, f"support ended on {until}{note}; accepted, because {product.accepted}"
    if until < today:
        return Status.OUT, f"support ended on {until}{note}{guide}"
    if until - today <= SOON:
        return Status.SOON, f"support ends on {until}, in {(until - today).days} days{note}{guide}"
    return Status.OK, f"supported until {until}"
