"""Fixtures of the Azure tests: a resource scope whose values differ from all defaults."""

import pytest

from constructs_lib.azure.resource_scope import ResourceScope


@pytest.fixture
def resource_scope() -> ResourceScope:
    """A resource group in a region, with a tag."""
    return ResourceScope(resource_group_name="wandb-group", location="norwayeast", tags={"team": "ml"})
