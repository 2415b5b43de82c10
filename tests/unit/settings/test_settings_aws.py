"""The AWS settings as a whole: the documented file, defaults, sizes, names, and what follows from them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from constructs_lib.deployments import load_deployments
from constructs_lib.settings import AwsSettings
from constructs_lib.settings.aws.resource_names import DERIVED_NAMES, NAMESPACE_LENGTH
from constructs_lib.settings.aws.sizes import AWS_SIZES
from constructs_lib.settings.fields.declaration import V2, V8, generations_of
from constructs_lib.settings.reference import reference
from tests.unit.settings.settings_cases import DOCUMENTED, HERE, REPOSITORY, settings_of

OFFICIAL: dict[str, list[str]] = json.loads((HERE / "aws" / "official_inputs.json").read_text(encoding="utf-8"))
DOCUMENTED_LINES = """\
namespace                  = "wandb"
license                    = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
subdomain                  = "wandb-aws"
domain_name                = "wandb.ml"
zone_id                    = "xxxxxxxxxxxxxxxx"
allowed_inbound_cidr       = ["0.0.0.0/0"]
allowed_inbound_ipv6_cidr  = ["::/0"]
"""


def test_deployment_file_starts_with_the_documented_lines_unchanged() -> None:
    assert DOCUMENTED.read_text(encoding="utf-8").startswith(DOCUMENTED_LINES)


def test_documented_seven_lines_are_enough(tmp_path: Path) -> None:
    file = tmp_path / "aws" / "seven.tfvars"
    file.parent.mkdir()
    file.write_text(DOCUMENTED_LINES, encoding="utf-8")
    (deployment,) = load_deployments([file])
    assert deployment.settings.fqdn == "wandb-aws.wandb.ml"


def test_recommended_deployment_is_what_the_guide_says() -> None:
    (deployment,) = load_deployments([DOCUMENTED])
    settings = deployment.settings
    assert (deployment.name, deployment.cloud) == ("aws-wandb", "aws")
    assert (settings.region, settings.zone_id) == ("eu-central-1", "xxxxxxxxxxxxxxxx")
    assert sorted(settings.default_tags) == ["Enviroment", "Example", "GithubOrg", "GithubRepo"]
    assert settings.public_access and settings.external_dns and settings.kubernetes_public_access
    assert settings.kubernetes_public_access_cidrs == ("0.0.0.0/0",)
    assert settings.url == "https://wandb-aws.wandb.ml"


def test_recommended_deployment_has_the_expected_warnings() -> None:
    (deployment,) = load_deployments([DOCUMENTED])
    assert [warning.partition(":")[0] for warning in deployment.warnings] == [
        "backend",
        "allowed_inbound_cidr",
        "kubernetes_public_access_cidrs",
    ]


def test_license_is_stored_only_as_given() -> None:
    settings = settings_of('license = "hushhush"\nexternal_redis_password = "hushhush"')
    assert settings.license is True
    assert settings_of("# without: license").license is False
    assert "hushhush" not in repr(settings) + settings.model_dump_json()


def test_settings_cannot_be_changed_once_checked() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        settings_of().namespace = "other"  # type: ignore[misc]


@pytest.mark.parametrize("name", sorted(OFFICIAL))
def test_every_official_input_has_a_status_and_its_generations(name: str) -> None:
    refusals = {refusal.name: refusal for refusal in AwsSettings.refusals}
    field = AwsSettings.model_fields.get(name)
    assert (field is None) != (name not in refusals), "either a setting or refused"
    claimed = generations_of(field or refusals[name], AwsSettings.generations)
    assert [generation for generation in claimed if generation in (V2, V8)] == OFFICIAL[name]


def test_no_input_claims_a_generation_that_does_not_have_it() -> None:
    own = AwsSettings.generations
    claimed = {
        name for name, field in AwsSettings.model_fields.items() if set(own).intersection(generations_of(field, own))
    }
    assert claimed - set(OFFICIAL) == set()


def test_most_inputs_of_both_module_generations_are_accepted() -> None:
    for generation, total, refused in ((V2, 48, 1), (V8, 104, 8)):
        inputs = {name for name, generations in OFFICIAL.items() if generation in generations}
        assert len(inputs) == total
        assert len(inputs - set(AwsSettings.model_fields)) == refused


def test_settings_reference_in_the_docs_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "inputs-aws.md").read_text(encoding="utf-8")
    assert page == reference("aws"), "run: python -m constructs_lib.settings.reference aws > docs/inputs-aws.md"


def test_settings_reference_has_one_line_for_every_input() -> None:
    lines = [line.split("`")[1] for line in reference("aws").splitlines() if line.startswith("| `")]
    assert sorted(lines) == sorted([*AwsSettings.model_fields, *(refusal.name for refusal in AwsSettings.refusals)])


@pytest.mark.parametrize("size", AWS_SIZES)
def test_size_fills_in_what_is_not_set(size: str) -> None:
    assert settings_of(f'size = "{size}"').sizing == AWS_SIZES[size]


def test_single_inputs_override_the_size() -> None:
    sizing = settings_of("""
        size = "large"
        database_instance_class = "db.r7g.large"
        kubernetes_instance_types = ["m6i.large"]
        kubernetes_node_disk_size_gb = 55
        elasticache_node_type = "cache.r7g.large"
        kubernetes_min_nodes_per_az = 2
        kubernetes_max_nodes_per_az = 7
    """).sizing
    assert (sizing.database_instance_class, sizing.kubernetes_instance_types) == ("db.r7g.large", ("m6i.large",))
    assert (sizing.kubernetes_node_disk_size_gb, sizing.elasticache_node_type) == (55, "cache.r7g.large")
    assert (sizing.kubernetes_min_nodes_per_az, sizing.kubernetes_max_nodes_per_az) == (2, 7)


def test_larger_sizes_have_no_smaller_value() -> None:
    disks = [size.kubernetes_node_disk_size_gb for size in AWS_SIZES.values()]
    assert disks == sorted(disks)
    assert list(AWS_SIZES) == ["small", "medium", "large", "xlarge", "xxlarge"]


def test_longest_namespace_fits_every_derived_name() -> None:
    assert NAMESPACE_LENGTH == 25
    for name in DERIVED_NAMES:
        assert len(name.for_namespace("n" * NAMESPACE_LENGTH)) <= name.limit, name.what


@pytest.mark.parametrize("external_dns", ["true", "false"])
def test_server_names_are_its_own_and_the_further_ones(external_dns: str) -> None:
    settings = settings_of(f'external_dns = {external_dns}\nextra_fqdn = ["other.wandb.ml"]')
    assert settings.all_fqdns == ("wandb-aws.wandb.ml", "other.wandb.ml")


def test_without_subdomain_the_server_has_the_domains_own_name() -> None:
    assert settings_of("subdomain = null").fqdn == "wandb.ml"


@pytest.mark.parametrize(
    ("changes", "facing"),
    [
        ("public_access = true", True),
        ("public_access = false", False),
        ("public_access = true\nkubernetes_alb_internet_facing = false", False),
        ("public_access = false\nkubernetes_alb_internet_facing = true", True),
    ],
)
def test_newer_input_decides_if_load_balancer_is_internet_facing(changes: str, facing: bool) -> None:
    assert settings_of(changes).internet_facing is facing


@pytest.mark.parametrize("name", ["create_elasticache", "create_elasticache_subnet"])
def test_both_documented_names_switch_redis_on(name: str) -> None:
    assert settings_of(f"{name} = true").creates_cache
    assert not settings_of("").creates_cache


def test_load_balancer_has_ipv6_only_for_allowed_ranges() -> None:
    assert settings_of('public_access = true\nallowed_inbound_ipv6_cidr = ["::/0"]').dualstack
    assert not settings_of("public_access = true\nallowed_inbound_ipv6_cidr = []").dualstack
    assert not settings_of('public_access = false\nallowed_inbound_ipv6_cidr = ["::/0"]').dualstack


def test_application_stack_goes_with_either_helm_switch() -> None:
    assert settings_of().creates_application
    assert not settings_of("enable_helm_wandb = false").creates_application
    assert not settings_of("enable_helm_operator = false").creates_application


def test_system_masters_becomes_the_administrator_policy() -> None:
    arn = "arn:aws:iam::123456789012:role/team"
    groups = '["system:masters", "viewers"]'
    (role,) = settings_of(
        f'kubernetes_map_roles = [{{ rolearn = "{arn}", username = "me", groups = {groups} }}]'
    ).kubernetes_map_roles
    assert role.administers and role.kubernetes_groups == ("viewers",) and role.principal_arn == arn


def test_zones_are_counted_in_the_subnets_that_are_used() -> None:
    assert settings_of().zone_count == 2
    three = settings_of("""
        create_vpc = false
        network_id = "vpc-01234567"
        network_private_subnets = ["subnet-00000001", "subnet-00000002", "subnet-00000003"]
        network_database_subnets = ["subnet-00000001", "subnet-00000002"]
        network_public_subnets = ["subnet-00000004", "subnet-00000005"]
    """)
    assert three.zone_count == 3


@pytest.mark.parametrize(
    ("network", "public", "cache"),
    [
        ("10.10.0.0/16", ("10.10.0.0/24", "10.10.1.0/24"), ("10.10.30.0/24", "10.10.31.0/24")),
        ("172.16.0.0/16", ("172.16.0.0/24", "172.16.1.0/24"), ("172.16.30.0/24", "172.16.31.0/24")),
        ("10.64.32.0/19", ("10.64.32.0/24", "10.64.33.0/24"), ("10.64.62.0/24", "10.64.63.0/24")),
        ("10.64.4.0/22", ("10.64.4.0/27", "10.64.4.32/27"), ("10.64.7.192/27", "10.64.7.224/27")),
    ],
)
def test_subnets_are_derived_from_the_network(network: str, public: tuple[str, ...], cache: tuple[str, ...]) -> None:
    settings = settings_of(f'network_cidr = "{network}"\ncreate_elasticache = true\nkubernetes_max_nodes_per_az = 1')
    assert settings.network_public_subnet_cidrs == public
    assert settings.network_elasticache_subnet_cidrs == cache
