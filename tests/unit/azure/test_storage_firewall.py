import pytest
from cdktf import TerraformStack

from constructs_lib.azure.storage_firewall import network_rules
from tests.unit.synth import variable


def test_account_without_rules_allows_all_and_removes_old_rules() -> None:
    rules = network_rules([], [])

    assert rules.default_action == "Allow"
    # Set and not left out: the provider would keep what was there.
    assert rules.ip_rules == []
    assert rules.virtual_network_subnet_ids == []


def test_open_account_does_not_look_like_no_rules_to_azurerm() -> None:
    rules = network_rules([], [])

    # `flattenAccountNetworkRules` reads "Allow" with "AzureServices" alone back as no block: a change in every plan.
    assert (rules.default_action, rules.bypass) == ("Allow", ["AzureServices", "Logging", "Metrics"])


@pytest.mark.parametrize(
    ("ranges", "subnets"), [(["203.0.113.0/24"], []), ([], ["/subnet"])], ids=["by address", "by subnet"]
)
def test_account_with_one_rule_denies_other_addresses(ranges: list[str], subnets: list[str]) -> None:
    rules = network_rules(ranges, subnets)

    assert rules.default_action == "Deny"
    # Event Grid has to find the queue.
    assert rules.bypass == ["AzureServices"]


def test_small_ranges_become_single_addresses() -> None:
    rules = network_rules(["203.0.113.7/32", "198.51.100.4/31", "192.0.2.8/30"], [])

    assert rules.ip_rules == ["203.0.113.7", "198.51.100.4", "198.51.100.5", "192.0.2.8/30"]


@pytest.mark.parametrize("cidr", ["10.1.0.0/16", "172.31.0.0/24", "192.168.1.1/32"])
def test_private_addresses_are_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match=f"allowed_ip_ranges must be public, got {cidr}; .* use subnet_ids"):
        network_rules([cidr], [])


@pytest.mark.parametrize("cidr", ["2001:db8::/32", "203.0.113.7/24", "office"])
def test_what_is_not_a_range_of_ipv4_is_refused(cidr: str) -> None:
    with pytest.raises(ValueError, match=f"must be IPv4 ranges such as 203.0.113.0/24, got {cidr}"):
        network_rules([cidr], [])


def test_reference_is_left_as_it_is(stack: TerraformStack) -> None:
    cidr = variable(stack, "cidr")

    assert network_rules([cidr], []).ip_rules == [cidr]
