"""Random suffixes of names, without the random provider."""

from collections.abc import Sequence

from cdktf import TerraformResource
from constructs import Construct

from constructs_lib.framework.component import Component

# Hexadecimal digits taken from the UUID: 16^8 values, and short enough for every service's name limit.
LENGTH = 8


class RandomSuffix(Component):
    """Eight random hexadecimal digits, generated once and stored in the state by Terraform's built-in `terraform_data`.

    Args:
        renewed_with: The digits change when one of these values changes. Empty: never.

    Attributes:
        value: The digits.

    Example:
        name = f"reports-{RandomSuffix(stack, 'suffix').value}"
    """

    def __init__(self, scope: Construct, id_: str, *, renewed_with: Sequence[str] = ()) -> None:
        super().__init__(scope, id_)
        data = TerraformResource(self, "Default", terraform_resource_type="terraform_data")
        if renewed_with:
            data.add_override("triggers_replace", list(renewed_with))
        self.value = f"${{substr({data.fqn}.id, 0, {LENGTH})}}"
