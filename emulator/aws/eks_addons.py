"""EKS add-ons (`aws_eks_addon`, `data.aws_eks_addon_version`), which moto lacks.

An add-on is active as soon as it is created. As in EKS, an add-on without a version gets the default version; an update
without a role removes the role, and one with an empty configuration removes the configuration.
"""

import re
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from moto.core.responses import ActionResult
from moto.core.utils import utcnow
from moto.eks import urls
from moto.eks.exceptions import ResourceInUseException
from moto.eks.models import Cluster
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from emulator.aws.eks_common import arn_of, body_of, cluster_of, invalid_parameter, not_found, path_part, record_update
from emulator.aws.eks_versions import KUBERNETES_VERSIONS
from emulator.aws.moto_patches import add, serve_paths

serve_paths(urls.url_paths, EKSResponse, "/addons/supported-versions$")

# Newest first; the second is the default version. The numbers only need the format of EKS versions: nothing runs them.
_VERSIONS = {
    "vpc-cni": ("v1.21.1-eksbuild.1", "v1.20.4-eksbuild.2"),
    "kube-proxy": ("v1.34.1-eksbuild.2", "v1.34.0-eksbuild.4"),
    "coredns": ("v1.12.4-eksbuild.1", "v1.12.3-eksbuild.1"),
    "aws-ebs-csi-driver": ("v1.54.0-eksbuild.1", "v1.53.0-eksbuild.1"),
    "aws-efs-csi-driver": ("v2.1.15-eksbuild.1", "v2.1.14-eksbuild.1"),
    "metrics-server": ("v0.8.0-eksbuild.5", "v0.8.0-eksbuild.3"),
    "eks-pod-identity-agent": ("v1.3.10-eksbuild.1", "v1.3.9-eksbuild.5"),
    "snapshot-controller": ("v8.3.0-eksbuild.1", "v8.2.0-eksbuild.1"),
    "amazon-cloudwatch-observability": ("v4.6.0-eksbuild.1", "v4.5.0-eksbuild.1"),
}
_VERSION = re.compile(r"v\d+\.\d+\.\d+-eksbuild\.\d+")


@dataclass(kw_only=True)
class Addon:
    """An installed add-on, with the attribute names of the EKS API."""

    addon_name: str
    cluster_name: str
    addon_arn: str
    addon_version: str
    service_account_role_arn: str | None
    configuration_values: str | None
    tags: dict[str, str]
    status: str = "ACTIVE"
    health: dict[str, Any] = field(default_factory=lambda: {"issues": []})
    created_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)


_addons: WeakKeyDictionary[Cluster, dict[str, Addon]] = WeakKeyDictionary()


def addons_of(cluster: Cluster) -> dict[str, Addon]:
    return _addons.setdefault(cluster, {})


@add(EKSResponse)
def create_addon(self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    name = body["addonName"]
    if name in addons_of(cluster):
        raise ResourceInUseException(clusterName=cluster.name, addonName=name, message="Addon already exists.")
    addon = Addon(
        addon_name=name,
        cluster_name=cluster.name,
        addon_arn=arn_of(cluster, "addon", name, str(mock_random.uuid4())),
        addon_version=_checked_version(name, body.get("addonVersion") or _default_version(name)),
        service_account_role_arn=body.get("serviceAccountRoleArn"),
        configuration_values=body.get("configurationValues"),
        tags=dict(body.get("tags") or {}),
    )
    addons_of(cluster)[name] = addon
    return ActionResult({"addon": addon})


@add(EKSResponse)
def describe_addon(self: EKSResponse) -> ActionResult:
    return ActionResult({"addon": _addon_of(self)})


@add(EKSResponse)
def update_addon(self: EKSResponse) -> ActionResult:
    addon, body = _addon_of(self), body_of(self)
    if body.get("addonVersion"):
        addon.addon_version = _checked_version(addon.addon_name, body["addonVersion"])
    addon.service_account_role_arn = body.get("serviceAccountRoleArn") or None
    if "configurationValues" in body:
        addon.configuration_values = body["configurationValues"] or None
    addon.modified_at = utcnow()
    return ActionResult({"update": record_update(cluster_of(self), "AddonUpdate", body)})


@add(EKSResponse)
def delete_addon(self: EKSResponse) -> ActionResult:
    addon = _addon_of(self)
    del addons_of(cluster_of(self))[addon.addon_name]
    return ActionResult({"addon": addon})


@add(EKSResponse)
def list_addons(self: EKSResponse) -> ActionResult:
    return ActionResult({"addons": sorted(addons_of(cluster_of(self)))})


@add(EKSResponse)
def describe_addon_versions(self: EKSResponse) -> ActionResult:
    wanted = self._get_param("addonName")
    kubernetes = self._get_param("kubernetesVersion")
    versions = [kubernetes] if kubernetes else list(KUBERNETES_VERSIONS)
    return ActionResult({"addons": [_offer(name, versions) for name in _VERSIONS if wanted in (None, name)]})


def _offer(name: str, kubernetes_versions: list[str]) -> dict[str, Any]:
    default = _default_version(name)
    return {
        "addonName": name,
        "type": "infra-management",
        "publisher": "eks",
        "owner": "aws",
        "addonVersions": [
            {
                "addonVersion": version,
                "architecture": ["amd64", "arm64"],
                "compatibilities": [
                    {"clusterVersion": each, "platformVersions": ["*"], "defaultVersion": version == default}
                    for each in kubernetes_versions
                ],
            }
            for version in _VERSIONS[name]
        ],
    }


def _addon_of(response: EKSResponse) -> Addon:
    name = path_part(response, "addonName")
    try:
        return addons_of(cluster_of(response))[name]
    except KeyError:
        raise not_found(f"No addon: {name} found in cluster: {cluster_of(response).name}") from None


def _default_version(name: str) -> str:
    try:
        return _VERSIONS[name][1]
    except KeyError:
        raise invalid_parameter(f"Addon {name} specified is not supported") from None


def _checked_version(name: str, version: str) -> str:
    if name not in _VERSIONS or not _VERSION.fullmatch(version):
        raise invalid_parameter(f"Addon version specified is not supported: {name} {version}")
    return version
