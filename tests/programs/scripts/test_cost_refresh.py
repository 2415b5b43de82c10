"""python -m scripts.cost.refresh, on answers in the documented formats of the clouds' price lists."""

import io
import json
from pathlib import Path
from typing import IO
from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from scripts.cost import refresh
from scripts.cost.meters import aws_meters, azure_meters
from scripts.cost.prices import Price, prices

COLUMNS = (
    "SKU,OfferTermCode,TermType,StartingRange,Unit,PricePerUnit,Currency,Product Family,usageType,Operating System,"
    "Tenancy,Pre Installed S/W,CapacityStatus,Database Engine,Cache Engine"
)
OFFERS = {
    "AmazonEC2": """\
A,J,OnDemand,0,Hrs,0.6080000000,USD,Compute Instance,EUC1-BoxUsage:r6i.2xlarge,Linux,Shared,NA,Used,,
B,J,OnDemand,0,Hrs,0.9760000000,USD,Compute Instance,EUC1-BoxUsage:r6i.2xlarge,Windows,Shared,NA,Used,,
C,J,OnDemand,0,Hrs,0.0001,USD,Compute Instance,EUC1-BoxUsage:r6i.2xlarge,Linux,Shared,NA,UnusedCapacityReservation,,
D,J,Reserved,0,Hrs,0.3800000000,USD,Compute Instance,EUC1-BoxUsage:r6i.2xlarge,Linux,Shared,NA,Used,,
E,J,OnDemand,0,Hrs,0.0520000000,USD,NAT Gateway,EUC1-NatGateway-Hours,,,,,,
F,J,OnDemand,0,GB-Mo,0.0952000000,USD,Storage,EUC1-EBS:VolumeUsage.gp3,,,,,,""",
    "AWSELB": """\
G,J,OnDemand,0,Hrs,0.0270000000,USD,Load Balancer-Application,EUC1-LoadBalancerUsage,,,,,,
H,J,OnDemand,0,Hrs,0.0055000000,USD,Load Balancer-Application,TS-LoadBalancerUsage,,,,,,""",
    "AmazonRDS": """\
I,J,OnDemand,0,Hrs,0.3130000000,USD,Database Instance,EUC1-InstanceUsage:db.r6g.large,,,,,Aurora MySQL,
K,J,OnDemand,0,Hrs,0.2620000000,USD,Database Instance,EUC1-InstanceUsage:db.r6g.large,,,,,MySQL,
L,J,OnDemand,0,Hrs,0.4069000000,USD,Database Instance,EUC1-InstanceUsageIOOptimized:db.r6g.large,,,,,Aurora MySQL,""",
    "awskms": "M,J,OnDemand,0,Keys,1.0000000000,USD,Encryption Key,eu-central-1-KMS-Keys,,,,,,",
}


def aws(url: str) -> IO[bytes]:
    *_, offer, _current, region, name = url.split("/")
    assert (region, name) == ("eu-central-1", "index.csv")
    about = '"FormatVersion","v1.0"\n"Disclaimer","This, and that"\n"OfferCode","x"\n'
    return io.BytesIO(f"{about}{COLUMNS}\n{OFFERS.get(offer, '')}\n".encode())


def test_aws_prices_are_those_of_the_meter_on_demand() -> None:
    found = list(refresh.aws_prices("eu-central-1", aws_meters(), aws, "2026-11-27"))
    assert {price.item: price.usd for price in found} == {
        "r6i.2xlarge": 0.608,
        "NAT gateway": 0.052,
        "gp3 disk": 0.0952,
        "application load balancer": 0.027,
        "db.r6g.large": 0.313,
        "KMS key": 1,
    }
    assert {price.unit for price in found if price.item == "gp3 disk"} == {"GB-month"}
    assert {(price.region, price.date, price.source[:8]) for price in found} == {
        ("eu-central-1", "2026-11-27", "https://")
    }


def meter(price: float, product: str, name: str, unit: str = "1 Hour", tier: float = 0) -> dict[str, object]:
    return {
        "retailPrice": price,
        "productName": product,
        "meterName": name,
        "unitOfMeasure": unit,
        "tierMinimumUnits": tier,
    }


AZURE = {
    "Standard_E8s_v5": [
        meter(0.608, "Virtual Machines Esv5 Series", "E8s v5"),
        meter(0.12, "Virtual Machines Esv5 Series", "E8s v5 Spot"),
        meter(0.976, "Virtual Machines Esv5 Series Windows", "E8s v5"),
    ],
    "Azure Managed Redis - Balanced' and skuName eq 'B10": [
        meter(0.5, "Azure Managed Redis - Balanced", "B10 Cache Instance")
    ],
    "Application Gateway Standard v2' and meterName eq 'Standard Fixed Cost": [
        meter(0.25, "Application Gateway Standard v2", "Standard Fixed Cost"),
        meter(0.2, "Application Gateway Standard v2", "Standard Fixed Cost", tier=100),
    ],
    "P10 LRS Disk": [meter(21.68, "Premium SSD Managed Disks", "P10 LRS Disk", "1/Month")],
    "Storage Data Stored": [
        meter(0.1, "Azure Database for MySQL Flexible Server Storage", "Storage Data Stored", "1 GB/Month"),
        meter(0.2, "Azure Database for MySQL Flexible Server Storage", "Storage Data Stored", "1 GB/Month"),
    ],
}


def azure(url: str) -> IO[bytes]:
    if url == "https://next":
        return io.BytesIO(json.dumps({"Items": [], "NextPageLink": None}).encode())
    [query] = parse_qs(urlsplit(url).query)["$filter"]
    assert "armRegionName eq 'westeurope' and priceType eq 'Consumption'" in unquote(query)
    found = next((items for name, items in AZURE.items() if f"'{name}'" in query), [])
    return io.BytesIO(json.dumps({"Items": found, "NextPageLink": "https://next"}).encode())


def test_azure_prices_are_those_of_the_first_tier_without_spot_and_windows() -> None:
    found = list(refresh.azure_prices("westeurope", azure_meters(), azure, "2026-11-27"))
    assert {price.item: price.usd for price in found} == {
        "Standard_E8s_v5": 0.608,
        "Redis Balanced_B10": 0.5,
        "Application Gateway Standard_v2": 0.25,
        "P10 disk": 21.68,
    }, "two prices for MySQL storage are none"


def test_refresh_replaces_adds_and_names_what_it_did_not_find(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "prices.json"
    assert refresh.main(["westeurope"], azure, file) == 0
    before = {(price.item, price.region): price for price in prices()}
    after = json.loads(file.read_text())
    assert file.read_text().count("\n") == len(after) + 2, "one line per price"
    changed = [each for each in after if before.get((each["item"], each["region"])) != Price(**each)]
    assert {each["item"] for each in changed} == {
        "Standard_E8s_v5",
        "Redis Balanced_B10",
        "Application Gateway Standard_v2",
        "P10 disk",
    }
    output = capsys.readouterr().out
    assert output.startswith("westeurope: 4 prices; not found: ") and "MySQL storage" in output


@pytest.mark.parametrize("region", ["mars", "mars-1"])
def test_region_that_no_list_has_writes_nothing(
    region: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def nothing(url: str) -> IO[bytes]:
        return io.BytesIO(b'{"Items": [], "NextPageLink": null}' if "azure" in url else COLUMNS.encode())

    assert refresh.main([region], nothing, tmp_path / "prices.json") == 1
    assert capsys.readouterr().err == f"{region}: the price lists have no price of this region\n"
    assert not (tmp_path / "prices.json").exists()


def test_unreachable_price_list_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(refresh, "AZURE", "http://127.0.0.1:9/?")
    assert refresh.main(["westeurope"], file=tmp_path / "prices.json") == 1
    assert capsys.readouterr().err.startswith("cannot read http://127.0.0.1:9/?")
    assert not (tmp_path / "prices.json").exists()


def test_every_item_of_the_list_has_a_meter() -> None:
    assert {price.item for price in prices()} <= aws_meters().keys() | azure_meters().keys()
