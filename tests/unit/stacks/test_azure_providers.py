"""The azurerm providers: the deployment's, and one for a DNS zone in another subscription."""

from pathlib import Path

from tests.unit.stacks.applications import synthesize

ZONES = "0a0b0c0d-1111-2222-3333-555555555555"
ZONE = f"/subscriptions/{ZONES}/resourceGroups/dns/providers/Microsoft.Network/dnsZones/example.com"


def test_record_in_another_subscription_has_a_provider_of_its_own(tmp_path: Path) -> None:
    stacks = synthesize("azure", tmp_path, dns_zone_id=ZONE, dns_subscription_id=ZONES)

    [_, dns] = stacks["azure-x"]["provider"]["azurerm"]
    assert dns == {
        "alias": "dns", "subscription_id": ZONES, "resource_provider_registrations": "none", "features": [{}],
    }  # fmt: skip
    found = stacks["azure-x"]["resource"]
    records = found.pop("azurerm_dns_a_record")
    assert records["dns_record"]["provider"] == "azurerm.dns"
    assert {each.get("provider") for resources in found.values() for each in resources.values()} == {None}
    assert len(stacks["azure-x-app"]["provider"]["azurerm"]) == 1


def test_provider_of_the_zone_stays_until_the_record_is_deleted(tmp_path: Path) -> None:
    stack = synthesize("azure", tmp_path, dns_subscription_id=ZONES)["azure-x"]

    assert "azurerm_dns_a_record" not in stack["resource"]
    assert [each.get("alias") for each in stack["provider"]["azurerm"]] == [None, "dns"]


def test_record_in_the_own_subscription_uses_the_only_provider(tmp_path: Path) -> None:
    stack = synthesize("azure", tmp_path, dns_zone_id=ZONE)["azure-x"]

    assert "provider" not in stack["resource"]["azurerm_dns_a_record"]["dns_record"]
    assert [each.get("alias") for each in stack["provider"]["azurerm"]] == [None]
