"""Declares to CDK Terrain which versions of Terraform and OpenTofu the constructs need.

From 0.24, CDK Terrain refuses write-only arguments unless the app is declared to be for versions that have them.
"""

from typing import Final

from constructs import Construct

from constructs_lib import engine

# The context value that CDK Terrain's command line sets from `targetVersions` in cdktf.json.
CONTEXT: Final = "targetVersions"
# npm version ranges. Write-only arguments came with 1.11 of both; Terraform 1.11.0 can fail to write a plan with them.
TARGET_VERSIONS: Final = {"terraform": ">=1.11.1", "opentofu": ">=1.11.0"}


def declare_target_versions(construct: Construct) -> None:
    """Declares the versions for `construct` and what it contains, unless the app has declared its own."""
    if engine.chosen() == engine.CDK_TERRAIN and construct.node.try_get_context(CONTEXT) is None:
        construct.node.set_context(CONTEXT, TARGET_VERSIONS)
