"""EKS access entries and their access policies, which moto lacks.

`aws_eks_access_entry` and `aws_eks_access_policy_association` need them. As in EKS, the role of a node group gets an
access entry if the cluster supports them (`admit_nodes`), and the cluster creator gets one if requested
(`admit_creator`).
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from weakref import WeakKeyDictionary

from moto.core.responses import ActionResult, EmptyResult
from moto.core.utils import utcnow
from moto.eks import urls
from moto.eks.exceptions import ResourceInUseException
from moto.eks.models import Cluster
from moto.eks.responses import EKSResponse
from moto.moto_api._internal import mock_random

from emulator.aws.eks_common import (
    arn_of,
    body_of,
    cluster_of,
    invalid_parameter,
    invalid_request,
    not_found,
    path_part,
)
from emulator.aws.moto_patches import add, serve_paths

serve_paths(urls.url_paths, EKSResponse, "/access-policies$")

NODE_TYPE = "EC2_LINUX"
NODE_GROUPS = ["system:nodes"]
_POLICIES = (
    "AmazonEKSClusterAdminPolicy",
    "AmazonEKSAdminPolicy",
    "AmazonEKSAdminViewPolicy",
    "AmazonEKSEditPolicy",
    "AmazonEKSViewPolicy",
)


@dataclass(kw_only=True)
class AccessEntry:
    """An access entry, with the attribute names of the EKS API."""

    cluster_name: str
    principal_arn: str
    access_entry_arn: str
    kubernetes_groups: list[str]
    username: str
    type: str
    tags: dict[str, str]
    policies: dict[str, dict[str, Any]] = field(default_factory=dict)
    created_at: datetime = field(default_factory=utcnow)
    modified_at: datetime = field(default_factory=utcnow)


_entries: WeakKeyDictionary[Cluster, dict[str, AccessEntry]] = WeakKeyDictionary()


def entries_of(cluster: Cluster) -> dict[str, AccessEntry]:
    return _entries.setdefault(cluster, {})


def takes_access_entries(cluster: Cluster) -> bool:
    return "API" in vars(cluster).get("access_config", {}).get("authenticationMode", "")


def admit_creator(cluster: Cluster, principal_arn: str) -> None:
    """Create an access entry with the cluster administrator policy for the principal that created the cluster."""
    entry = _new_entry(cluster, {"principalArn": principal_arn})
    partition = cluster.arn.split(":")[1]
    _associate(entry, f"arn:{partition}:eks::aws:cluster-access-policy/{_POLICIES[0]}", {"type": "cluster"})


def admit_nodes(cluster: Cluster, role_arn: str) -> None:
    """Create an access entry for the role of a node group, unless it has one."""
    if takes_access_entries(cluster) and role_arn not in entries_of(cluster):
        _new_entry(cluster, {"principalArn": role_arn, "type": NODE_TYPE})


@add(EKSResponse)
def create_access_entry(self: EKSResponse) -> ActionResult:
    cluster, body = cluster_of(self), body_of(self)
    if not takes_access_entries(cluster):
        raise invalid_request("The cluster's authentication mode must be set to one of [API, API_AND_CONFIG_MAP]")
    if body["principalArn"] in entries_of(cluster):
        message = "The specified access entry resource is already in use on this cluster."
        raise ResourceInUseException(clusterName=cluster.name, message=message)
    return ActionResult({"accessEntry": _new_entry(cluster, body)})


@add(EKSResponse)
def describe_access_entry(self: EKSResponse) -> ActionResult:
    return ActionResult({"accessEntry": _entry_of(self)})


@add(EKSResponse)
def update_access_entry(self: EKSResponse) -> ActionResult:
    entry, body = _entry_of(self), body_of(self)
    entry.kubernetes_groups = body.get("kubernetesGroups", entry.kubernetes_groups)
    entry.username = body.get("username") or entry.username
    entry.modified_at = utcnow()
    return ActionResult({"accessEntry": entry})


@add(EKSResponse)
def delete_access_entry(self: EKSResponse) -> ActionResult:
    del entries_of(cluster_of(self))[_entry_of(self).principal_arn]
    return EmptyResult()


@add(EKSResponse)
def list_access_entries(self: EKSResponse) -> ActionResult:
    policy = self._get_param("associatedPolicyArn")
    entries = entries_of(cluster_of(self)).values()
    arns = [entry.principal_arn for entry in entries if policy is None or policy in entry.policies]
    return ActionResult({"accessEntries": sorted(arns)})


@add(EKSResponse)
def associate_access_policy(self: EKSResponse) -> ActionResult:
    entry, body = _entry_of(self), body_of(self)
    if ":cluster-access-policy/" not in body["policyArn"]:
        raise invalid_parameter("The policyArn parameter format is not valid")
    if entry.type != "STANDARD":
        raise invalid_request(f"Access policies cannot be associated with an entry of type {entry.type}")
    policy = _associate(entry, body["policyArn"], body["accessScope"])
    return ActionResult(
        {
            "clusterName": entry.cluster_name,
            "principalArn": entry.principal_arn,
            "associatedAccessPolicy": policy,
        }
    )


@add(EKSResponse)
def disassociate_access_policy(self: EKSResponse) -> ActionResult:
    if _entry_of(self).policies.pop(path_part(self, "policyArn"), None) is None:
        raise not_found("The access policy is not associated with the access entry")
    return EmptyResult()


@add(EKSResponse)
def list_associated_access_policies(self: EKSResponse) -> ActionResult:
    entry = _entry_of(self)
    return ActionResult(
        {
            "clusterName": entry.cluster_name,
            "principalArn": entry.principal_arn,
            "associatedAccessPolicies": list(entry.policies.values()),
        }
    )


@add(EKSResponse)
def list_access_policies(self: EKSResponse) -> ActionResult:
    arn = f"arn:{self.partition}:eks::aws:cluster-access-policy/"
    return ActionResult({"accessPolicies": [{"name": name, "arn": arn + name} for name in _POLICIES]})


def _new_entry(cluster: Cluster, body: dict[str, Any]) -> AccessEntry:
    principal = body["principalArn"]
    kind = body.get("type") or "STANDARD"
    default_user = "system:node:{{EC2PrivateDNSName}}" if kind == NODE_TYPE else principal
    entry = AccessEntry(
        cluster_name=cluster.name,
        principal_arn=principal,
        access_entry_arn=_entry_arn(cluster, principal),
        kubernetes_groups=body.get("kubernetesGroups") or (NODE_GROUPS if kind == NODE_TYPE else []),
        username=body.get("username") or default_user,
        type=kind,
        tags=dict(body.get("tags") or {}),
    )
    entries_of(cluster)[principal] = entry
    return entry


def _entry_arn(cluster: Cluster, principal_arn: str) -> str:
    account_id, resource = principal_arn.split(":", 5)[4:]
    kind, _, name = resource.partition("/")
    return arn_of(cluster, "access-entry", kind, account_id, name, str(mock_random.uuid4()))


def _associate(entry: AccessEntry, policy_arn: str, scope: dict[str, Any]) -> dict[str, Any]:
    now = utcnow()
    entry.policies[policy_arn] = {
        "policyArn": policy_arn,
        "accessScope": {"type": scope["type"], "namespaces": scope.get("namespaces") or []},
        "associatedAt": entry.policies.get(policy_arn, {}).get("associatedAt", now),
        "modifiedAt": now,
    }
    return entry.policies[policy_arn]


def _entry_of(response: EKSResponse) -> AccessEntry:
    principal = path_part(response, "principalArn")
    try:
        return entries_of(cluster_of(response))[principal]
    except KeyError:
        raise not_found(f"The specified principalArn could not be found: {principal}") from None
