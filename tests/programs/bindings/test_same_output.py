"""The same bytes, names and refusals with and without the loader."""

from pathlib import Path

from tests.programs.bindings.conftest import Program

_APP = """
import os
if os.environ["ORDER"] == "library first":
    import constructs_lib
from cdktf import App, Fn, TerraformOutput, TerraformStack
import constructs_lib
import cdktf_cdktf_provider_aws as aws
from cdktf_cdktf_provider_aws.data_aws_availability_zones import DataAwsAvailabilityZones
from cdktf_cdktf_provider_aws.eks_cluster import EksCluster, EksClusterVpcConfig
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_aws.security_group import SecurityGroup, SecurityGroupIngress
from cdktf_cdktf_provider_aws.vpc import Vpc

modules = loaded("cdktf_cdktf_provider_aws")
app = App(outdir="out", context={"excludeStackIdFromLogicalIds": "true"})
network, cluster = TerraformStack(app, "network"), TerraformStack(app, "cluster")
for stack in (network, cluster):
    AwsProvider(stack, "aws", region="eu-west-1", default_tags=[{"tags": {"team": "a"}}])
zones = DataAwsAvailabilityZones(network, "zones", state="available")
vpc = Vpc(network, "vpc", cidr_block="10.0.0.0/16", enable_dns_support=True, tags={"zone": Fn.element(zones.names, 0)})
group = SecurityGroup(network, "group", vpc_id=vpc.id, ingress=[
    SecurityGroupIngress(from_port=443, to_port=443, protocol="tcp", cidr_blocks=["0.0.0.0/0"], self_attribute=False)])
eks = EksCluster(cluster, "eks", name="eks", role_arn="arn", vpc_config=EksClusterVpcConfig(
    subnet_ids=["a", "b"], security_group_ids=[group.id]))
eks.add_override("lifecycle.prevent_destroy", True)
TerraformOutput(cluster, "issuer", value=eks.identity.get(0).oidc.get(0).issuer)

def refusal(call):
    try:
        call()
    except Exception as error:
        return f"{type(error).__name__}: {error}"

refusals = [
    refusal(lambda: Vpc(network, "number", cidr_block=5)),
    refusal(lambda: Vpc(network, "list", tags=["a"])),
    refusal(lambda: Vpc(network, "nested", tags={"a": 5})),
    refusal(lambda: Vpc(network, "flag", enable_dns_support="yes")),
    refusal(lambda: Vpc(network, "flag as number", enable_dns_support=1)),
    refusal(lambda: Vpc(network, "number as flag", ipv4_netmask_length=True)),
    refusal(lambda: SecurityGroupIngress(from_port="1", to_port=1)),
    refusal(lambda: Vpc(network, "vpc")),
]
app.synth()
names = {"public": dir(aws), "private": dir(aws._private)}
print(json.dumps({"modules": modules, "refusals": refusals, "names": names}))
# Leaving thousands of modules one by one takes seconds of the eager side.
sys.stdout.flush()
os._exit(0)
"""


def test_output_is_byte_equal_with_and_without_the_loader(program: Program, tmp_path: Path) -> None:
    output = tmp_path / "out"
    on_demand = program(_APP, ORDER="library first")
    on_demand_files = _read_and_remove(output)
    after_cdktf = program(_APP, ORDER="cdktf first")
    after_cdktf_files = _read_and_remove(output)
    eager = program(_APP, ORDER="library first", WANDB_EAGER_BINDINGS="1")

    assert on_demand_files == after_cdktf_files == _read_and_remove(output)
    assert len(on_demand_files) == 3
    used = ["data_aws_availability_zones", "eks_cluster", "provider", "security_group", "vpc"]
    assert on_demand.pop("modules") == after_cdktf.pop("modules") == used
    assert len(eager.pop("modules")) == 2212
    assert on_demand == after_cdktf == eager
    assert None not in eager["refusals"]


def _read_and_remove(folder: Path) -> dict[str, bytes]:
    files = {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    for name in files:
        (folder / name).unlink()
    return files
