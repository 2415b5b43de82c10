"""Storage account, container, queue."""

from __future__ import annotations

from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE, is_private
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AzureInputs

# https://learn.microsoft.com/azure/storage/common/storage-network-security-limitations; ranges smaller than /30
# become one rule per address.
IP_RULES_MAX = 400
_SINGLE = 30


def only_one_object_store(settings: AzureInputs) -> Findings:
    """Files are in one object store."""
    if settings.external_bucket and (settings.blob_container or settings.storage_account):
        yield "external_bucket", "is outside Azure, but blob_container is in Azure; set only one of them"


def container_has_account(settings: AzureInputs) -> Findings:
    """An existing container requires its account, and an existing account its container."""
    if settings.blob_container and settings.storage_account is None:
        yield "storage_account", "is missing; blob_container requires the name of its account"
    if settings.storage_account and settings.blob_container is None:
        yield "blob_container", "is missing; storage_account requires the name of the container"
    if settings.storage_account is None and settings.blob_container is None:
        for name in ("storage_key", "storage_account_resource_group"):
            if getattr(settings, name):
                yield (
                    name,
                    "applies to an existing account; set storage_account and blob_container, or remove this input",
                )


def existing_account_has_key(settings: AzureInputs) -> Findings:
    """The key of an existing account must be given."""
    if settings.blob_container and settings.storage_access == "key" and not settings.storage_key:
        yield "storage_key", 'is missing; storage_access = "key" requires a key of your account'


def queue_needs_created_account(settings: AzureInputs) -> Findings:
    """Event Grid watches only the account that is created."""
    if not settings.use_internal_queue and not settings.creates_storage:
        yield (
            "use_internal_queue",
            "is false, but the queue requires a storage account that is created here; set it to true",
        )


def ip_rules_are_within_limit(settings: AzureInputs) -> Findings:
    """The maximum of IP rules per account."""
    networks = [IPv4Network(cidr) for cidr in settings.storage_allowed_ip_ranges]
    count = sum(network.num_addresses if network.prefixlen > _SINGLE else 1 for network in networks)
    if count > IP_RULES_MAX:
        yield "storage_allowed_ip_ranges", f"results in {count} rules; a storage account allows {IP_RULES_MAX}"


def users_can_download_files(settings: AzureInputs) -> Findings:
    """Browsers and SDKs fetch files from the account, by URLs that the server signs."""
    if not settings.storage_allowed_ip_ranges:
        return
    open_to = [IPv4Network(cidr) for cidr in settings.storage_allowed_ip_ranges]
    users = [IPv4Network(cidr) for cidr in settings.allowed_ip_ranges or (EVERYWHERE,)]
    if not all(any(each.subnet_of(known) for known in open_to) for each in users if not is_private(each)):
        yield (
            "storage_allowed_ip_ranges",
            "is narrower than allowed_ip_ranges, but browsers and SDKs fetch files from the account itself; "
            "add the ranges of your users here too",
        )


def private_users_can_download_files(settings: AzureInputs) -> Findings:
    """Users inside the network may be unable to reach a public address."""
    if settings.gateway_private and settings.creates_storage and not settings.storage_private_endpoint:
        yield (
            "storage_private_endpoint",
            "is false, so browsers and SDKs fetch files at a public address although gateway_private = true; "
            "true gives the account a private address in the network",
        )


def account_resource_group_is_given(settings: AzureInputs) -> Findings:
    """The server's identity requires roles in the existing account."""
    if settings.blob_container and not settings.storage_key and not settings.storage_account_resource_group:
        yield (
            "storage_account",
            "is an existing account; set storage_account_resource_group, or assign the server's identity the roles "
            "Storage Blob Data Contributor and Reader yourself",
        )


def existing_container_is_configured(settings: AzureInputs) -> Findings:
    """An existing account is not changed."""
    if settings.blob_container:
        yield (
            "blob_container",
            "is not changed; its account requires a CORS rule for GET, HEAD and PUT from your server",
        )


def account_key_is_in_state(settings: AzureInputs) -> Findings:
    """The provider stores the account's keys in the state."""
    if settings.creates_storage and settings.storage_access_in_use == "key":
        instead = '"identity" avoids this'
        if settings.runs_operator and not settings.chart_passes_storage_identity:
            instead = "with the operator, an identity requires wandb_chart_version 0.44.0 or later"
        yield "storage_access", f'is "key", which the provider stores in the state; {instead}'


_PLACE = ("blob_container", "storage_account", "external_bucket")
RULES = (
    rule(only_one_object_store, *_PLACE),
    rule(container_has_account, *_PLACE, "storage_key", "storage_account_resource_group"),
    rule(existing_account_has_key, "blob_container", "storage_access", "storage_key"),
    rule(queue_needs_created_account, "use_internal_queue", *_PLACE),
    rule(ip_rules_are_within_limit, "storage_allowed_ip_ranges"),
)
NOTICES = (
    rule(users_can_download_files, "storage_allowed_ip_ranges", "allowed_ip_ranges"),
    rule(private_users_can_download_files, "storage_private_endpoint", "gateway_private", *_PLACE),
    rule(account_resource_group_is_given, *_PLACE, "storage_key", "storage_account_resource_group"),
    rule(existing_container_is_configured, "blob_container"),
    rule(account_key_is_in_state, *_PLACE, "storage_access", "wandb_runtime", "wandb_chart_version"),
)
