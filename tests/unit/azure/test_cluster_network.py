import pytest
from cdktf import TerraformStack

from constructs_lib.azure.cluster_network import network_profile
from tests.unit.synth import shown, variable


def test_network_profile_is_azure_cni_with_network_policies() -> None:
    profile = network_profile(network_cidr="10.10.0.0/16")

    assert (profile.network_plugin, profile.network_policy) == ("azure", "azure")
    assert profile.network_plugin_mode is None
    assert (profile.load_balancer_sku, profile.outbound_type) == ("standard", "loadBalancer")


@pytest.mark.parametrize(
    ("network_cidr", "service_cidr", "dns_service_ip"),
    [
        ("10.10.0.0/16", "10.0.0.0/16", "10.0.0.10"),
        ("10.0.0.0/16", "172.20.0.0/16", "172.20.0.10"),
        ("10.0.0.0/8", "172.20.0.0/16", "172.20.0.10"),
    ],
    ids=["beside", "on the first", "around the first"],
)
def test_default_service_range_does_not_overlap_the_network(
    network_cidr: str, service_cidr: str, dns_service_ip: str
) -> None:
    profile = network_profile(network_cidr=network_cidr)

    assert (profile.service_cidr, profile.dns_service_ip) == (service_cidr, dns_service_ip)


def test_services_need_a_range_where_the_network_is_known_at_apply_only(stack: TerraformStack) -> None:
    for network in (variable(stack, "network"), None):
        with pytest.raises(ValueError, match=r"^Cluster: requires service_cidr, or a network_cidr that is known"):
            network_profile(network_cidr=network)


def test_range_of_services_may_be_known_at_apply_only(stack: TerraformStack) -> None:
    profile = network_profile(service_cidr=variable(stack, "services"))

    assert shown(stack, dns=profile.dns_service_ip) == {"dns": "${cidrhost(var.services, 10)}"}


def test_service_range_is_optional(stack: TerraformStack) -> None:
    profile = network_profile(network_cidr=variable(stack, "network"), service_cidr="192.168.64.0/20")

    assert (profile.service_cidr, profile.dns_service_ip) == ("192.168.64.0/20", "192.168.64.10")


@pytest.mark.parametrize(
    ("service_cidr", "message"),
    [
        ("10.10.128.0/20", r"service_cidr must not overlap the network 10\.10\.0\.0/16, got 10\.10\.128\.0/20"),
        ("172.16.0.0/12", r"service_cidr must be /13 to /28, got 172\.16\.0\.0/12"),
        ("172.16.0.0/29", r"service_cidr must be /13 to /28, got 172\.16\.0\.0/29"),
    ],
)
def test_service_range_that_aks_refuses_is_refused_at_synthesis(service_cidr: str, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        network_profile(network_cidr="10.10.0.0/16", service_cidr=service_cidr)
