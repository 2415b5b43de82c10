from cdktf import TerraformStack

from constructs_lib.framework import RandomSuffix
from tests.unit.synth import resources, shown, synthesized, variable


def test_value_is_the_first_eight_digits_of_a_uuid(stack: TerraformStack) -> None:
    suffix = RandomSuffix(stack, "suffix")

    assert shown(stack, name=f"bucket-{suffix.value}") == {"name": "bucket-${substr(terraform_data.suffix.id, 0, 8)}"}
    assert resources(stack, "terraform_data") == {"suffix": {}}


def test_no_provider_is_needed(stack: TerraformStack) -> None:
    RandomSuffix(stack, "suffix")

    assert list(synthesized(stack)["resource"]) == ["terraform_data"]
    assert "required_providers" not in synthesized(stack).get("terraform", {})


def test_suffix_changes_with_the_given_values(stack: TerraformStack) -> None:
    RandomSuffix(stack, "suffix", renewed_with=["plain", variable(stack, "snapshot")])

    assert resources(stack, "terraform_data") == {"suffix": {"triggers_replace": ["plain", "${var.snapshot}"]}}


def test_two_suffixes_are_independent(stack: TerraformStack) -> None:
    first, second = RandomSuffix(stack, "first"), RandomSuffix(stack, "second")

    assert shown(stack, first=first.value, second=second.value) == {
        "first": "${substr(terraform_data.first.id, 0, 8)}",
        "second": "${substr(terraform_data.second.id, 0, 8)}",
    }
