"""The types of settings whose format Kubernetes defines: names, labels, quantities, images."""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator
from pydantic_core import PydanticCustomError

from constructs_lib.value_text import label, show

from ..base import INNER
from ..fields.conversion import fail, to_map, to_text
from ..fields.suggestions import did_you_mean
from ..fields.types import Environment, Text, TextMap, TypeName, environment, text_matching

# https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ (DNS label)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")
# https://kubernetes.io/docs/concepts/overview/working-with-objects/labels/#syntax-and-character-set
_LABEL_NAME = re.compile(r"(?:[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?/)?[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?")
_LABEL_VALUE = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?)?")
# https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
_QUANTITY = re.compile(r"(\d+(?:\.\d+)?)(m|k|M|G|T|P|Ki|Mi|Gi|Ti|Pi)?")
_UNITS = {"m": Decimal("0.001"), "": Decimal(1)}
_UNITS |= {unit: Decimal(1000) ** power for power, unit in enumerate("kMGTP", start=1)}
_UNITS |= {f"{unit}i": Decimal(1024) ** power for power, unit in enumerate("KMGTP", start=1)}
# Common other spellings: 4gb, 512 MB, 16GiB.
_MISSPELT = re.compile(r"(\d+(?:\.\d+)?) ?([kmgtp])i?b?", re.IGNORECASE)
RESOURCES = ("cpu", "memory", "ephemeral-storage")
# Set from other inputs. A second value would silently win or lose; a secret would be readable in the JSON.
RESERVED_VARIABLES = {
    "LICENSE": "set license",
    "MYSQL": "it is derived from the database settings",
    "HOST": "set subdomain and domain_name",
    "BUCKET": "it is derived from the storage settings",
    "BUCKET_QUEUE": "set use_internal_queue",
    "AZURE_STORAGE_KEY": "it is derived from the storage settings",
    "REDIS": "it is derived from the Redis settings",
    "LOCAL_RESTORE": "set local_restore",
    "AUTH0_DOMAIN": "set auth0_domain",
    "AUTH0_CLIENT_ID": "set auth0_client_id",
    "OIDC_ISSUER": "set oidc_issuer",
    "OIDC_CLIENT_ID": "set oidc_client_id",
    "OIDC_SECRET": "set oidc_secret",
    "OIDC_AUTH_METHOD": "set oidc_auth_method",
    "GORILLA_CUSTOM_METRICS_PROVIDER": "set cloud_monitoring_connection_string",
    "WEAVE_ENABLED": "set weave_enabled",
    "WEAVE_SERVICE": "set weave_enabled",
    "PARQUET_ENABLED": "set parquet_enabled",
    "PARQUET_HOST": "set parquet_enabled",
    "ONLY_SERVICE": "set weave_enabled or parquet_enabled",
}


def kubernetes_name(value: str) -> str:
    """A name that Kubernetes accepts for namespaces and service accounts."""
    if not _NAME.fullmatch(value):
        fail(f"{show(value)} is not a Kubernetes name; write up to 63 lower-case letters, digits and inner hyphens")
    return value


def kubernetes_namespace(value: str) -> str:
    """A namespace that Kubernetes does not reserve."""
    if value.startswith("kube-"):
        fail(f'{show(value)} starts with "kube-", which Kubernetes reserves; write another name')
    return kubernetes_name(value)


def additional_variables(values: dict[str, str]) -> dict[str, str]:
    """Environment variables that no other input sets."""
    _refuse_reserved(values)
    return values


def amount(quantity: str) -> Decimal:
    """A quantity as a number, for comparison."""
    match = _QUANTITY.fullmatch(quantity)
    assert match is not None  # Checked when it was read.
    return Decimal(match[1]) * _UNITS[match[2] or ""]


def quantity(value: str) -> str:
    """A Kubernetes quantity."""
    if not _QUANTITY.fullmatch(value):
        fail(_quantity_problem(value))
    return value


def _quantity_problem(value: str) -> str:
    meant = _MISSPELT.fullmatch(value)
    right = '"500m" (CPU) or "16Gi"' if meant is None else f'"{meant[1]}{meant[2].upper()}i"'
    return f"{show(value)} is not a quantity; write a number with a unit, such as {right}"


def label_name(value: str) -> str:
    """The name of a label, an annotation or a taint."""
    if not _LABEL_NAME.fullmatch(value):
        fail(f'{show(value)} is not a label name; write one such as "team" or "example.com/team"')
    return value


def label_value(value: str) -> str:
    """The value of a label or a taint."""
    if not _LABEL_VALUE.fullmatch(value):
        fail(f"{show(value)} is not a label value; write up to 63 letters, digits and inner - _ .")
    return value


def _labels(values: dict[str, str]) -> dict[str, str]:
    for name, value in values.items():
        label_name(name)
        if not _LABEL_VALUE.fullmatch(value):
            fail(f"the value of label {show(name)} is not valid; write up to 63 letters, digits and inner - _ .")
    return values


def _annotations(values: dict[str, str]) -> dict[str, str]:
    for name in values:
        label_name(name)
    return values


def _amounts(value: Any) -> dict[str, str]:
    found, mistakes = {}, []
    for name, inner in to_map(value).items():
        if name not in RESOURCES:
            known = did_you_mean(str(name), RESOURCES) or f"; use {', '.join(RESOURCES)}"
            mistakes.append((label(str(name)), f"is not a resource{known}"))
        # The official module writes "no limit" as null.
        elif inner is not None and inner != "":
            try:
                found[name] = quantity(to_text(inner))
            except PydanticCustomError as error:
                mistakes.append((label(str(name)), error.message()))
    if mistakes:
        text = "; ".join(f"{name}: {message}" for name, message in mistakes)
        raise PydanticCustomError(INNER, "{text}", {"text": text, "mistakes": mistakes})
    return found


def _secret_names(value: Any) -> tuple[str, ...]:
    if not isinstance(value, Mapping):
        # The value is not shown, because it may be the secret.
        fail('is not a map; write { name = "value" }')
    given = to_map(value)
    for name, inner in given.items():
        if isinstance(inner, bool | Mapping | list | tuple) or inner is None:
            fail(f"{show(name)} is not a string; write one string in quotes")
    names = environment({str(name): "" for name in given})
    _refuse_reserved(names)
    return tuple(sorted(names))


def _refuse_reserved(names: Mapping[str, str]) -> None:
    for name in names:
        if name in RESERVED_VARIABLES:
            fail(f"{show(name)} is not allowed here; {RESERVED_VARIABLES[name]}")


image = text_matching(
    r"[a-z0-9.-]+(?::\d{1,5})?(?:/[a-z0-9._-]+)+",
    'an image without its tag, such as "registry.example.com/team/image"',
)
tag = text_matching(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}", 'an image tag, such as "v1.35.0"')

_repository = text_matching(
    r"(?:oci|https)://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*/?",
    'a Helm repository by oci:// or https://, such as "oci://registry.example.com/charts"',
)


def chart_repository(value: str) -> str:
    """A Helm repository, without credentials."""
    if "@" in value:
        # The message does not show the value, which may contain a password.
        fail(
            "contains credentials, which would be in the synthesized JSON; write the repository without them, and log "
            'in with "helm registry login"'
        )
    return _repository(value)


KubernetesName = Annotated[Text, AfterValidator(kubernetes_name)]
Image = Annotated[Text, AfterValidator(image)]
AdditionalEnvironment = Annotated[Environment, AfterValidator(additional_variables)]
Labels = Annotated[TextMap, AfterValidator(_labels)]
Annotations = Annotated[TextMap, AfterValidator(_annotations)]
Amounts = Annotated[dict[str, str], BeforeValidator(_amounts), TypeName("map(string)")]
SecretNames = Annotated[tuple[str, ...], BeforeValidator(_secret_names), TypeName("map(string), secret")]
