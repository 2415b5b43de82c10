"""The gateway of a deployment, with its WAF policy, certificate, DNS record and private link."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from cdktf import TerraformProvider
from constructs import Construct

from constructs_lib.azure.application_gateway import ApplicationGateway
from constructs_lib.azure.assembly.naming import GlobalNames
from constructs_lib.azure.dns import DnsARecord
from constructs_lib.azure.gateway_addresses import upper_address
from constructs_lib.azure.gateway_identity import GatewayIdentity
from constructs_lib.azure.network import Network
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.waf import WafPolicy
from constructs_lib.settings import AzureSettings


@dataclass(frozen=True)
class IngressGateway:
    """The gateway, the identity with which it reads its certificate, and the resources it refers to, by a short id."""

    gateway: ApplicationGateway
    identity_id: str | None
    joined_resource_ids: Mapping[str, str] = field(default_factory=dict)


def create_ingress_gateway(
    scope: Construct,
    settings: AzureSettings,
    names: GlobalNames,
    *,
    resource_scope: ResourceScope,
    network: Network,
    dns_provider: TerraformProvider | None,
) -> IngressGateway:
    """The gateway, and the DNS record of its address."""
    policy = _create_firewall(scope, settings, resource_scope)
    identity_id = _create_identity(scope, settings, resource_scope)
    gateway = ApplicationGateway(
        scope,
        "gateway",
        name=f"{settings.namespace}-ag",
        resource_scope=resource_scope,
        subnet_id=network.gateway_subnet_id,
        subnet_cidr=settings.network_public_subnet_cidr,
        public_ip_name=f"{settings.namespace}-public-ip",
        domain_name_label=names.dns_label,
        zones=settings.zones,
        private_ip_address=_private_address(settings),
        firewall_policy_id=policy.policy_id if policy else None,
        certificate_secret_id=settings.certificate_secret_id,
        identity_id=identity_id,
        private_link_subnet_id=network.private_link_subnet_id,
        adopted=names.adopted.official_gateway,
    )
    if settings.dns_zone_id is not None:
        DnsARecord(
            scope,
            "dns",
            zone_id=settings.dns_zone_id,
            domain_name=settings.fqdn,
            address=gateway.private_address or gateway.address,
            resource_scope=resource_scope,
            dns_provider=dns_provider,
        )
    joined = {"gateway_subnet": network.gateway_subnet_id}
    if network.private_link_subnet_id is not None:
        joined["private_link_subnet"] = network.private_link_subnet_id
    if policy is not None:
        joined["firewall_policy"] = policy.policy_id
    return IngressGateway(gateway, identity_id, joined)


def _create_firewall(scope: Construct, settings: AzureSettings, resource_scope: ResourceScope) -> WafPolicy | None:
    if not settings.gateway_waf:
        return None
    return WafPolicy(scope, "firewall", name=f"{settings.namespace}-waf", resource_scope=resource_scope)


def _create_identity(scope: Construct, settings: AzureSettings, resource_scope: ResourceScope) -> str | None:
    if settings.certificate_secret_id is None:
        return None
    assert settings.certificate_key_vault_id is not None  # The settings' rules ask for it.
    identity = GatewayIdentity(
        scope,
        "gateway_identity",
        name=f"{settings.namespace}-gateway-identity",
        resource_scope=resource_scope,
        vault_id=settings.certificate_key_vault_id,
    )
    return identity.identity_id


def _private_address(settings: AzureSettings) -> str | None:
    if not settings.gateway_private:
        return None
    return settings.gateway_private_ip_address or upper_address(settings.network_public_subnet_cidr)
