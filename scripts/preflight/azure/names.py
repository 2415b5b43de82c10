"""Names that must be unique in Azure, and DNS labels; also names of soft-deleted vaults."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from constructs_lib.value_text import counted
from scripts.preflight.findings import Finding, failure, ok, warning

from .account import AzureAccount

_ADVICE = "choose another namespace, or delete what has this name"


def check_names(account: AzureAccount) -> Iterator[Finding]:
    if account.is_deployed:
        yield ok("not compared, because the stack is deployed already")
        return
    free = 0
    for type_, taken in _TAKEN.items():
        for arguments in account.stack.created.resources(type_).values():
            name = account.resolved(str(arguments["name" if type_ != "azurerm_public_ip" else "domain_name_label"]))
            if "${" in name:
                continue
            reason = taken(account, name)
            if type_ == "azurerm_key_vault" and not reason and _is_deleted_vault(account, name):
                yield warning(
                    f'{type_} "{name}" is soft-deleted; a deploy recovers it, with the secrets in it',
                    "choose another namespace if they belong to another deployment",
                )
            elif reason:
                yield failure(f'{type_} "{name}": {reason}', _ADVICE)
            else:
                free += 1
    yield ok(f"{counted(free, 'name is', 'names are')} free")


def _asked(path: str, api_version: str, type_: str) -> Callable[[AzureAccount, str], str]:
    """Asks the service whether a name is free; returns the service's reason if it is not."""

    def taken(account: AzureAccount, name: str) -> str:
        place = path.format(location=account.location)
        answer = account.post(f"{account.subscription}/providers/{place}", api_version, {"name": name, "type": type_})
        return "" if answer.get("nameAvailable") else str(answer.get("message") or answer.get("reason") or "is taken")

    return taken


def _group_taken(account: AzureAccount, name: str) -> str:
    return "exists" if account.exists(f"{account.subscription}/resourceGroups/{name}", "2021-04-01") else ""


def _is_deleted_vault(account: AzureAccount, name: str) -> bool:
    path = f"{account.subscription}/providers/Microsoft.KeyVault/locations/{account.location}/deletedVaults/{name}"
    return account.exists(path, "2023-07-01")


def _vault_taken(account: AzureAccount, name: str) -> str:
    # The provider recovers a deleted vault of this subscription and region (recover_soft_deleted_key_vaults).
    return "" if _is_deleted_vault(account, name) else _VAULT(account, name)


def _label_taken(account: AzureAccount, label: str) -> str:
    path = f"{account.subscription}/providers/Microsoft.Network/locations/{account.location}/CheckDnsNameAvailability"
    return "" if account.get(path, "2024-05-01", domainNameLabel=label)["available"] else "the DNS label is taken"


_VAULT = _asked("Microsoft.KeyVault/checkNameAvailability", "2023-07-01", "Microsoft.KeyVault/vaults")
_TAKEN: dict[str, Callable[[AzureAccount, str], str]] = {
    "azurerm_resource_group": _group_taken,
    "azurerm_key_vault": _vault_taken,
    "azurerm_storage_account": _asked(
        "Microsoft.Storage/checkNameAvailability", "2023-05-01", "Microsoft.Storage/storageAccounts"
    ),
    "azurerm_mysql_flexible_server": _asked(
        "Microsoft.DBforMySQL/locations/{location}/checkNameAvailability",
        "2021-05-01",
        "Microsoft.DBforMySQL/flexibleServers",
    ),
    "azurerm_redis_cache": _asked("Microsoft.Cache/CheckNameAvailability", "2024-03-01", "Microsoft.Cache/Redis"),
    "azurerm_public_ip": _label_taken,
}
