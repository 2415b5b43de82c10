"""The settings of a deployment of the official AWS module, read from its state."""

from __future__ import annotations

from collections.abc import Iterator

from constructs_lib.settings.aws.versions import AURORA_MAJOR_ONLY

from ..reading import needed, server
from ..state import AdoptionError, OfficialDeployment
from ..tfvars import Setting
from .official import CONTROL_PLANE, engine_version
from .settings_cluster import cluster, nodes
from .settings_data import cache, database, keys, storage
from .settings_ingress import ingress, names
from .settings_network import network


def read_settings(official: OfficialDeployment) -> list[Setting]:
    """All settings that the state knows, in the order of the deployment file.

    Raises `AdoptionError` when the deployment cannot be taken over.
    """
    control_plane = needed(official, CONTROL_PLANE, "EKS cluster")
    _check_database(official)
    return [
        Setting("namespace", control_plane.attributes["name"]),
        Setting("region", str(control_plane.attributes["arn"]).split(":")[3]),
        *_tags(official),
        *names(official),
        *ingress(official),
        *network(official, control_plane),
        *keys(official),
        *database(official),
        *storage(official),
        *cache(official),
        *cluster(official, control_plane),
        *nodes(official, control_plane),
        *server(official),
    ]


def _check_database(official: OfficialDeployment) -> None:
    version = engine_version(official)
    if not version.startswith(AURORA_MAJOR_ONLY):
        raise AdoptionError(
            f"has a database of version {version or 'unknown'} (MySQL 5.7); upgrade it to Aurora MySQL 3 with the "
            "official module first"
        )


def _tags(official: OfficialDeployment) -> Iterator[Setting]:
    """The tags of the provider block: every resource has them, and none has them as its own."""
    common: dict[str, str] | None = None
    for resource in official.resources:
        every, own = resource.get("tags_all"), resource.get("tags", {})
        if every is not None and resource.type.startswith("aws_") and resource.type != "aws_ec2_tag":
            if common is None:
                common = {name: value for name, value in every.items() if name not in own}
            else:
                common = {name: value for name, value in common.items() if every.get(name) == value or name in own}
    if common:
        yield Setting("default_tags", common)
