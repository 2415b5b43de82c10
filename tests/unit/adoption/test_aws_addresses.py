"""constructs_lib/adoption/aws: what becomes of each resource of the official AWS module."""

from collections import Counter

import pytest

from constructs_lib.adoption.aws.address_table import our_address
from constructs_lib.adoption.aws.remains import IGNORED, LEFT_OVER
from constructs_lib.adoption.leftovers import KINDS
from constructs_lib.adoption.patterns import first_match
from tests.official_states import RECORDED, official_addresses
from tests.unit.adoption.official import plan_of

# Deleting one of these would take away what an adopted resource is made of.
NEVER_LEFT_OVER = ("aws_route", "aws_autoscaling_attachment", "aws_acm_certificate_validation", "aws_s3_bucket_acl")


def instances(address: str) -> list[str]:
    """Addresses with the keys that a resource with for_each or count has in a state."""
    keyed = address.replace("<i>", "0")
    return [keyed, f"{keyed}[0]", f'{keyed}["a.example.com"]'] if not keyed.endswith("]") else [keyed]


@pytest.mark.parametrize("address", official_addresses("aws"))
def test_every_official_address_is_known(address: str) -> None:
    for instance in instances(address):
        if our_address(instance) or first_match(IGNORED, instance) or first_match(LEFT_OVER, instance):
            return
    pytest.fail(f"{address} is not mapped, left over or ignored")


@pytest.mark.parametrize("name", RECORDED)
def test_every_recorded_resource_is_kept_left_over_or_ignored_once(name: str) -> None:
    plan = plan_of(name)
    assert plan.unknown == ()
    fates = Counter([each.official for each in plan.adoption.imports])
    fates.update(each.address for each in plan.adoption.leftovers)
    # A rule with an id is imported by that id, and ignored as a rule of the old type.
    rules = {address for address in plan.ignored if address.startswith("module.app_eks.aws_security_group_rule.")}
    fates.update(plan.ignored.keys() - rules)
    assert {address: count for address, count in fates.items() if count > 1 and address[0] != "("} == {}


@pytest.mark.parametrize("name", RECORDED)
def test_every_import_goes_to_an_address_of_its_own(name: str) -> None:
    addresses = [each.to for each in plan_of(name).adoption.imports]
    assert len(set(addresses)) == len(addresses)
    assert all(each.id or each.find for each in plan_of(name).adoption.imports)


@pytest.mark.parametrize("name", RECORDED)
def test_parts_of_adopted_resources_are_never_left_over(name: str) -> None:
    plan = plan_of(name)
    adopted = {each.official for each in plan.adoption.imports}
    for leftover in plan.adoption.leftovers:
        assert leftover.type not in NEVER_LEFT_OVER
        assert not leftover.type.startswith("aws_default_")
        assert leftover.address not in adopted
        assert leftover.kind in KINDS


def test_data_of_the_old_deployment_is_a_kind_of_its_own() -> None:
    data = {each.type for each in plan_of("v8.0.0-defaults").adoption.leftovers if each.kind == "data"}
    assert data == {
        *("aws_efs_file_system", "aws_efs_mount_target", "aws_efs_backup_policy"),
        *("aws_secretsmanager_secret", "aws_s3_bucket"),
    }


@pytest.mark.parametrize(
    ("address", "kind"),
    [
        ("module.wandb.helm_release.operator[0]", "application"),
        ("module.app_eks.module.eks.aws_iam_role.workers[0]", "iam"),
        ('module.app_eks.module.eks.aws_security_group_rule.node["a.b"]', "security-groups"),
        ("module.app_eks.module.eks.kubernetes_config_map.aws_auth[0]", None),
        ("aws_route53_zone.mine", None),
        ("module.networking.module.vpc.aws_vpc.this[0]", None),
    ],
)
def test_leftover_has_a_kind(address: str, kind: str | None) -> None:
    assert (None if first_match(IGNORED, address) else first_match(LEFT_OVER, address)) == kind
