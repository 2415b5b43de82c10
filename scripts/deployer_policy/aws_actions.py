"""The actions of a type of resource by phase, and actions that several types need."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Rights:
    """Actions by phase, separated by spaces. Without `service:`, they belong to the service of `service`.

    `reads` are needed by every plan, `creates`, `changes` and `deletes` in addition by an apply. A change can also be
    one of tags, so the actions on tags in `creates` belong to `changes` too.
    """

    service: str
    reads: str = ""
    creates: str = ""
    changes: str = ""
    deletes: str = ""

    def of(self, *phases: str) -> set[str]:
        """The actions of these phases, with their service."""
        words = " ".join(getattr(self, phase) for phase in phases).split()
        if "changes" in phases:
            words += [word for word in self.creates.split() if "Tag" in word]
        return {word if ":" in word else f"{self.service}:{word}" for word in words}


TAGS = "CreateTags DeleteTags"
KEY = "kms:DescribeKey kms:CreateGrant"
DATA_KEY = "kms:GenerateDataKey kms:Decrypt"
RDS_TAGS = "AddTagsToResource RemoveTagsFromResource"
