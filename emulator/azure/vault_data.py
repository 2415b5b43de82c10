"""Key Vault's data plane, `https://<vault>.vault.azure.net`: who may use it, secrets and keys.

- Without a token, the response names the authority and the resource to ask a token for
  (https://learn.microsoft.com/azure/key-vault/general/authentication-requests-and-responses).
- With Azure RBAC, a role of the principal or its groups at the vault, secret or key decides (`ForbiddenByRbac`); else
  the vault's access policies do (https://learn.microsoft.com/azure/key-vault/general/rbac-guide).
- Firewalls are stored, but every client is on this machine, so they refuse nobody.
- Sources: https://learn.microsoft.com/rest/api/keyvault/secrets/, https://learn.microsoft.com/rest/api/keyvault/keys/.
"""

import base64
import secrets as random_bytes
import time

from emulator.azure.authorization import roles_at
from emulator.azure.http_messages import Answer, Json, RefusedError, Request, gap
from emulator.azure.offers import CERTIFICATES
from emulator.azure.principals import TENANT_ID, Principal
from emulator.azure.tenant import Tenant
from emulator.azure.vault_contents import Vault, attributes, deleted_item, id_of, new_version

HOST_SUFFIX = ".vault.azure.net"
_AUDIENCE = "https://vault.azure.net"
_OFFICERS = {
    "secrets": {"Key Vault Administrator", "Key Vault Secrets Officer"},
    "keys": {"Key Vault Administrator", "Key Vault Crypto Officer"},
}
_READERS = {
    "secrets": {"Key Vault Secrets User"},
    "keys": {"Key Vault Crypto User", "Key Vault Crypto Service Encryption User"},
}


def answer_vault(tenant: Tenant, request: Request) -> Answer:
    vault = tenant.vaults.get(request.host.removesuffix(HOST_SUFFIX))
    if vault is None:
        raise RefusedError(404, "VaultNotFound", f"The vault {request.host} was not found.")
    principal = tenant.principals.of_token(request.bearer, _AUDIENCE)
    if principal is None:
        challenge = f'Bearer authorization="https://login.microsoftonline.com/{TENANT_ID}", resource="{_AUDIENCE}"'
        message = "AKV10000: Request is missing a Bearer or PoP token."
        raise RefusedError(401, "Unauthorized", message, {"WWW-Authenticate": challenge})
    if not request.segments:
        # azurerm waits for a new vault's host name by this address.
        return Answer(body={})
    if request.segments[0] == "certificates":
        return _answer_certificate(request)
    collection = request.segments[0].lower().removeprefix("deleted")
    if collection not in _OFFICERS:
        raise gap(f"{request.path} of key vaults")
    _authorize(tenant, principal, vault, request, collection)
    return _answer_secrets(vault, request) if collection == "secrets" else _answer_keys(tenant, vault, request)


def _answer_certificate(request: Request) -> Answer:
    """A certificate of the table `CERTIFICATES`, which every principal may read."""
    found = CERTIFICATES.get(request.segments[1])
    if found is None:
        raise RefusedError(404, "CertificateNotFound", f"The certificate {request.segments[1]} was not found.")
    return Answer(body=found)


def _authorize(tenant: Tenant, principal: Principal, vault: Vault, request: Request, collection: str) -> None:
    allowed = _OFFICERS[collection] | (_READERS[collection] if request.method == "GET" else set())
    item = f"/{collection}/{request.segments[1]}" if len(request.segments) > 1 else ""
    if vault.rbac:
        permitted = bool(roles_at(tenant, principal.object_ids, vault.id + item) & allowed)
    else:
        permitted = any(each["objectId"] in principal.object_ids for each in vault.access)
    if not permitted:
        raise RefusedError(
            403,
            "Forbidden",
            "Caller is not authorized to perform action on resource. If role assignments, deny assignments or role "
            "definitions were changed recently, please observe propagation time. "
            f"Caller: appid={principal.client_id};oid={principal.object_id} Action: {request.method} {request.path} "
            f"Vault: {vault.name} InnerError: ForbiddenByRbac",
        )


def _answer_secrets(vault: Vault, request: Request) -> Answer:
    secrets, segments = vault.secrets, request.segments
    if segments[0].lower() == "deletedsecrets":
        return secrets.answer_deleted(request, vault, _without_value)
    if len(segments) == 1:
        return Answer(body={"value": [_without_value(each[-1]) for each in secrets.items.values()], "nextLink": None})
    name, version = segments[1], segments[2] if len(segments) > 2 else None
    if request.method == "PUT":
        sent = request.body
        item: Json = {
            "value": sent["value"],
            "id": new_version(vault, "secrets", name),
            "attributes": attributes(sent.get("attributes")),
            "tags": sent.get("tags") or {},
        }
        if sent.get("contentType") is not None:
            item["contentType"] = sent["contentType"]
        return Answer(body=secrets.add(name, item))
    if request.method == "GET" and version == "versions":
        return Answer(body={"value": [_without_value(each) for each in secrets.versions(name)], "nextLink": None})
    if request.method == "GET":
        return Answer(body=secrets.version(name, version))
    if request.method == "PATCH":
        return Answer(body=_without_value(_changed(secrets.version(name, version), request.body, ("contentType",))))
    return Answer(body=deleted_item(_without_value(secrets.delete(name)[-1]), vault, "Secret", name))


def _answer_keys(tenant: Tenant, vault: Vault, request: Request) -> Answer:
    keys, segments = vault.keys, request.segments
    if segments[0].lower() == "deletedkeys":
        return keys.answer_deleted(request, vault, lambda item: item)
    if len(segments) == 1:
        return Answer(body={"value": [_key_item(each[-1]) for each in keys.items.values()], "nextLink": None})
    name, further = segments[1], segments[2].lower() if len(segments) > 2 else None
    if further == "rotationpolicy":
        return _answer_rotation_policy(vault, request, name)
    if request.method == "POST" and further in ("create", "rotate"):
        sent = request.body or {}
        previous = keys.versions(name)[-1] if further == "rotate" else {"key": {}}
        return Answer(body=keys.add(name, _new_key(vault, name, {**previous["key"], **sent}, sent)))
    if request.method == "GET" and further == "versions":
        return Answer(body={"value": [_key_item(each) for each in keys.versions(name)], "nextLink": None})
    if request.method == "GET":
        return Answer(body=keys.version(name, further))
    if request.method == "PATCH":
        item = _changed(keys.version(name, further), request.body, ())
        if request.body.get("key_ops"):
            item["key"]["key_ops"] = request.body["key_ops"]
        return Answer(body=item)
    return Answer(body=deleted_item(keys.delete(name)[-1], vault, "Key", name))


def _answer_rotation_policy(vault: Vault, request: Request, name: str) -> Answer:
    vault.keys.versions(name)
    id_ = f"{vault.uri}/keys/{name}/rotationpolicy"
    if request.method == "PUT":
        policy = {**request.body, "id": id_}
        for each in policy.get("lifetimeActions") or []:
            # Key Vault answers `Rotate`, whatever the case of the request.
            each["action"]["type"] = each["action"]["type"].capitalize()
        vault.rotation_policies[name] = policy
    notify = {"trigger": {"timeBeforeExpiry": "P30D"}, "action": {"type": "Notify"}}
    default: Json = {"id": id_, "lifetimeActions": [notify], "attributes": {}}
    return Answer(body=vault.rotation_policies.get(name, default))


def _new_key(vault: Vault, name: str, key: Json, sent: Json) -> Json:
    modulus = base64.urlsafe_b64encode(random_bytes.token_bytes(256)).decode().rstrip("=")
    return {
        "key": {
            "kid": new_version(vault, "keys", name),
            "kty": key.get("kty", "RSA"),
            "key_ops": key.get("key_ops") or [],
            "n": modulus,
            "e": "AQAB",
        },
        "attributes": attributes(sent.get("attributes")),
        "tags": sent.get("tags") or {},
    }


def _changed(item: Json, sent: Json, texts: tuple[str, ...]) -> Json:
    item |= {key: sent[key] for key in (*texts, "tags") if key in sent}
    own = {key: value for key, value in (sent.get("attributes") or {}).items() if value is not None}
    item["attributes"] |= {**own, "updated": int(time.time())}
    return item


def _without_value(secret: Json) -> Json:
    return {key: value for key, value in secret.items() if key != "value"}


def _key_item(key: Json) -> Json:
    return {"kid": id_of(key), "attributes": key["attributes"], "tags": key["tags"]}
