"""Declares to CDK Terrain which versions of Terraform and OpenTofu the constructs need.

From 0.24, CDK Terrain refuses write-only arguments unless the app is declared to be for versions that have them.
"""

from typing import Final

from constructs import Construct

from constructs_lib import engine

# The context value that CDK Terrain's command line sets from `targetVersions` in cdktf.json.
CONTEXT: Final = "targetVersions"
# Of Terraform, and of OpenTofu, which reads the same `required_version`. Write-only arguments came with 1.11 of both
# (https://developer.hashicorp.com/terraform/language/v1.11.x/upgrade-guides). Terraform 1.11.0 can fail to write a plan
# with values that are sensitive and ephemeral, such as every secret here
# (https://github.com/hashicorp/terraform/issues/36619).
TERRAFORM_VERSIONS: Final = ">= 1.11.1"
TARGET_VERSIONS: Final = {"terraform": TERRAFORM_VERSIONS, "opentofu": TERRAFORM_VERSIONS}


def declare_target_versions(construct: Construct) -> None:
    """Declares the versions for `construct` and what it contains, unless the app has declared its own."""
    if engine.chosen() == engine.CDK_TERRAIN and construct.node.try_get_context(CONTEXT) is None:
        construct.node.set_context(CONTEXT, TARGET_VERSIONS)
