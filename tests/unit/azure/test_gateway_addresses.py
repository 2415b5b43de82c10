import pytest
from cdktf import TerraformStack

from constructs_lib.azure.gateway_addresses import check_address, upper_address
from tests.unit.synth import shown, variable


@pytest.mark.parametrize(
    ("cidr", "address"), [("10.10.0.0/24", "10.10.0.254"), ("172.20.8.0/27", "172.20.8.30")], ids=["/24", "/27"]
)
def test_upper_address_is_the_last_that_azure_gives_out(cidr: str, address: str) -> None:
    assert upper_address(cidr) == address
    check_address(address, cidr)


def test_terraform_finds_the_upper_address_of_a_subnet_that_is_known_later(stack: TerraformStack) -> None:
    assert shown(stack, address=upper_address(variable(stack, "cidr"))) == {
        "address": "${cidrhost(var.cidr, -2)}",
    }
