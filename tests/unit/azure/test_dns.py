import pytest
from cdktf import TerraformStack

from constructs_lib.azure.dns import DnsARecord
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.synth import only, shown, variable

ZONE_ID = "/subscriptions/s/resourceGroups/names/providers/Microsoft.Network/dnsZones/example.com"


@pytest.mark.parametrize(
    ("domain_name", "record"),
    [("wandb.example.com", "wandb"), ("wandb.ml.example.com", "wandb.ml"), ("example.com", "@")],
    ids=["a name in the zone", "a deeper name", "the zone itself"],
)
def test_name_leads_to_the_address(
    stack: TerraformStack, resource_scope: ResourceScope, domain_name: str, record: str
) -> None:
    DnsARecord(
        stack, "dns", zone_id=ZONE_ID, domain_name=domain_name, address="203.0.113.7", resource_scope=resource_scope
    )

    assert only(stack, "azurerm_dns_a_record") == {
        "name": record,
        "zone_name": "example.com",
        "resource_group_name": "names",
        "ttl": 300,
        "records": ["203.0.113.7"],
        "tags": {"team": "ml"},
    }


def test_azure_writes_zone_ids_in_small_letters_too(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    small = ZONE_ID.replace("resourceGroups", "resourcegroups").replace("dnsZones", "dnszones")
    DnsARecord(
        stack,
        "dns",
        zone_id=small,
        domain_name="wandb.example.com",
        address="203.0.113.7",
        resource_scope=resource_scope,
    )

    assert only(stack, "azurerm_dns_a_record")["resource_group_name"] == "names"


def test_address_may_be_known_later(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    address = variable(stack, "address")
    record = DnsARecord(
        stack, "dns", zone_id=ZONE_ID, domain_name="a.example.com", address=address, resource_scope=resource_scope
    )

    assert shown(stack, name=record.domain_name) == {"name": "${azurerm_dns_a_record.dns_record.fqdn}"}
    assert only(stack, "azurerm_dns_a_record")["records"] == ["${var.address}"]


@pytest.mark.parametrize("domain_name", ["wandb.example.org", "wandbexample.com"])
def test_name_outside_the_zone_is_refused(
    stack: TerraformStack, resource_scope: ResourceScope, domain_name: str
) -> None:
    message = f"domain_name must be example.com or end in .example.com, got {domain_name}"
    with pytest.raises(ValueError, match=message):
        DnsARecord(
            stack, "dns", zone_id=ZONE_ID, domain_name=domain_name, address="203.0.113.7", resource_scope=resource_scope
        )


def test_what_is_not_the_id_of_a_zone_is_refused(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    with pytest.raises(ValueError, match=r"zone_id must be /subscriptions/<id>/.*/dnsZones/<zone>, got example\.com"):
        DnsARecord(
            stack,
            "dns",
            zone_id="example.com",
            domain_name="a.example.com",
            address="203.0.113.7",
            resource_scope=resource_scope,
        )
