"""Host name, certificate, gateway, private link."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv4Network
from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE
from ...host_name import host_name_is_short_enough
from ...rules import Findings, rule
from ..certificate import LETS_ENCRYPT, CertificateMode

if TYPE_CHECKING:
    from ..inputs import AzureInputs

# Azure reserves the first four addresses of a subnet, and the last
# (https://learn.microsoft.com/azure/virtual-network/virtual-networks-faq).
RESERVED_AT_START = 4


def host_name_is_in_zone(settings: AzureInputs) -> Findings:
    """The server's DNS record must be in the zone."""
    zone = settings.dns_zone_name
    if zone and settings.fqdn != zone and not settings.fqdn.endswith(f".{zone}"):
        yield (
            "dns_zone_id",
            f'is the zone "{zone}", which cannot contain "{settings.fqdn}"; use the zone of domain_name',
        )


def zone_is_in_subscription(settings: AzureInputs) -> Findings:
    """The provider creates records in its own subscription, regardless of the zone's id.

    https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/dns/dns_a_record_resource.go
    """
    if settings.dns_zone_id is None:
        return
    name = "dns_subscription_id" if settings.dns_subscription_id else "subscription_id"
    own, zones = getattr(settings, name), settings.dns_zone_id.split("/")[2]
    if own and zones.lower() != own:
        yield (
            "dns_zone_id",
            f'is not in {name} "{own}", where the record would be created; set dns_subscription_id = "{zones}"',
        )


def only_one_certificate(settings: AzureInputs) -> Findings:
    """The certificate has one source."""
    if settings.certificate_secret_id and settings.use_dns_resolver:
        yield (
            "certificate_secret_id",
            "is a certificate, but use_dns_resolver = true expects one from your issuer; set only one of them",
        )


def certificate_key_vault_is_given(settings: AzureInputs) -> Findings:
    """Azure creates a gateway only if its identity, which is created too, can read the certificate."""
    if settings.certificate_secret_id is not None and settings.certificate_key_vault_id is None:
        yield (
            "certificate_key_vault_id",
            "is missing; certificate_secret_id requires the resource id of its vault, to give the gateway access",
        )


def certificate_is_in_key_vault(settings: AzureInputs) -> Findings:
    """Both ids belong to the same vault."""
    if not settings.certificate_key_vault_id:
        return
    vault = settings.certificate_key_vault_id.rpartition("/")[2].lower()
    if settings.certificate_secret_id is None:
        yield (
            "certificate_key_vault_id",
            "is the vault of a certificate; set certificate_secret_id or remove this input",
        )
    elif not settings.certificate_secret_id.lower().startswith(f"https://{vault}."):
        yield (
            "certificate_key_vault_id",
            f'is the vault "{vault}", but certificate_secret_id is in another; use the same vault',
        )


def certificate_can_be_validated(settings: AzureInputs) -> Findings:
    """An ACME issuer on the internet fetches a file from the server."""
    if settings.gateway_private and settings.is_validated_from_the_internet:
        yield (
            "gateway_private",
            "blocks the ACME issuer, which must reach the server; "
            "set certificate_secret_id, use_dns_resolver or your own cert_manager_acme_server",
        )


def private_address_is_assignable(settings: AzureInputs) -> Findings:
    """The gateway's private address is in its subnet, and Azure does not reserve it."""
    if settings.gateway_private_ip_address is None:
        return
    address = IPv4Address(settings.gateway_private_ip_address)
    subnet = IPv4Network(settings.network_public_subnet_cidr)
    first, last = subnet.network_address + RESERVED_AT_START, subnet.broadcast_address - 1
    if not first <= address <= last:
        yield (
            "gateway_private_ip_address",
            f'"{address}" is not available in network_public_subnet_cidr; write one from {first} to {last}',
        )


def server_is_not_open_to_everyone(settings: AzureInputs) -> Findings:
    """The default of the official module lets everyone reach the server."""
    if settings.gateway_private:
        return
    if not settings.allowed_ip_ranges:
        yield "allowed_ip_ranges", "is empty, so everyone can reach the server; add the ranges of your users"
    elif EVERYWHERE in settings.allowed_ip_ranges:
        yield "allowed_ip_ranges", "lets everyone reach the server; use the ranges of your users"


def acme_validation_is_not_blocked(settings: AzureInputs) -> Findings:
    """Public ACME issuers validate from addresses that they do not publish (https://letsencrypt.org/docs/faq/)."""
    narrow = settings.allowed_ip_ranges and EVERYWHERE not in settings.allowed_ip_ranges
    if narrow and settings.is_validated_from_the_internet and not settings.gateway_private:
        yield (
            "allowed_ip_ranges",
            "blocks the ACME issuer, which must reach port 80 for the certificate and each renewal; "
            "certificate_secret_id or use_dns_resolver avoids this",
        )


def issuer_has_contact_email(settings: AzureInputs) -> Findings:
    """Let's Encrypt no longer sends expiry notices; other issuers do.

    https://letsencrypt.org/2025/06/26/expiration-notification-service-has-ended
    """
    other = settings.cert_manager_acme_server != LETS_ENCRYPT
    if settings.certificate_mode is CertificateMode.ACME and other and settings.cert_manager_email is None:
        yield "cert_manager_email", "is not set, so the ACME issuer cannot send notice before a certificate expires"


def server_uses_https(settings: AzureInputs) -> Findings:
    """Without HTTPS, logins and API keys are not encrypted."""
    if not settings.ssl:
        yield "ssl", "is false, so passwords and API keys are sent unencrypted"


def acme_proxy_has_no_credentials(settings: AzureInputs) -> Findings:
    """Helm would store the password in its release and in the state."""
    if settings.proxy_password and settings.certificate_mode is CertificateMode.ACME:
        yield (
            "proxy_password",
            "is not passed to cert-manager, which must then reach the ACME issuer without the proxy; "
            "certificate_secret_id or use_dns_resolver avoids this",
        )


_CERTIFICATE = ("ssl", "certificate_secret_id", "use_dns_resolver", "cert_manager_acme_server")
RULES = (
    rule(host_name_is_short_enough, "domain_name", "subdomain"),
    rule(host_name_is_in_zone, "domain_name", "subdomain", "dns_zone_id"),
    rule(zone_is_in_subscription, "dns_zone_id", "subscription_id", "dns_subscription_id"),
    rule(only_one_certificate, "certificate_secret_id", "use_dns_resolver"),
    rule(certificate_key_vault_is_given, "certificate_secret_id", "certificate_key_vault_id"),
    rule(certificate_is_in_key_vault, "certificate_secret_id", "certificate_key_vault_id"),
    rule(certificate_can_be_validated, "gateway_private", *_CERTIFICATE),
    rule(private_address_is_assignable, "gateway_private_ip_address", "network_public_subnet_cidr"),
)
NOTICES = (
    rule(server_is_not_open_to_everyone, "allowed_ip_ranges", "gateway_private"),
    rule(acme_validation_is_not_blocked, "allowed_ip_ranges", "gateway_private", *_CERTIFICATE),
    rule(issuer_has_contact_email, "cert_manager_email", *_CERTIFICATE),
    rule(server_uses_https, "ssl"),
    rule(acme_proxy_has_no_credentials, "proxy_password", "cert_manager_acme_server", *_CERTIFICATE),
)
