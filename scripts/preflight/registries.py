"""Whether this machine reaches the container registries and chart repositories of an application stack."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterator
from urllib.parse import urlsplit

from .findings import Finding, failure, ok
from .images import images_of
from .stacks import Stack

_SECONDS = 8


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
    found = {f"https://{image.registry}/v2/" for image in images_of(application)}
    for release in application.resources("helm_release").values():
        repository = str(release.get("repository") or "")
        if repository.startswith("oci://"):
            found.add(f"https://{urlsplit(repository).netloc}/v2/")
        elif repository.startswith("https://"):
            found.add(f"{repository.rstrip('/')}/index.yaml")
    return found
