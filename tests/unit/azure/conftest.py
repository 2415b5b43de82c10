"""What the tests of Azure's components share: a place whose values cannot be mistaken for defaults."""

import pytest

from constructs_lib.azure.place import Place


@pytest.fixture
def place() -> Place:
    """A resource group in a region, with a tag."""
    return Place(resource_group_name="wandb-group", location="norwayeast", tags={"team": "ml"})
