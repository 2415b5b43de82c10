from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.vpc import Vpc

from constructs_lib.aws.addons import Addon, Addons
from tests.unit.synth import data_sources, only, resources, synthesized, variable


def test_add_on_without_version_gets_the_eks_default(stack: TerraformStack) -> None:
    Addons(stack, "addons", cluster_name="prod", addons=[Addon("coredns")])

    assert resources(stack, "aws_eks_addon") == {
        "addons_coredns": {
            "cluster_name": "prod",
            "addon_name": "coredns",
            "resolve_conflicts_on_create": "OVERWRITE",
            "resolve_conflicts_on_update": "PRESERVE",
        }
    }
    assert data_sources(stack, "aws_eks_addon_version") == {}


def test_everything_that_is_set_reaches_the_add_on(stack: TerraformStack) -> None:
    addon = Addon("aws-ebs-csi-driver", "v1.40.0", role_arn="arn:role", configuration='{"a": 1}')
    Addons(
        stack,
        "addons",
        cluster_name="prod",
        addons=[addon],
        depends_on=[Vpc(stack, "vpc", cidr_block="10.0.0.0/16")],
        defaults_of="1.35",
    )

    assert resources(stack, "aws_eks_addon") == {
        "addons_aws_ebs_csi_driver": {
            "cluster_name": "prod",
            "addon_name": "aws-ebs-csi-driver",
            "addon_version": "v1.40.0",
            "service_account_role_arn": "arn:role",
            "configuration_values": '{"a": 1}',
            "resolve_conflicts_on_create": "OVERWRITE",
            "resolve_conflicts_on_update": "PRESERVE",
            "depends_on": ["aws_vpc.vpc"],
        }
    }


def test_references_reach_the_add_on(stack: TerraformStack) -> None:
    addon = Addon("vpc-cni", variable(stack, "version"), role_arn=variable(stack, "role"))
    Addons(stack, "addons", cluster_name=variable(stack, "cluster"), addons=[addon])

    arguments = only(stack, "aws_eks_addon")
    assert arguments["cluster_name"] == "${var.cluster}"
    assert arguments["addon_version"] == "${var.version}"
    assert arguments["service_account_role_arn"] == "${var.role}"


def test_each_add_on_keeps_its_own_version_and_role(stack: TerraformStack) -> None:
    addons = [Addon("vpc-cni", "v1", role_arn="arn:cni"), Addon("kube-proxy", "v2"), Addon("coredns")]
    Addons(stack, "addons", cluster_name="prod", addons=addons)

    found = resources(stack, "aws_eks_addon").values()
    assert {a["addon_name"]: (a.get("addon_version"), a.get("service_account_role_arn")) for a in found} == {
        "vpc-cni": ("v1", "arn:cni"),
        "kube-proxy": ("v2", None),
        "coredns": (None, None),
    }


def test_add_ons_without_version_get_the_default_version(stack: TerraformStack) -> None:
    addons = [Addon("vpc-cni", "v1"), Addon("kube-proxy")]
    Addons(stack, "addons", cluster_name="prod", addons=addons, defaults_of=variable(stack, "kubernetes"))

    assert data_sources(stack, "aws_eks_addon_version") == {
        "addons_kube_proxy_default": {"addon_name": "kube-proxy", "kubernetes_version": "${var.kubernetes}"}
    }
    found = resources(stack, "aws_eks_addon").values()
    assert {addon["addon_name"]: addon["addon_version"] for addon in found} == {
        "vpc-cni": "v1",
        "kube-proxy": "${data.aws_eks_addon_version.addons_kube_proxy_default.version}",
    }


def test_dependents_wait_for_all_add_ons(stack: TerraformStack) -> None:
    networking = Addons(stack, "networking", cluster_name="prod", addons=[Addon("vpc-cni"), Addon("kube-proxy")])
    Addons(stack, "addons", cluster_name="prod", addons=[Addon("coredns")], depends_on=networking.resources)

    assert resources(stack, "aws_eks_addon")["addons_coredns"]["depends_on"] == [
        "aws_eks_addon.networking_vpc_cni",
        "aws_eks_addon.networking_kube_proxy",
    ]


def test_only_the_add_on_waits_for_its_role_policies(stack: TerraformStack) -> None:
    policies = [Vpc(stack, "policies", cidr_block="10.0.0.0/16")]
    addons = [Addon("vpc-cni", role_arn="arn:role", role_policies=policies), Addon("kube-proxy")]
    Addons(stack, "networking", cluster_name="prod", addons=addons)

    found = resources(stack, "aws_eks_addon")
    assert found["networking_vpc_cni"]["depends_on"] == ["aws_vpc.policies"]
    assert "depends_on" not in found["networking_kube_proxy"]


def test_no_add_ons_are_no_resources(stack: TerraformStack) -> None:
    Addons(stack, "addons", cluster_name="prod", addons=[], defaults_of="1.35")

    assert "data" not in synthesized(stack)
    assert "resource" not in synthesized(stack)
