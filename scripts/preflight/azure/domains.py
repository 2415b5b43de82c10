"""The DNS zone and the certificate of the server's host name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from scripts.preflight.delegation import check_delegation
from scripts.preflight.findings import DeniedError, Finding, failure, ok, warning
from scripts.preflight.stacks import block, is_literal

from .account import AzureAccount

_SOON = timedelta(days=30)


def check_zone(account: AzureAccount) -> Iterator[Finding]:
    records = account.stack.resources("azurerm_dns_a_record").values()
    if not records:
        yield warning(
            "no record is created", f"create an A record for {account.stack.host} after the infrastructure is deployed"
        )
    for record in records:
        zone, group = record["zone_name"], record["resource_group_name"]
        other = account.stack.provider("azurerm", "dns").get("subscription_id") if "provider" in record else None
        place = f"/subscriptions/{other}" if other else account.subscription
        path = f"{place}/resourceGroups/{group}/providers/Microsoft.Network/dnsZones/{zone}"
        found = account.get(path, "2018-05-01")
        if found is None:
            yield failure(
                f"{zone} does not exist in resource group {group} of {place.rpartition('/')[2]}",
                "check dns_zone_id, and set dns_subscription_id if it is in another subscription",
            )
            continue
        yield ok(f"{zone} exists in resource group {group}")
        yield from check_delegation(zone, found["properties"].get("nameServers", ()), account.resolver)


def check_certificate(account: AzureAccount) -> Iterator[Finding]:
    ids = {
        block(certificate).get("key_vault_secret_id")
        for gateway in account.stack.resources("azurerm_application_gateway").values()
        for certificate in gateway.get("ssl_certificate", ())
    }
    ids = {each for each in ids if is_literal(each)}
    if not ids:
        yield ok("no certificate of a Key Vault is used")
    for secret in sorted(map(str, ids)):
        yield _certificate(account, secret)


def _certificate(account: AzureAccount, secret: str) -> Finding:
    advice = "check certificate_secret_id and the certificate in the vault"
    vault, _, rest = secret.partition("/secrets/")
    name = rest.partition("/")[0]
    try:
        found = account.certificate(f"{vault}/certificates/{name}")
    except DeniedError:
        return warning(f"{name} may not be read", "assign Key Vault Reader at the vault, or check it by hand")
    if found is None:
        return failure(f"{vault} has no certificate {name}", advice)
    end = datetime.fromtimestamp(found["attributes"]["exp"], UTC)
    if not found["attributes"].get("enabled", True):
        return failure(f"{name} is disabled", advice)
    if end < datetime.now(UTC):
        return failure(f"{name} expired on {end:%Y-%m-%d}", advice)
    properties = found["policy"]["x509_props"]
    subject = str(properties.get("subject", "")).partition("CN=")[2].partition(",")[0]
    names = [subject, *properties.get("sans", {}).get("dns_names", ())]
    host = account.stack.host
    if host not in names and f"*.{host.partition('.')[2]}" not in names:
        return failure(f"{name} is for {', '.join(filter(None, dict.fromkeys(names)))}, not for {host}", advice)
    if end - datetime.now(UTC) < _SOON:
        return warning(f"{name} expires on {end:%Y-%m-%d}", "renew it")
    return ok(f"{name} is for {host}, valid until {end:%Y-%m-%d}")
