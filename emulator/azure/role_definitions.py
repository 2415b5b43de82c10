"""Built-in roles, as https://learn.microsoft.com/azure/role-based-access-control/built-in-roles lists them."""

import re

from emulator.azure.http_messages import Answer, Json, RefusedError, Request

TYPE = "Microsoft.Authorization/roleDefinitions"

ROLES = {
    "Owner": "8e3af657-a8ff-443c-a75c-2fe8c4bcb635",
    "Contributor": "b24988ac-6180-42a0-ab88-20f7382dd24c",
    "Reader": "acdd72a7-3385-48ef-bd42-f606fba81ae7",
    "Network Contributor": "4d97b98b-1d4f-4787-a291-c67834d212e7",
    "DNS Zone Contributor": "befefa01-2a29-4197-83a8-272ff33ce314",
    "Private DNS Zone Contributor": "b12aa53e-6015-4669-85d0-8515ebb3ae7f",
    "Managed Identity Operator": "f1a07417-d97a-45cb-824c-7a7467783830",
    "Monitoring Reader": "43d0d8ad-25c7-4714-9337-8ba259a9fe05",
    "Monitoring Metrics Publisher": "3913510d-42f4-4e42-8a64-420c390055eb",
    "Key Vault Administrator": "00482a5a-887f-4fb3-b363-3b7fe8e74483",
    "Key Vault Secrets User": "4633458b-17de-408a-b874-0445c86b69e6",
    "Key Vault Secrets Officer": "b86a8fe4-44ce-4948-aee5-eccb2c155cd7",
    "Key Vault Crypto Officer": "14b46e9e-c2b7-41b4-b07b-48a6ebf60603",
    "Key Vault Crypto User": "12338af0-0e69-4776-bea7-57ae8d297424",
    "Key Vault Crypto Service Encryption User": "e147488a-f6f5-4113-8e2d-b22465e65bf6",
    "Storage Account Backup Contributor": "e5e2a7ff-d759-4cd2-bb51-3152d37e2eb1",
    "Storage Account Contributor": "17d1049b-9a84-46fb-8f53-869881c3d3ab",
    "Storage Blob Data Owner": "b7e6dc6d-f1e8-4753-8033-0f276bb0955b",
    "Storage Blob Data Contributor": "ba92f5b4-2d11-453d-a403-e96b0029c9fe",
    "Storage Blob Data Reader": "2a2b9908-6ea1-4ae2-8e65-a410df84e7d1",
    "Storage Queue Data Contributor": "974c5e8b-45b9-4653-ba55-5f855dd0fb88",
    "Storage Queue Data Reader": "19e7f393-937e-4f77-808e-94535e297925",
    "Storage Queue Data Message Processor": "8a0f0c08-91a1-4084-bc3d-661d67233fed",
    "Storage Queue Data Message Sender": "c6a89b2d-59bc-44d0-9896-0f6e12d7b80a",
    "Azure Kubernetes Service Cluster Admin Role": "0ab0b1a8-8aac-4efd-b8c2-3ee1fb270be8",
    "Azure Kubernetes Service Cluster User Role": "4abbcc35-e782-43d8-92c5-2d3f1bd2253f",
    "Azure Kubernetes Service RBAC Cluster Admin": "b1ff04bb-8a4e-4dc4-8eb5-8693973ce19b",
    "Azure Kubernetes Service RBAC Reader": "7f6c6a51-bcf8-42ba-9220-52d62157d7db",
}
_NAMES = {id_: name for name, id_ in ROLES.items()}
_NAME_FILTER = re.compile(r"roleName eq '([^']*)'", re.IGNORECASE)


def role_name(definition_id: str) -> str | None:
    """The name of a built-in role by its id or the last part of it."""
    return _NAMES.get(definition_id.rsplit("/", 1)[-1].lower())


def answer_definitions(request: Request) -> Answer:
    """A role definition by id, or those at a scope, with the filter by name that azurerm sends."""
    scope = re.split(f"(?i)/providers/{TYPE}", request.path)[0]
    id_ = request.segments[-1].lower()
    if id_ != "roledefinitions":
        if id_ not in _NAMES:
            raise RefusedError(404, "RoleDefinitionDoesNotExist", f"The role definition '{id_}' was not found.")
        return Answer(body=_definition(scope, id_))
    name = _NAME_FILTER.search(request.query.get("$filter", ""))
    found = [ROLES[name[1]]] if name and name[1] in ROLES else [] if name else list(_NAMES)
    return Answer(body={"value": [_definition(scope, each) for each in found]})


def _definition(scope: str, id_: str) -> Json:
    subscription = "/".join(scope.split("/")[:3]) if scope.lower().startswith("/subscriptions/") else ""
    return {
        "id": f"{subscription}/providers/{TYPE}/{id_}",
        "type": TYPE,
        "name": id_,
        "properties": {
            "roleName": _NAMES[id_],
            "type": "BuiltInRole",
            "description": "",
            "assignableScopes": ["/"],
            "permissions": [],
        },
    }
