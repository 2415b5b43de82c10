"""`python -m scripts.cost.refresh [REGION...]`: refreshes prices.json from the clouds' public price lists.

Without a region, it refreshes the regions of the list; a new region is added. It needs the network, but no account. A
price that it does not find stays as it is, and is named. AWS's offer files are read line by line: that of EC2 has
hundreds of megabytes per region.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any
from urllib.error import URLError
from urllib.parse import quote
from urllib.request import urlopen

from scripts.cost.meters import AwsMeter, AzureMeter, aws_meters, azure_meters
from scripts.cost.prices import FILE, Price, cloud_of, prices

AWS = "https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/{offer}/current/{region}/index.csv"
AZURE = "https://prices.azure.com/api/retail/prices?currencyCode=USD&$filter="
_TIMEOUT_SECONDS = 60
_UNITS = {"hour": ("1 Hour",), "month": ("1/Month", "1 /Month"), "GB-month": ("1 GB/Month",)}
# Not what a deployment uses.
_OTHER_AZURE_OFFERS = ("Spot", "Low Priority", "Windows", "CloudServices", "Cloud Services", "Dedicated Host")

Open = Callable[[str], IO[bytes]]


class PriceListError(Exception):
    """A price list cannot be read."""


def _open(url: str) -> IO[bytes]:
    try:
        answer: IO[bytes] = urlopen(url, timeout=_TIMEOUT_SECONDS)
    except (URLError, TimeoutError) as error:
        raise PriceListError(f"cannot read {url}: {getattr(error, 'reason', error)}") from None
    return answer


def aws_prices(region: str, meters: Mapping[str, AwsMeter], open_: Open, date: str) -> Iterator[Price]:
    """The prices of one region."""
    for offer in dict.fromkeys(meter.offer for meter in meters.values()):
        wanted = {item: meter for item, meter in meters.items() if meter.offer == offer}
        url = AWS.format(offer=offer, region=region)
        found: dict[str, set[float]] = {}
        with open_(url) as body:
            for row in _rows(io.TextIOWrapper(body, encoding="utf-8", newline="")):
                for item in (item for item, meter in wanted.items() if meter.is_in(row)):
                    found.setdefault(item, set()).add(float(row["PricePerUnit"]))
        for item, meter in wanted.items():
            if usd := _only(found.get(item, set())):
                yield Price(item, meter.unit, region, usd, date, url)


def _rows(lines: Iterable[str]) -> Iterator[dict[str, str]]:
    """The rows on demand, at the price of the first unit."""
    rows = csv.reader(lines)
    # Before the names of the columns, an offer file has a few rows about itself.
    names = next((row for row in rows if row and row[0] == "SKU"), [])
    columns = {"usageType", "TermType", "PricePerUnit", "Currency"}
    if not columns <= set(names):
        raise PriceListError(f"an offer file has no columns {', '.join(sorted(columns))}")
    for values in rows:
        row = dict(zip(names, values, strict=False))
        is_first = row.get("StartingRange") in (None, "", "0")
        if row.get("TermType") == "OnDemand" and row.get("Currency") == "USD" and is_first:
            yield row


def azure_prices(region: str, meters: Mapping[str, AzureMeter], open_: Open, date: str) -> Iterator[Price]:
    """The prices of one region."""
    for item, meter in meters.items():
        fields = {"armRegionName": region, "priceType": "Consumption", **meter.fields}
        url = AZURE + quote(" and ".join(f"{name} eq '{value}'" for name, value in fields.items()))
        found = {
            float(each["retailPrice"])
            for each in _items(url, open_)
            if each["tierMinimumUnits"] == 0
            and each["unitOfMeasure"] in _UNITS[meter.unit]
            and not any(other in f"{each['productName']} {each['meterName']}" for other in _OTHER_AZURE_OFFERS)
        }
        if usd := _only(found):
            yield Price(item, meter.unit, region, usd, date, url)


def _items(url: str | None, open_: Open) -> Iterator[dict[str, Any]]:
    while url:
        with open_(url) as body:
            page = json.load(body)
        yield from page["Items"]
        url = page.get("NextPageLink")


def _only(found: Iterable[float]) -> float | None:
    """The price, if there is one only: two would mean that the meter is not the one of the item."""
    charged = {usd for usd in found if usd > 0}
    return charged.pop() if len(charged) == 1 else None


def refreshed(old: Sequence[Price], new: Iterable[Price]) -> list[Price]:
    """The old list with the new prices in their places; prices of another item or region come at the end."""
    by_place = {(price.item, price.region): price for price in old}
    for price in new:
        by_place[price.item, price.region] = price
    return list(by_place.values())


def text_of(found: Sequence[Price]) -> str:
    """prices.json: one line per price."""
    lines = ",\n".join(f"  {json.dumps(asdict(price))}" for price in found)
    return f"[\n{lines}\n]\n"


def main(arguments: Sequence[str], open_: Open = _open, file: Path = FILE) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.cost.refresh", description=__doc__)
    parser.add_argument("regions", nargs="*", help="such as eu-central-1 or westeurope; omitted: those of the list")
    regions = parser.parse_args(arguments).regions or sorted({price.region for price in prices()})
    date = f"{datetime.now(UTC):%Y-%m-%d}"
    new: list[Price] = []
    try:
        for region in regions:
            if cloud_of(region) == "aws":
                meters: Mapping[str, object] = (aws := aws_meters())
                found = list(aws_prices(region, aws, open_, date))
            else:
                meters = (azure := azure_meters())
                found = list(azure_prices(region, azure, open_, date))
            if not found:
                raise PriceListError(f"{region}: the price lists have no price of this region")
            missing = [item for item in meters if item not in {price.item for price in found}]
            print(f"{region}: {len(found)} prices; not found: {', '.join(missing) or 'none'}")
            new += found
    except PriceListError as error:
        print(error, file=sys.stderr)
        return 1
    file.write_text(text_of(refreshed(prices(), new)), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
