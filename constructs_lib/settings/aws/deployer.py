"""Terraform's identity in AWS: the role to assume, the allowed accounts, and the limits of the roles it creates."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import BeforeValidator, model_validator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import OURS, setting
from ..fields.suggestions import did_you_mean
from ..fields.types import TypeName
from .types import AccountIds, ExternalId, OptionalPolicyArn, RoleArn, RolePath, SessionName

_WANTED = "{ role_arn = ... }, with external_id and session_name if the role needs them"


class AssumedRole(SettingsModel):
    """A role that Terraform assumes, with the arguments of the provider's block `assume_role`."""

    role_arn: RoleArn
    external_id: ExternalId = None
    session_name: SessionName = None

    @model_validator(mode="before")
    @classmethod
    def _is_complete(cls, value: Any) -> Any:
        if isinstance(value, cls):
            return value
        if not isinstance(value, Mapping):
            fail(f"{show(value)} is not an object; write {_WANTED}")
        for name in value:
            if name not in cls.model_fields:
                suggestion = did_you_mean(str(name), cls.model_fields)
                fail(f"{show(str(name))} is not an attribute{suggestion}; write {_WANTED}")
        if value.get("role_arn") is None:
            fail(f"lacks role_arn; write {_WANTED}")
        return value

    @property
    def account_id(self) -> str:
        """The account that the role is in."""
        return self.role_arn.split(":")[4]


class DeployerSettings(SettingsModel):
    """Terraform's role and allowed accounts."""

    assume_role: Annotated[
        AssumedRole | None,
        BeforeValidator(lambda value: value or None),
        TypeName("object({ role_arn = string, external_id = optional(string), session_name = optional(string) })"),
    ] = setting(
        None,
        since=(OURS,),
        changes="An IAM role that Terraform assumes for everything in AWS, including the login to the cluster.",
        when_omitted="Terraform uses the deployer's own credentials",
        note="Not used for the state: backend has its own role_arn.",
    )
    allowed_account_ids: AccountIds = setting(
        (),
        since=(OURS,),
        changes="The AWS accounts that Terraform may use; a plan with credentials of any other account fails.",
        when_omitted="any account",
    )

    iam_role_path: RolePath = setting(
        "/",
        since=(OURS,),
        changes="The path of all IAM roles of the deployment, for policies that allow only roles below a path.",
        note="A change replaces the roles, and with them the cluster: set it before the first deploy.",
    )
    iam_permissions_boundary_arn: OptionalPolicyArn = setting(
        None,
        since=(OURS,),
        changes="The policy that limits the permissions of all IAM roles of the deployment (permissions boundary).",
        when_omitted="the roles have no boundary",
    )

    @property
    def account_ids(self) -> frozenset[str]:
        """The possible accounts of the deployment: the role's, or the allowed ones; empty if the file names none."""
        return frozenset([self.assume_role.account_id] if self.assume_role else self.allowed_account_ids)
