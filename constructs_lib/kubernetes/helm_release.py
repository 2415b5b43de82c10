"""Helm releases of public charts."""

from collections.abc import Mapping
from typing import Any

from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

from constructs_lib.framework import yaml_encoded

# Time to pull the images of the chart's deployments, and for its hooks.
INSTALL_TIMEOUT_SECONDS = 600


def install_chart(
    scope: Construct,
    *,
    name: str,
    namespace: str,
    repository: str,
    version: str,
    values: Mapping[str, Any],
    create_namespace: bool | None = None,
) -> str:
    """Installs the chart `name` as the release `name`; returns `namespace`, known once its pods are ready."""
    release = Release(
        scope,
        "release",
        name=name,
        namespace=namespace,
        create_namespace=create_namespace,
        repository=repository,
        chart=name,
        version=version,
        values=[yaml_encoded(dict(values))],
        timeout=INSTALL_TIMEOUT_SECONDS,
        # A failed install is rolled back, so that the next apply can succeed.
        atomic=True,
    )
    return release.namespace
