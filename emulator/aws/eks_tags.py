"""Tags on all EKS resources.

moto's calls support only clusters, and remove only the first of several keys. The provider uses the same calls for the
tags of node groups, add-ons and access entries.
"""

from collections.abc import Iterator
from typing import Any

from moto.core.responses import ActionResult, EmptyResult
from moto.eks.models import EKSBackend
from moto.eks.responses import EKSResponse

from emulator.aws.eks_access import entries_of
from emulator.aws.eks_addons import addons_of
from emulator.aws.eks_common import body_of, not_found
from emulator.aws.moto_patches import wrap


@wrap(EKSResponse, "tag_resource")
def tag_resource(_original: Any, self: EKSResponse) -> ActionResult:
    _tags_of(self).update(body_of(self)["tags"])
    return EmptyResult()


@wrap(EKSResponse, "untag_resource")
def untag_resource(_original: Any, self: EKSResponse) -> ActionResult:
    tags = _tags_of(self)
    for key in self.querystring["tagKeys"]:
        tags.pop(key, None)
    return EmptyResult()


@wrap(EKSResponse, "list_tags_for_resource")
def list_tags_for_resource(_original: Any, self: EKSResponse) -> ActionResult:
    return ActionResult({"tags": _tags_of(self)})


def _tags_of(response: EKSResponse) -> dict[str, str]:
    wanted = response._extract_arn_from_path()
    for arn, tags in _tagged(response.eks_backend):
        if arn == wanted:
            return tags
    raise not_found(f"No resource found for ARN: {wanted}")


def _tagged(backend: EKSBackend) -> Iterator[tuple[str, dict[str, str]]]:
    for cluster in backend.clusters.values():
        yield cluster.arn, cluster.tags
        yield from ((group.arn, group.tags) for group in cluster.nodegroups.values())
        yield from ((profile.fargate_profile_arn, profile.tags) for profile in cluster.fargate_profiles.values())
        yield from ((addon.addon_arn, addon.tags) for addon in addons_of(cluster).values())
        yield from ((entry.access_entry_arn, entry.tags) for entry in entries_of(cluster).values())
