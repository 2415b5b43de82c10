"""The Application Gateway in front of the server."""

from collections.abc import Sequence

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGateway as AzurermApplicationGateway,
)
from cdktf_cdktf_provider_azurerm.application_gateway import (
    ApplicationGatewayAutoscaleConfiguration,
    ApplicationGatewayBackendAddressPool,
    ApplicationGatewayBackendHttpSettings,
    ApplicationGatewayFrontendPort,
    ApplicationGatewayGatewayIpConfiguration,
    ApplicationGatewayHttpListener,
    ApplicationGatewayIdentity,
    ApplicationGatewayPrivateLinkConfiguration,
    ApplicationGatewayRequestRoutingRule,
    ApplicationGatewaySku,
    ApplicationGatewaySslCertificate,
    ApplicationGatewaySslPolicy,
)
from cdktf_cdktf_provider_azurerm.public_ip import PublicIp
from constructs import Construct

from constructs_lib.azure.gateway_addresses import PRIVATE, PUBLIC, check_address, frontend_ip_configurations
from constructs_lib.azure.ingress_controller import controller_managed_arguments
from constructs_lib.azure.private_link import private_link_configuration
from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component, require_known

# TLS 1.2 and 1.3, only with forward secrecy
# (https://learn.microsoft.com/azure/application-gateway/application-gateway-ssl-policy-overview).
TLS_POLICY = "AppGwSslPolicy20220101S"
# The name by which the ingress refers to the certificate.
CERTIFICATE = "wandb"
PRIVATE_LINK = "private-link"
# A Standard public IP address is in one zone or in all three (https://learn.microsoft.com/azure/virtual-network/ip-services/public-ip-addresses#availability-zone).
ALL_ZONES = ("1", "2", "3")
ADOPTED_ARGUMENTS = ("frontend_ip_configuration", "gateway_ip_configuration", "private_link_configuration", "zones")
# Limits of the provider and of Azure (https://learn.microsoft.com/azure/application-gateway/application-gateway-autoscaling-zone-redundant).
MIN_CAPACITY, MAX_CAPACITY = range(101), range(2, 126)


class ApplicationGateway(Component):
    """Application Gateway v2 `name` with a public IP address. The ingress controller configures its routing.

    It supports HTTP/2 and TLS 1.2 or later.

    Args:
        subnet_id: A subnet for application gateways only.
        public_ip_name: The name of the public IP address that is created.
        domain_name_label: The DNS label of the public IP address.
        subnet_cidr: The range of the subnet, to check `private_ip_address`; omitted: it is not checked.
        zones: Availability zones, such as `["1", "2", "3"]`. Empty: Azure chooses.
        min_capacity: Capacity units, 0-100.
        max_capacity: Capacity units, 2-125.
        private_ip_address: Adds a private frontend, which the ingress may use instead of the public one; omitted: none.
            `upper_address` computes one.
        firewall_policy_id: Makes the gateway a web application firewall; omitted: it is none.
        certificate_secret_id: A Key Vault secret id without a version, so that renewals are used; omitted: the ingress
            controller adds certificates.
        identity_id: The identity that reads the certificate; required with `certificate_secret_id`, else omitted.
        private_link_subnet_id: Lets private endpoints connect to the frontend in use; omitted: they cannot.
        adopted: The gateway was taken over. It keeps its zones, because others would replace it, and its frontends and
            private link configuration, because its listeners and private endpoint connections refer to them.

    Attributes:
        gateway_id: The id of the gateway.
        address: The public IP address.
        domain_name: The name of the public address.
        private_address, certificate_name: `None` when not configured.
        private_link_name: The sub-resource name for private endpoints; `None` when not configured.

    Raises:
        ValueError: A capacity is out of range, `private_ip_address` is outside the subnet, `identity_id` is missing, or
            `adopted` is unknown until apply.

    Example:
        gateway = ApplicationGateway(
            stack, "gateway", name="wandb", resource_scope=group.resource_scope, subnet_id=network.gateway_subnet_id,
            public_ip_name="wandb", domain_name_label="wandb-example", zones=["1", "2", "3"],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        subnet_id: str,
        public_ip_name: str,
        domain_name_label: str,
        subnet_cidr: str | None = None,
        zones: Sequence[str] = (),
        min_capacity: int = 2,
        max_capacity: int = 10,
        private_ip_address: str | None = None,
        firewall_policy_id: str | None = None,
        certificate_secret_id: str | None = None,
        identity_id: str | None = None,
        private_link_subnet_id: str | None = None,
        adopted: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, adopted=adopted)
        _check_capacity(min_capacity, max_capacity)
        _check_certificate(certificate_secret_id, identity_id)
        if private_ip_address is not None and subnet_cidr is not None:
            check_address(private_ip_address, subnet_cidr)
        zones = () if adopted else zones
        public_ip = self._create_public_ip(public_ip_name, domain_name_label, resource_scope, zones, adopted)
        serving = PUBLIC if private_ip_address is None else PRIVATE
        private_link_frontend = serving if private_link_subnet_id is not None else None
        tier = "Standard_v2" if firewall_policy_id is None else "WAF_v2"
        gateway = AzurermApplicationGateway(
            self,
            "gateway",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            zones=list(zones) or None,
            sku=ApplicationGatewaySku(name=tier, tier=tier),
            autoscale_configuration=ApplicationGatewayAutoscaleConfiguration(
                min_capacity=min_capacity, max_capacity=max_capacity
            ),
            enable_http2=True,
            ssl_policy=ApplicationGatewaySslPolicy(policy_type="Predefined", policy_name=TLS_POLICY),
            firewall_policy_id=firewall_policy_id,
            gateway_ip_configuration=[ApplicationGatewayGatewayIpConfiguration(name="gateway", subnet_id=subnet_id)],
            frontend_ip_configuration=frontend_ip_configurations(
                public_ip_id=public_ip.id,
                subnet_id=subnet_id,
                private_ip_address=private_ip_address,
                private_link_frontend=private_link_frontend,
                link_name=PRIVATE_LINK,
            ),
            private_link_configuration=_private_link(name, private_link_subnet_id),
            ssl_certificate=_certificate(certificate_secret_id),
            identity=_identity(identity_id),
            # Azure requires one of each. The listener is on the frontend in use: without one, Azure may give its
            # address to an instance, and private link does not offer it. The controller replaces all of these.
            frontend_port=[ApplicationGatewayFrontendPort(name="placeholder", port=80)],
            http_listener=[
                ApplicationGatewayHttpListener(
                    name="placeholder",
                    frontend_ip_configuration_name=serving,
                    frontend_port_name="placeholder",
                    protocol="Http",
                )
            ],
            backend_address_pool=[ApplicationGatewayBackendAddressPool(name="placeholder")],
            backend_http_settings=[
                ApplicationGatewayBackendHttpSettings(
                    name="placeholder", port=80, protocol="Http", cookie_based_affinity="Disabled"
                )
            ],
            request_routing_rule=[
                ApplicationGatewayRequestRoutingRule(
                    name="placeholder",
                    rule_type="Basic",
                    # Gateway v2 requires a priority; this is the lowest.
                    priority=20_000,
                    http_listener_name="placeholder",
                    backend_address_pool_name="placeholder",
                    backend_http_settings_name="placeholder",
                )
            ],
            tags=dict(resource_scope.tags),
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=[
                    *controller_managed_arguments(certificate_in_terraform=certificate_secret_id is not None),
                    *(ADOPTED_ARGUMENTS if adopted else ()),
                ]
            ),
        )
        self.gateway_id = gateway.id
        self.address = public_ip.ip_address
        self.domain_name = public_ip.fqdn
        self.private_address = private_ip_address
        self.certificate_name = CERTIFICATE if certificate_secret_id is not None else None
        self.private_link_name = private_link_frontend

    def _create_public_ip(
        self, name: str, domain_name_label: str, resource_scope: ResourceScope, zones: Sequence[str], adopted: bool
    ) -> PublicIp:
        return PublicIp(
            self,
            "address",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            sku="Standard",
            allocation_method="Static",
            domain_name_label=domain_name_label,
            zones=list(ALL_ZONES) if zones else None,
            tags=dict(resource_scope.tags),
            lifecycle=TerraformResourceLifecycle(ignore_changes=["zones"]) if adopted else None,
        )


def _check_capacity(minimum: int, maximum: int) -> None:
    if Token.is_unresolved(minimum) or Token.is_unresolved(maximum):
        return
    if minimum not in MIN_CAPACITY or maximum not in MAX_CAPACITY or minimum > maximum:
        raise ValueError(
            f"min_capacity must be 0-100 and not above max_capacity, which must be 2-125, got {minimum} and {maximum}"
        )


def _check_certificate(secret_id: str | None, identity_id: str | None) -> None:
    if secret_id is not None and identity_id is None:
        raise ValueError("certificate_secret_id requires an identity_id with access to it, got none")


def _certificate(secret_id: str | None) -> list[ApplicationGatewaySslCertificate] | None:
    if secret_id is None:
        return None
    return [ApplicationGatewaySslCertificate(name=CERTIFICATE, key_vault_secret_id=secret_id)]


def _identity(identity_id: str | None) -> ApplicationGatewayIdentity | None:
    # After an identity was set, None is a difference in every plan: updates do not remove identities
    # (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/application_gateway_resource.go).
    if identity_id is None:
        return None
    return ApplicationGatewayIdentity(type="UserAssigned", identity_ids=[identity_id])


def _private_link(gateway_name: str, subnet_id: str | None) -> list[ApplicationGatewayPrivateLinkConfiguration] | None:
    if subnet_id is None:
        return None
    return [private_link_configuration(gateway_name=gateway_name, name=PRIVATE_LINK, subnet_id=subnet_id)]
