import pytest
from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.vpc import Vpc

from constructs_lib.framework import prevent_destroy
from tests.unit.synth import only


@pytest.mark.parametrize(
    ("keep", "lifecycle"), [(True, {"prevent_destroy": True}), (False, None)], ids=["kept", "not kept"]
)
def test_prevent_destroy_is_set_only_on_request(
    stack: TerraformStack, keep: bool, lifecycle: dict[str, bool] | None
) -> None:
    Vpc(stack, "vpc", cidr_block="10.0.0.0/16", lifecycle=prevent_destroy(keep))

    assert only(stack, "aws_vpc").get("lifecycle") == lifecycle
