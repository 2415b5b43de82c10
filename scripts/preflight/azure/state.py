"""The state: a container that is reachable, versioned, and not locked by a killed run."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.preflight.findings import DeniedError, Finding, failure, ok, warning

from .account import AzureAccount


def check_state(account: AzureAccount) -> Iterator[Finding]:
    type_, arguments = account.stack.backend
    if type_ == "local":
        yield warning("is in a file on this machine", 'set backend = { type = "azurerm", ... } before others deploy')
        return
    if type_ != "azurerm":
        yield ok(f"is in the backend {type_}, which is not checked")
        return
    try:
        if account.head(account.state_container, restype="container") is None:
            yield failure(f"{account.state_container} does not exist", "create it, or correct backend.container_name")
            return
    except DeniedError:
        yield failure(
            f"{account.state_container} may not be read",
            "assign the role Storage Blob Data Contributor at the container",
        )
        return
    yield ok(f"{account.state_container} is reachable")
    yield from _versioning(account, str(arguments["storage_account_name"]))
    blob = account.head(account.state_blob)
    if blob is not None and blob.get("x-ms-lease-state") == "leased":
        yield failure(
            f"{arguments['key']} is locked",
            "wait for the other run, or see whether it was killed: terraform force-unlock",
        )


def _versioning(account: AzureAccount, name: str) -> Iterator[Finding]:
    wanted = f"resourceType eq 'Microsoft.Storage/storageAccounts' and name eq '{name}'"
    found = account.get(f"{account.subscription}/resources", "2021-04-01", **{"$filter": wanted})
    for each in (found or {}).get("value", ()):
        service = account.get(f"{each['id']}/blobServices/default", "2023-05-01") or {"properties": {}}
        if not service["properties"].get("isVersioningEnabled"):
            yield warning(
                f"{name} does not keep versions of blobs",
                "switch versioning on, so that an earlier state can be restored",
            )
