"""The list of prices: prices.json, list prices in USD, each with region, date and source.

A price that could not be looked up is not in the list. A type of machine that the list has in one region only is priced
with that region, and the report says so.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

HOURS_PER_MONTH = 730
FILE = Path(__file__).with_name("prices.json")


@dataclass(frozen=True)
class Price:
    """The price of one unit of an item; the unit is `hour`, `month` or `GB-month`."""

    item: str
    unit: str
    region: str
    usd: float
    date: str
    source: str

    @property
    def monthly(self) -> float:
        return self.usd * (HOURS_PER_MONTH if self.unit == "hour" else 1)

    @property
    def cloud(self) -> str:
        return cloud_of(self.region)


def cloud_of(region: str) -> str:
    # AWS: us-east-1; Azure: eastus.
    return "aws" if "-" in region else "azure"


@cache
def prices() -> tuple[Price, ...]:
    return tuple(Price(**each) for each in json.loads(FILE.read_text(encoding="utf-8")))


def regions_of(*clouds: str) -> list[str]:
    """The regions of these clouds that have prices."""
    return sorted({price.region for price in prices() if price.cloud in clouds})


def price_of(item: str, region: str) -> Price | None:
    """The price in `region`, else in the first region that the list has for the item; None if it has none."""
    found = [price for price in prices() if price.item == item]
    return next((price for price in found if price.region == region), found[0] if found else None)
