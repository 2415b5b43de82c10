"""Recognizable values for every secret input of the settings, and a search for them."""

import base64
import json
import urllib.parse
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, get_origin

from constructs_lib.deployments.secrets import secret_inputs
from constructs_lib.settings import AwsSettings

# Inputs without which some secrets are rejected or unused.
COMPANIONS: Mapping[str, Any] = {
    "oidc_issuer": "https://login.example.com",
    "oidc_client_id": "wandb",
    "use_external_redis": True,
    "external_redis_host": "redis.example.com",
    "https_proxy": "http://proxy.example.com:3128",
    "proxy_username": "wandb",
}


def canary(name: str) -> str:
    """The value of the secret input `name` and of its synonym."""
    name = AwsSettings.synonyms.get(name, name)
    return f"canary-{name.replace('_', '-')}-5f3a9c"


def planted_inputs() -> dict[str, Any]:
    """Every secret input with its canary, and the inputs that they need."""
    fields = AwsSettings.model_fields
    secrets = {
        # Of a map the settings keep only the names, as a tuple; of a text only that it was given.
        name: {"PLANTED": canary(name)} if get_origin(fields[name].annotation) is tuple else _text_with(name)
        for name in secret_inputs(AwsSettings)
    }
    return {**COMPANIONS, **secrets}


def _text_with(name: str) -> str:
    """A text that the input accepts, with its canary in it."""
    if name == "image_registry_config":
        return json.dumps({"auths": {"registry.example.com": {"username": "wandb", "password": canary(name)}}})
    return canary(name)


def secret_variables() -> set[str]:
    """The names of the variables that these inputs become."""
    return set(secret_inputs(AwsSettings)) - set(AwsSettings.synonyms)


def canaries() -> list[str]:
    """All canaries that `planted_inputs` holds."""
    return [canary(name) for name in secret_variables()]


def find_secrets(folder: Path, secrets: Iterable[str]) -> tuple[list[str], list[str]]:
    """The names of all searched files (also those in archives), and of the files with a secret, encoded or not."""
    contents = dict(_contents(folder))
    wanted = [form for secret in secrets for form in _forms(secret)]
    found = [name for name, content in contents.items() if any(form in content for form in wanted)]
    return list(contents), found


def _forms(secret: str) -> set[bytes]:
    plain = secret.encode()
    return {plain, urllib.parse.quote(secret).encode(), *(_within_base64(plain, before) for before in range(3))}


def _within_base64(content: bytes, before: int) -> bytes:
    """The Base64 of `content` that do not depend on the `before` bytes in front (6 bits per character)."""
    start, end = -(-before * 8 // 6), (before + len(content)) * 8 // 6
    return base64.b64encode(b"." * before + content)[start:end]


def _contents(folder: Path) -> Iterator[tuple[str, bytes]]:
    for file in folder.rglob("*"):
        # The provider binary has hundreds of megabytes and none of our values.
        if not file.is_file() or "providers" in file.relative_to(folder).parts:
            continue
        name = file.relative_to(folder).as_posix()
        yield name, file.read_bytes()
        if zipfile.is_zipfile(file):
            with zipfile.ZipFile(file) as archive:
                yield from ((f"{name}/{member}", archive.read(member)) for member in archive.namelist())
