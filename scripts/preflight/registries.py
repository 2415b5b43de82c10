"""Whether this machine reaches the container registries and chart repositories of an application stack."""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from .findings import Finding, failure, ok
from .stacks import Stack

_DOCKER_HUB = "registry-1.docker.io"
_SECONDS = 8
# In the values of a release: the images without their tags, and what the chart of W&B's operator puts before them.
_REPOSITORY, _PREFIX = re.compile(r'"repository" = "([^"$]+)"'), re.compile(r'"repositoryPrefix" = "([^"$]+)"')


def check_registries(application: Stack) -> Iterator[Finding]:
    """Asks each registry and repository. Nodes may have another way out than this machine."""
    for address in sorted(addresses(application)):
        try:
            with urllib.request.urlopen(urllib.request.Request(address, method="HEAD"), timeout=_SECONDS):
                yield ok(f"{address} answers")
        except urllib.error.HTTPError as error:
            # A registry asks for a login, which nodes and Helm have: it is there.
            if error.code in (401, 403, 405):
                yield ok(f"{address} answers")
            else:
                yield failure(f"{address} answers with {error.code}", "check its address in the deployment file")
        except OSError as error:
            yield failure(f"{address} cannot be reached ({error})", "check its address, the network and the proxy")


def addresses(application: Stack) -> set[str]:
    """The addresses to ask: the API of each image's registry, the index of each chart repository."""
    found = {f"https://{_registry(image)}/v2/" for image in _images(application)}
    for release in application.resources("helm_release").values():
        repository = str(release.get("repository") or "")
        if repository.startswith("oci://"):
            found.add(f"https://{urlsplit(repository).netloc}/v2/")
        elif repository.startswith("https://"):
            found.add(f"{repository.rstrip('/')}/index.yaml")
    return found


def _images(application: Stack) -> Iterator[str]:
    for arguments in application.resources(
        "kubernetes_deployment_v1", "kubernetes_stateful_set_v1", "kubernetes_cron_job_v1", "kubernetes_daemon_set_v1"
    ).values():
        yield from (image for image in _values(arguments, "image") if image and "${" not in image)
    for release in application.resources("helm_release").values():
        for values in release.get("values", []):
            prefix = _PREFIX.search(values)
            yield from (f"{prefix[1]}/{image}" if prefix else image for image in _REPOSITORY.findall(values))


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


def _registry(image: str) -> str:
    """The host of an image name (https://github.com/distribution/reference): a first part with a dot, or Docker Hub."""
    first = image.partition("/")[0]
    return first if "/" in image and ("." in first or ":" in first or first == "localhost") else _DOCKER_HUB
