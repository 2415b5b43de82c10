"""Whether the container images of an application stack exist: a version that was never published is found here."""

from __future__ import annotations

import json
import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from urllib.parse import urlencode

from .findings import Finding, failure, ok, warning
from .stacks import Stack

_DOCKER_HUB = "registry-1.docker.io"
_SECONDS = 8
# In the values of a release: an image, and what the chart of W&B's operator puts before it.
_IMAGE = re.compile(r'"repository" = "([^"$]+)"(?:,\s*"tag" = "([^"$]+)")?')
_PREFIX = re.compile(r'"repositoryPrefix" = "([^"$]+)"')
# What a tag can name: an image of one platform, or an index of several
# (https://github.com/opencontainers/distribution-spec/blob/main/spec.md#pulling-manifests).
_MANIFESTS = ", ".join(
    (
        "application/vnd.oci.image.index.v1+json",
        "application/vnd.oci.image.manifest.v1+json",
        "application/vnd.docker.distribution.manifest.list.v2+json",
        "application/vnd.docker.distribution.manifest.v2+json",
    )
)


@dataclass(frozen=True, order=True)
class Image:
    """An image name in its parts; `reference` is the tag or the digest, None if a chart chooses it."""

    registry: str
    name: str
    reference: str | None

    @classmethod
    def parse(cls, text: str) -> Image:
        """`[registry/]name[:tag|@digest]`, as Docker reads it (https://github.com/distribution/reference)."""
        name, at, digest = text.partition("@")
        first, slash, rest = name.partition("/")
        has_registry = bool(slash) and ("." in first or ":" in first or first == "localhost")
        registry, path = (first, rest) if has_registry else (_DOCKER_HUB, name)
        path, _, tag = path.partition(":")
        if registry == _DOCKER_HUB and "/" not in path:
            path = f"library/{path}"
        return cls(registry, path, digest if at else tag or None)

    def __str__(self) -> str:
        separator = ":" if self.reference and ":" not in self.reference else "@"
        return self.name if self.reference is None else f"{self.name}{separator}{self.reference}"


def images_of(application: Stack) -> set[Image]:
    """The images that the stack's pods and releases name."""
    return {Image.parse(text) for text in _texts(application)}


def check_images(application: Stack) -> Iterator[Finding]:
    """Asks the registries for the manifest of each image, without a login."""
    images = sorted(each for each in images_of(application) if each.reference)
    for registry, found in groupby(images, key=lambda image: image.registry):
        try:
            yield from [_check(image, f"https://{registry}") for image in found]
        except (OSError, ValueError) as error:
            yield warning(f"images in {registry} were not looked up ({error})", "check the network and the proxy")


def _check(image: Image, address: str) -> Finding:
    where = f"{image} in {image.registry}"
    status = _status(f"{address}/v2/{image.name}/manifests/{image.reference}")
    if status == 404:
        return failure(f"{where} does not exist", "check the input of its version, or copy it to the registry")
    if status in (401, 403):
        return ok(f"{where} needs a login, so it was not looked up")
    if status != 200:
        return failure(f"{where}: the registry answers with {status}", "try again later")
    return ok(f"{where} exists")


def _status(url: str) -> int:
    """The status of the answer; with the token that the registry gives to everyone, if it asks for one."""
    status, challenge = _ask(url, {})
    if status == 401 and (token := _token(challenge)):
        status, _ = _ask(url, {"Authorization": f"Bearer {token}"})
    return status


def _ask(url: str, headers: dict[str, str]) -> tuple[int, str]:
    request = urllib.request.Request(url, headers={"Accept": _MANIFESTS, **headers}, method="HEAD")
    try:
        with urllib.request.urlopen(request, timeout=_SECONDS) as answer:
            return answer.status, ""
    except urllib.error.HTTPError as error:
        return error.code, error.headers.get("WWW-Authenticate", "")


def _token(challenge: str) -> str | None:
    """A token without a login (https://distribution.github.io/distribution/spec/auth/token/); None if refused."""
    fields = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    realm = fields.pop("realm", "")
    if not challenge.lower().startswith("bearer ") or not realm:
        return None
    try:
        with urllib.request.urlopen(f"{realm}?{urlencode(fields)}", timeout=_SECONDS) as answer:
            found = json.load(answer)
    except urllib.error.HTTPError:
        return None
    token: str | None = found.get("token") or found.get("access_token")
    return token


def _texts(application: Stack) -> Iterator[str]:
    for arguments in application.resources(
        "kubernetes_deployment_v1", "kubernetes_stateful_set_v1", "kubernetes_cron_job_v1", "kubernetes_daemon_set_v1"
    ).values():
        yield from (image for image in _values(arguments, "image") if image and "${" not in image)
    for release in application.resources("helm_release").values():
        for values in release.get("values", []):
            prefix = _PREFIX.search(values)
            for repository, tag in _IMAGE.findall(values):
                image = f"{repository}:{tag}" if tag else repository
                yield f"{prefix[1]}/{image}" if prefix else image


def _values(value: object, key: str) -> Iterator[str]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if name == key and isinstance(inner, str):
                yield inner
            else:
                yield from _values(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from _values(inner, key)
