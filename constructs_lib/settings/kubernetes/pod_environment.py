"""Environment of the pods: nodes, image registries, certificate authorities, proxy."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from ipaddress import IPv6Address, ip_network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import GIVEN, fail, to_list, to_secret
from ..fields.declaration import OURS, setting
from ..fields.types import OptionalText, Secret, Text, TypeName, no_repeats, text_matching, when_given
from .certificates import certificates
from .tolerations import Tolerations
from .types import Labels

# Maximum size of a ConfigMap, in bytes (https://kubernetes.io/docs/concepts/configuration/configmap/).
CONFIG_MAP_BYTES = 1_048_576
_NAME = r"[a-z0-9](?:[a-z0-9._-]*[a-z0-9])?"
_PROXY = re.compile(rf"https?://(?:{_NAME}|\[(?P<ipv6>[0-9a-f:.]+)\])(?::(?P<port>\d{{1,5}}))?", re.IGNORECASE)
_HOST = re.compile(rf"\.?{_NAME}(?::\d{{1,5}})?", re.IGNORECASE)
_PORT_LAST = 65_535
secret_name = text_matching(
    r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?", 'the name of a Kubernetes secret, such as "registry"'
)


def _proxy(value: str) -> str:
    if "@" in value:
        # The value is not shown, because it contains the password.
        fail(
            "contains credentials, which would be in plan and state; "
            'write only the address, such as "http://proxy.example.com:3128", and set proxy_username and proxy_password'
        )
    # An address copied from a browser often ends in a slash.
    address = value.removesuffix("/")
    if not _is_proxy(address):
        fail(f'{show(value)} is not the address of a proxy; write one such as "http://proxy.example.com:3128"')
    return address


def _is_proxy(address: str) -> bool:
    match = _PROXY.fullmatch(address)
    if match is None or int(match["port"] or 1) not in range(1, _PORT_LAST + 1):
        return False
    try:
        return match["ipv6"] is None or bool(IPv6Address(match["ipv6"]))
    except ValueError:
        return False


def _proxy_exception(value: str) -> str:
    if _HOST.fullmatch(value):
        return value
    if value.startswith("*.") and _HOST.fullmatch(value[1:]):
        fail(f"{show(value)} has a wildcard, which some programs do not support; write {show(value[1:])}")
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        fail(f'{show(value)} is not a host or an IP range; write one such as ".example.com" or "10.20.0.0/16"')
    return str(network) if "/" in value else value


def _registry_config(value: Any) -> bool:
    # Messages do not show the value.
    given = to_secret(value)
    if not given or value is GIVEN:
        return given
    try:
        parsed = json.loads(str(value))
    except (ValueError, RecursionError):
        parsed = None
    if not isinstance(parsed, Mapping) or not isinstance(parsed.get("auths"), Mapping):
        fail('is not the JSON of a Docker configuration; write one with "auths", preferably as a heredoc')
    return True


def _pem_list(value: Any) -> tuple[Any, ...]:
    if not isinstance(value, list | tuple):
        # The value is not shown, because it may be a private key.
        fail("is not a list; write the certificates between [ and ], with commas between them")
    return tuple(value)


def _fits_config_map(values: tuple[str, ...]) -> tuple[str, ...]:
    size = sum(len(value.encode()) for value in values)
    if size > CONFIG_MAP_BYTES:
        fail(f"has {size} bytes; Kubernetes accepts {CONFIG_MAP_BYTES}, so omit public authorities")
    return no_repeats(values)


ProxyAddress = Annotated[OptionalText, AfterValidator(when_given(_proxy))]


class PodEnvironmentSettings(SettingsModel):
    """Inputs that apply to all pods: the server, Weave, Parquet and jobs."""

    node_selector: Labels = setting(
        {},
        since=(OURS,),
        changes="Labels of the nodes that pods of the server, Weave, Parquet and jobs may run on.",
        when_omitted="any node",
    )
    tolerations: Tolerations = setting(
        (),
        since=(OURS,),
        changes="Tolerations of these pods. `operator` is Equal (default) or Exists; `effect` is "
        "NoSchedule, PreferNoSchedule or NoExecute; omitted, it matches all three.",
    )
    image_pull_secrets: Annotated[
        tuple[Annotated[Text, AfterValidator(secret_name)], ...],
        BeforeValidator(to_list),
        AfterValidator(no_repeats),
        TypeName("list(string)"),
    ] = setting(
        (),
        since=(OURS,),
        changes="Names of existing image pull secrets in k8s_namespace; the cluster autoscaler "
        "needs them in kube-system.",
    )
    image_registry_config: Annotated[bool, BeforeValidator(_registry_config), TypeName("string, secret")] = setting(
        False,
        since=(OURS,),
        changes="Credentials of image registries, as the JSON of a Docker configuration file; stored in the Kubernetes "
        "secret wandb-registry, the image pull secret in k8s_namespace.",
    )
    custom_ca_certs: Annotated[
        tuple[Annotated[Text, AfterValidator(certificates)], ...],
        BeforeValidator(_pem_list),
        AfterValidator(_fits_config_map),
        TypeName("list(string)"),
    ] = setting(
        (),
        since=(OURS,),
        changes="Your own certificate authorities (PEM), which all containers trust in addition to the public ones. An "
        "element may contain several.",
    )
    http_proxy: ProxyAddress = setting(
        None, since=(OURS,), changes="The proxy for HTTP requests, as http://host:port, without credentials."
    )
    https_proxy: ProxyAddress = setting(
        None,
        since=(OURS,),
        changes="The proxy for HTTPS requests, as http://host:port, without credentials. Containers use it; "
        "nodes pull images without it.",
    )
    no_proxy: Annotated[
        tuple[Annotated[Text, AfterValidator(_proxy_exception)], ...],
        BeforeValidator(to_list),
        AfterValidator(no_repeats),
        TypeName("list(string)"),
    ] = setting(
        (),
        since=(OURS,),
        changes="Additional hosts, domains (with a leading dot) and ranges that bypass the proxy. The cluster, "
        "its network and instance metadata always do.",
    )
    proxy_username: Annotated[
        OptionalText,
        AfterValidator(when_given(text_matching(r"[^\s:]+", "a name without spaces and colons"))),
    ] = setting(None, since=(OURS,), changes="The user name for the proxy, such as svc-wandb or CORP\\svc-wandb.")
    proxy_password: Secret = setting(False, since=(OURS,), changes="The password for the proxy.")
