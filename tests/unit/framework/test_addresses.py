import pytest
from cdktf import TerraformOutput, TerraformResource, TerraformStack
from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from constructs_lib.framework import HIDDEN_ID
from tests.unit.synth import data_sources, resources, shown, synthesized


def test_address_is_the_construct_path_without_a_hash(stack: TerraformStack) -> None:
    vpc = Vpc(Construct(Construct(stack, "house"), "garden"), "vpc", cidr_block="10.0.0.0/16")

    assert shown(stack, vpc_id=vpc.id) == {"vpc_id": "${aws_vpc.house_garden_vpc.id}"}
    assert list(resources(stack, "aws_vpc")) == ["house_garden_vpc"]


def test_hidden_construct_is_not_in_addresses(stack: TerraformStack) -> None:
    Vpc(Construct(Construct(stack, HIDDEN_ID), "garden"), "vpc", cidr_block="10.0.0.0/16")

    assert list(resources(stack, "aws_vpc")) == ["garden_vpc"]


def test_invalid_characters_become_hyphens(stack: TerraformStack) -> None:
    Vpc(Construct(stack, "www.example.com"), "*", cidr_block="10.0.0.0/16")

    assert list(resources(stack, "aws_vpc")) == ["www-example-com_-"]


def test_duplicate_address_of_one_type_is_rejected(stack: TerraformStack) -> None:
    Vpc(Construct(stack, "a"), "b_c", cidr_block="10.1.0.0/16")
    Vpc(Construct(stack, "a_b"), "c", cidr_block="10.2.0.0/16")

    with pytest.raises(Exception, match="stack/a_b/c and stack/a/b_c would both have the Terraform address 'a_b_c'"):
        synthesized(stack)


@pytest.mark.parametrize("generic", [True, False], ids=["a generic resource", "a subclass"])
def test_duplicate_address_of_two_python_classes_is_rejected(stack: TerraformStack, generic: bool) -> None:
    class OurVpc(Vpc):
        pass

    Vpc(Construct(stack, "a"), "b_c", cidr_block="10.1.0.0/16")
    if generic:
        TerraformResource(Construct(stack, "a_b"), "c", terraform_resource_type="aws_vpc")
    else:
        OurVpc(Construct(stack, "a_b"), "c", cidr_block="10.2.0.0/16")

    with pytest.raises(Exception, match="would both have the Terraform address 'a_b_c'"):
        synthesized(stack)


def test_resource_data_source_and_output_can_share_an_address(stack: TerraformStack) -> None:
    vpc = Vpc(Construct(stack, "a"), "b_c", cidr_block="10.1.0.0/16")
    DataAwsVpc(Construct(stack, "a_b"), "c")
    TerraformOutput(stack, "a_b_c", value=vpc.id)

    assert list(resources(stack, "aws_vpc")) == ["a_b_c"]
    assert list(data_sources(stack, "aws_vpc")) == ["a_b_c"]
    assert synthesized(stack)["output"] == {"a_b_c": {"value": "${aws_vpc.a_b_c.id}"}}


def test_address_is_stable(stack: TerraformStack) -> None:
    vpc = Vpc(stack, "vpc", cidr_block="10.0.0.0/16")

    assert [vpc.friendly_unique_id, vpc.friendly_unique_id] == ["vpc", "vpc"]
