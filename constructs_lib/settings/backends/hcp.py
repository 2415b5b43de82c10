"""State in HCP Terraform or Terraform Enterprise."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from ..fields.types import OptionalHostName, OptionalText, Text, text_matching, when_given
from .base import Backend, argument, credential, given

# https://developer.hashicorp.com/terraform/cloud-docs/workspaces/create: 90 characters, of which a stack has up to 60.
_prefix = text_matching(r"[A-Za-z0-9_-]{1,30}", "up to 30 letters, digits, hyphens and underscores")
_organization = text_matching(r"[A-Za-z0-9][A-Za-z0-9_-]{2,39}", "the name of an organization")
_project = text_matching(r"[\w -]{3,40}", "the name of a project")


class RemoteBackend(Backend):
    """The workspace `<workspace_prefix><stack>`, through the older `remote` backend."""

    type = "remote"
    refusals = (credential("token", "run `terraform login`, or set TF_TOKEN_app_terraform_io"),)
    other_names: ClassVar[dict[str, str]] = {
        "workspace": "workspace_prefix",
        "workspaces": "workspace_prefix",
        "prefix": "workspace_prefix",
    }

    organization: Annotated[Text, AfterValidator(_organization)] = argument(
        changes="The organization.", example="example"
    )
    hostname: OptionalHostName = argument(
        None, changes="The host of Terraform Enterprise; OpenTofu requires it.", when_omitted="app.terraform.io"
    )
    workspace_prefix: Annotated[OptionalText, AfterValidator(when_given(_prefix))] = argument(
        None, changes="The prefix of the workspace names.", when_omitted="nothing"
    )

    def arguments(self, stack: str) -> dict[str, Any]:
        return given(
            organization=self.organization,
            hostname=self.hostname,
            workspaces={"name": f"{self.workspace_prefix or ''}{stack}"},
        )


class CloudBackend(RemoteBackend):
    """The workspace `<workspace_prefix><stack>`, through the `cloud` block."""

    type = "cloud"

    project: Annotated[OptionalText, AfterValidator(when_given(_project))] = argument(
        None,
        changes="The project of new workspaces.",
        when_omitted="the default project",
    )

    def arguments(self, stack: str) -> dict[str, Any]:
        arguments = super().arguments(stack)
        arguments["workspaces"] |= given(project=self.project)
        return arguments
