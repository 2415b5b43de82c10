"""EKS access entries, from inputs in the form of the aws-auth config map."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, model_validator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail, to_list
from ..fields.suggestions import did_you_mean
from ..fields.types import Text, no_repeats
from .types import RoleArn, UserArn

# The only group of the aws-auth config map with a counterpart: the cluster administrator policy.
ADMINISTRATORS = "system:masters"
# https://docs.aws.amazon.com/eks/latest/userguide/creating-access-entries.html
RESERVED_STARTS = ("system:", "eks:", "aws:", "amazon:", "iam:")
SESSION_NAME = "{{SessionName}}"


def group(value: str) -> str:
    """A Kubernetes group that an access entry may name."""
    if value != ADMINISTRATORS and value.startswith(RESERVED_STARTS):
        own = f'use "{ADMINISTRATORS}" or a group of your own'
        fail(f'{show(value)} starts with "{value.partition(":")[0]}:", which EKS does not accept; {own}')
    if not value:
        fail("is empty; write the name of a group")
    return value


def kubernetes_user(value: str) -> str:
    """A user name that an access entry may have."""
    if not value:
        fail("is empty; write a user name")
    if value.startswith(RESERVED_STARTS):
        fail(f'{show(value)} starts with "{value.partition(":")[0]}:", which EKS reserves; write another name')
    if SESSION_NAME in value and f":{SESSION_NAME}" not in value:
        fail(f'{show(value)} has no colon before {SESSION_NAME}; write one such as "team:{SESSION_NAME}"')
    return value


Groups = Annotated[
    tuple[Annotated[Text, AfterValidator(group)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
]


def principal_name(arn: str) -> str:
    """The name of an entry's resources: the end of the ARN, which does not change when the list is reordered."""
    return arn.rpartition(":")[2].replace("/", "_")


class MappedPrincipal(SettingsModel):
    """The attributes that roles and users have in common."""

    username: Annotated[Text, AfterValidator(kubernetes_user)]
    groups: Groups

    @model_validator(mode="before")
    @classmethod
    def _is_complete(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        names = sorted(cls.model_fields, key=lambda name: not name.endswith("arn"))
        wanted = "{ " + ", ".join(f"{name} = ..." for name in names) + " }"
        if not isinstance(value, Mapping):
            fail(f"{show(value)} is not an object; write {wanted}")
        for name in value:
            if name not in names:
                fail(f"{show(str(name))} is not an attribute{did_you_mean(str(name), names)}; write {wanted}")
        missing = [name for name in names if value.get(name) is None]
        if missing:
            fail(f"lacks {' and '.join(missing)}; write {wanted}")
        return value

    @property
    def administers(self) -> bool:
        """Whether the entry gets the cluster administrator policy."""
        return ADMINISTRATORS in self.groups

    @property
    def kubernetes_groups(self) -> tuple[str, ...]:
        """The Kubernetes groups of the access entry."""
        return tuple(name for name in self.groups if name != ADMINISTRATORS)

    @property
    def principal_arn(self) -> str:
        """The IAM role or user."""
        raise NotImplementedError


class MappedRole(MappedPrincipal):
    """An IAM role that may use the cluster."""

    rolearn: RoleArn

    @property
    def principal_arn(self) -> str:
        return self.rolearn


class MappedUser(MappedPrincipal):
    """An IAM user that may use the cluster."""

    userarn: UserArn

    @property
    def principal_arn(self) -> str:
        return self.userarn


def each_principal_once(entries: tuple[MappedPrincipal, ...]) -> tuple[MappedPrincipal, ...]:
    """EKS allows one access entry per principal; the aws-auth config map allowed several."""
    no_repeats(tuple(entry.principal_arn for entry in entries))
    return entries
