"""Managed identities: user-assigned ones, their federated credentials, and the identities of resources.

- A federated credential's issuer and subject are unique in its identity, and at most 20 exist
  (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations).
"""

from emulator.azure.http_messages import Json, RefusedError
from emulator.azure.identifiers import derived_guid
from emulator.azure.principals import TENANT_ID
from emulator.azure.resource_types import Change, ResourceType, register
from emulator.azure.store import Store

USER_ASSIGNED = "Microsoft.ManagedIdentity/userAssignedIdentities"
CREDENTIAL = f"{USER_ASSIGNED}/federatedIdentityCredentials"
_MOST_CREDENTIALS = 20


def principal_of(store: Store, identity_id: str) -> str:
    """The object id of a user-assigned identity."""
    identity = store.get(identity_id)
    if identity is None:
        raise RefusedError(
            400, "FailedIdentityOperation", f"Identity operation failed: the resource '{identity_id}' was not found."
        )
    return str(identity.properties["principalId"])


def principals_of(store: Store, body: Json) -> list[str]:
    """The object ids of a resource's own identities."""
    identity = body.get("identity") or {}
    found = [principal_of(store, id_) for id_ in identity.get("userAssignedIdentities") or {}]
    return [*found, identity["principalId"]] if identity.get("principalId") else found


def fill_identity(change: Change) -> None:
    """Fills in `identity` as every resource has it."""
    identity = change.body.get("identity")
    if not identity or str(identity.get("type") or "None").lower() == "none":
        change.body.pop("identity", None)
        return
    if "systemassigned" in identity["type"].lower():
        identity |= {"principalId": derived_guid(change.id.text, "system"), "tenantId": TENANT_ID}
    assigned = identity.get("userAssignedIdentities")
    if assigned:
        identity["userAssignedIdentities"] = {id_: _ids(change.tenant.store, id_) for id_ in assigned}


def _ids(store: Store, identity_id: str) -> Json:
    return {"principalId": principal_of(store, identity_id), "clientId": derived_guid(identity_id, "client")}


def identity_properties(id_: str) -> Json:
    """The properties of the user-assigned identity with that id."""
    return {
        "principalId": derived_guid(id_, "principal"),
        "clientId": derived_guid(id_, "client"),
        "tenantId": TENANT_ID,
    }


def _complete_identity(change: Change) -> None:
    change.properties.update(identity_properties(change.id.text))


def _complete_credential(change: Change) -> None:
    own = change.properties
    others = [each for each in change.tenant.store.of_type(CREDENTIAL, change.id.parent) if each.key != change.id.key]
    if len(others) >= _MOST_CREDENTIALS:
        raise RefusedError(400, "BadRequest", f"Too many federated identity credentials: at most {_MOST_CREDENTIALS}.")
    for each in others:
        if (each.properties["issuer"], each.properties["subject"]) == (own.get("issuer"), own.get("subject")):
            message = f"Issuer and subject combination already exists for this managed identity ({each.name})."
            raise RefusedError(409, "Conflict", message)


register(
    ResourceType(type=USER_ASSIGNED, complete=_complete_identity, has_state=False),
    ResourceType(type=CREDENTIAL, complete=_complete_credential, has_state=False),
)
