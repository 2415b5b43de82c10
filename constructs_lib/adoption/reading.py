"""Reading settings from an official deployment, on both clouds."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

from constructs_lib.settings.kubernetes.operator import CONTAINER

from .state import AdoptionError, OfficialDeployment, Resource
from .tfvars import Setting

# Begins a comment on a setting that is kept for compatibility.
KEPT = "Kept as it is; "

# Of the vendor's operator: the release with the server's custom resource.
_RELEASE = "module.wandb.helm_release.wandb[0]"
_URL = r"https?://([A-Za-z0-9][A-Za-z0-9.-]*\.[A-Za-z]{2,})\b"
# In the values of the release, which are quoted more than once.
_RELEASE_HOST = re.compile(rf"\bhost\W{{1,12}}{_URL}")
_HOST = re.compile(_URL)
# `bucket` or `defaultBucket`, up to the next key of `global`: neither may be there, and either may be empty.
_OF_BUCKET = r"\b(?:b|defaultB)ucket\W(?:(?!\b(?:cloudProvider|defaultBucket|extraEnv|host|license|mysql)\b).)*?"
_BUCKET_PARTS = tuple(re.compile(rf"{_OF_BUCKET}\b{part}\W{{1,12}}([\w./-]+)") for part in ("name", "path"))


def needed(official: OfficialDeployment, pattern: str, what: str) -> Resource:
    """A resource of every complete deployment. Raises `AdoptionError`."""
    found = official.one(pattern)
    if found is None or not found.attributes:
        raise AdoptionError(f"has no {what} below {official.module or 'the root module'}; finish its deployment first")
    return found


def release_text(official: OfficialDeployment) -> str:
    """The attributes of the server's Helm release, as text to search in; empty without one."""
    release = official.one(_RELEASE)
    return json.dumps(dict(release.attributes)) if release else ""


def named_host(official: OfficialDeployment) -> str | None:
    """The server's host name as the Helm release or an output `url` names it."""
    found = _RELEASE_HOST.search(release_text(official)) or _HOST.search(str(official.outputs.get("url") or ""))
    return found[1] if found else None


def release_bucket(official: OfficialDeployment) -> tuple[str, str]:
    """Name and path of the bucket in the Helm release; on Azure, account and container. Empty where it has none."""
    text = release_text(official)
    name, path = (found[1] if (found := part.search(text)) else "" for part in _BUCKET_PARTS)
    return name, path


def host_settings(host: str) -> Iterator[Setting]:
    """The settings of a host name."""
    subdomain, _, domain = host.partition(".")
    if "." in domain:
        yield Setting("subdomain", subdomain)
        yield Setting("domain_name", domain)
    else:
        yield Setting("domain_name", host)


def server(official: OfficialDeployment) -> Iterator[Setting]:
    """Settings of the new server in the cluster of the old one."""
    if official.one(_RELEASE):
        comment = 'The old server runs by the operator; "operator" keeps that, and needs Redis and large nodes.'
    else:
        comment = 'As the old server runs; "operator" moves it to the vendor\'s operator in the same step.'
    yield Setting("wandb_runtime", CONTAINER, comment)
    comment = "A new namespace, because the old server and its operator have others. Keep it."
    yield Setting("k8s_namespace", "wandb-server", comment)


def copied(resource: Resource | None, comment: str = "", **attributes: str) -> Iterator[Setting]:
    """Settings with the values of these `attributes` of `resource`; nothing without it."""
    if resource is not None:
        for setting, attribute in attributes.items():
            yield Setting(setting, resource.attributes[attribute], comment)
