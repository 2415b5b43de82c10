"""The Azure settings as a whole: defaults, sizes, names, and what follows from them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from constructs_lib.deployments import load_deployments
from constructs_lib.settings import AzureSettings
from constructs_lib.settings.azure.resource_names import DERIVED_NAMES, NAMESPACE_LENGTH
from constructs_lib.settings.azure.sizes import AZURE_SIZES
from constructs_lib.settings.fields.declaration import HEAD, V1, generations_of
from constructs_lib.settings.reference import reference
from tests.unit.settings.settings_cases import HERE, REPOSITORY
from tests.unit.settings.settings_cases import settings_of as settings_of_cloud

OFFICIAL: dict[str, list[str]] = json.loads((HERE / "azure" / "official_inputs.json").read_text(encoding="utf-8"))
# https://docs.wandb.ai/guides/hosting/self-managed/azure-tf, step 2, and what its step 4 sets beside them.
DOCUMENTED_LINES = """\
namespace     = "wandb"
wandb_license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"
subdomain     = "wandb-aws"
domain_name   = "wandb.ml"
location      = "westeurope"
deletion_protection = false
tags = {
  "Example" : "PublicDns"
}
"""
VAULT = '"https://example.vault.azure.net/secrets/wandb"'
VAULT_ID = (
    '"/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/shared'
    '/providers/Microsoft.KeyVault/vaults/example"'
)
ZONE = "/subscriptions/00000000-0000-0000-0000-000000000000/resourceGroups/dns/providers/Microsoft.Network/dnsZones/"


def settings_of(changes: str = "") -> AzureSettings:
    settings: AzureSettings = settings_of_cloud(changes, "azure")
    return settings


def test_documented_file_loads_unchanged(tmp_path: Path) -> None:
    path = tmp_path / "azure" / "wandb.tfvars"
    path.parent.mkdir()
    path.write_text(DOCUMENTED_LINES, encoding="utf-8")
    (deployment,) = load_deployments([path])
    assert (deployment.name, deployment.application_name) == ("azure-wandb", "azure-wandb-app")
    settings = deployment.settings
    assert isinstance(settings, AzureSettings)
    assert (settings.location, settings.url) == ("westeurope", "https://wandb-aws.wandb.ml")
    assert (settings.tags, settings.deletion_protection) == ({"Example": "PublicDns"}, False)
    assert (settings.license_input, settings.database_version) == ("wandb_license", "8.4")


def test_recommended_deployment_is_the_documented_one_renamed() -> None:
    aws, azure = load_deployments([REPOSITORY / "deployments"])
    assert isinstance(azure.settings, AzureSettings)
    assert azure.settings.url == "https://wandb-azure.wandb.ml" != aws.settings.url
    assert azure.settings.deletion_protection
    assert sorted(azure.settings.tags) == ["Enviroment", "Example", "GithubOrg", "GithubRepo"]


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ('license = "hushhush"\n# without: wandb_license', "license"),
        ("", "wandb_license"),
        ('license = "xxxxxxxxxxyyyyyyyyyyyzzzzzzz"', "license"),
        ("# without: wandb_license", None),
    ],
)
def test_license_has_two_names_and_the_variable_the_one_that_was_written(changes: str, name: str | None) -> None:
    assert settings_of(changes).license_input == name


@pytest.mark.parametrize("name", sorted(OFFICIAL))
def test_every_official_input_has_a_status_and_its_generations(name: str) -> None:
    refusals = {refusal.name: refusal for refusal in AzureSettings.refusals}
    field = AzureSettings.model_fields.get(name)
    assert (field is None) != (name not in refusals), "either a setting or refused"
    claimed = generations_of(field or refusals[name], AzureSettings.generations)
    assert [generation for generation in claimed if generation in (V1, HEAD)] == OFFICIAL[name]


def test_no_input_claims_a_generation_that_does_not_have_it() -> None:
    own = {V1, HEAD}
    fields = AzureSettings.model_fields.items()
    claimed = {name for name, field in fields if own.intersection(generations_of(field, AzureSettings.generations))}
    assert claimed - set(OFFICIAL) == set()


def test_most_inputs_of_both_generations_are_accepted() -> None:
    for generation, total, refused in ((V1, 28, 0), (HEAD, 63, 5)):
        inputs = {name for name, generations in OFFICIAL.items() if generation in generations}
        assert len(inputs) == total
        assert len(inputs - set(AzureSettings.model_fields)) == refused


def test_settings_reference_in_the_docs_is_up_to_date() -> None:
    page = (REPOSITORY / "docs" / "inputs-azure.md").read_text(encoding="utf-8")
    assert page == reference("azure"), "run: python -m constructs_lib.settings.reference azure > docs/inputs-azure.md"


def test_settings_reference_has_one_line_for_every_input() -> None:
    lines = [line.split("`")[1] for line in reference("azure").splitlines() if line.startswith("| `")]
    assert sorted(lines) == sorted([*AzureSettings.model_fields, *(each.name for each in AzureSettings.refusals)])


def test_settings_reference_knows_its_clouds() -> None:
    command = [sys.executable, "-m", "constructs_lib.settings.reference", "gcp"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr == "usage: python -m constructs_lib.settings.reference aws|azure\n"


@pytest.mark.parametrize("size", AZURE_SIZES)
def test_size_fills_in_what_is_not_set(size: str) -> None:
    assert settings_of(f'size = "{size}"').sizing == AZURE_SIZES[size]


def test_single_inputs_override_the_size() -> None:
    sizing = settings_of("""
        size = "large"
        database_sku_name = "GP_Standard_D4ds_v4"
        kubernetes_instance_type = "Standard_D8s_v5"
        kubernetes_node_disk_size_gb = 55
        kubernetes_min_node_per_az = 2
        kubernetes_max_node_per_az = 7
        redis_sku_name = "MemoryOptimized_M10"
    """).sizing
    assert (sizing.database_sku_name, sizing.kubernetes_instance_type) == ("GP_Standard_D4ds_v4", "Standard_D8s_v5")
    assert (sizing.kubernetes_node_disk_size_gb, sizing.redis_sku_name) == (55, "MemoryOptimized_M10")
    assert (sizing.kubernetes_min_node_per_az, sizing.kubernetes_max_node_per_az) == (2, 7)


@pytest.mark.parametrize(("capacity", "sku"), [(3, "Balanced_B5"), (4, "Balanced_B10"), (5, "Balanced_B20")])
def test_redis_capacity_selects_a_managed_size_with_similar_memory(capacity: int, sku: str) -> None:
    sizing = settings_of(f"redis_capacity = {capacity}").sizing
    assert (sizing.redis_capacity, sizing.redis_sku_name) == (capacity, sku)


def test_longest_namespace_fits_every_derived_name() -> None:
    assert NAMESPACE_LENGTH == 24
    for name in DERIVED_NAMES:
        assert len(name.for_namespace("n" * NAMESPACE_LENGTH)) <= name.limit, name.what


@pytest.mark.parametrize(
    ("changes", "mode"),
    [
        ("", "acme"),
        (f"certificate_secret_id = {VAULT}\ncertificate_key_vault_id = {VAULT_ID}", "key_vault"),
        ("use_dns_resolver = true", "own_issuer"),
        ("ssl = false", "none"),
        ("ssl = false\nuse_dns_resolver = true", "none"),
    ],
)
def test_certificate_comes_from_one_place(changes: str, mode: str) -> None:
    assert settings_of(changes).certificate_mode == mode


def test_without_ssl_the_url_is_http() -> None:
    assert settings_of("ssl = false\nsubdomain = null").url == "http://wandb.ml"


@pytest.mark.parametrize(("subdomain", "zone"), [("null", "wandb.ml"), ('"a.b"', "wandb.ml"), ('"a.b"', "b.wandb.ml")])
def test_zone_is_named_in_its_id(subdomain: str, zone: str) -> None:
    assert settings_of(f'subdomain = {subdomain}\ndns_zone_id = "{ZONE}{zone}"').dns_zone_name == zone


@pytest.mark.parametrize(
    ("changes", "zones"),
    [
        ("", ("1", "2")),
        ("node_pool_num_zones = 3", ("1", "2", "3")),
        ('node_pool_zones = ["3", "1"]', ("3", "1")),
        ('location = "westus"', ()),
        ('location = "westus"\nnode_pool_num_zones = 2', ("1", "2")),
    ],
)
def test_zones_are_given_or_the_first_of_the_region(changes: str, zones: tuple[str, ...]) -> None:
    assert settings_of(changes).zones == zones


def test_ids_are_taken_in_small_letters_as_azure_writes_them_back() -> None:
    settings = settings_of("""
        subscription_id = "0A0B0C0D-1111-2222-3333-444444444444"
        kubernetes_admin_group_object_ids = ["0A0B0C0D-1111-2222-3333-555555555555"]
    """)
    assert settings.subscription_id == "0a0b0c0d-1111-2222-3333-444444444444"
    assert settings.kubernetes_admin_group_object_ids == ("0a0b0c0d-1111-2222-3333-555555555555",)


def test_nodes_are_counted_over_all_zones() -> None:
    settings = settings_of("kubernetes_min_node_per_az = 2\nnode_pool_num_zones = 3")
    assert (settings.min_nodes, settings.max_nodes) == (6, 12)
    without = settings_of('location = "westus"')
    assert (without.min_nodes, without.max_nodes) == (1, 4)


@pytest.mark.parametrize(
    ("changes", "makes", "uses_key", "queue"),
    [
        ("", True, False, False),
        ("use_internal_queue = false", True, False, True),
        ('storage_access = "key"', True, True, False),
        ('blob_container = "files"\nstorage_account = "mine"', False, False, False),
        ('blob_container = "files"\nstorage_account = "mine"\nstorage_key = "x"', False, True, False),
        ('external_bucket = "s3://k:s@host/bucket"', False, False, False),
        ('external_bucket = "s3://k:s@host/bucket"\nstorage_access = "key"', False, False, False),
    ],
)
def test_files_go_to_one_place_by_identity_or_by_key(changes: str, makes: bool, uses_key: bool, queue: bool) -> None:
    settings = settings_of(changes)
    assert (settings.creates_storage, settings.server_uses_key, settings.creates_queue) == (makes, uses_key, queue)


def test_contained_range_is_removed() -> None:
    settings = settings_of('allowed_ip_ranges = ["192.0.2.0/24", "192.0.2.7", "198.51.100.0/25", "192.0.2.128/25"]')
    assert settings.allowed_ip_ranges == ("192.0.2.0/24", "198.51.100.0/25")


def test_copies_are_kept_in_all_zones_where_there_are_some() -> None:
    assert settings_of("").replication_type == "ZRS"
    assert settings_of('location = "westus"').replication_type == "LRS"
    assert settings_of('storage_replication_type = "GRS"').replication_type == "GRS"


def test_storage_stops_using_the_key_before_its_removal() -> None:
    assert not settings_of("").encrypts_storage_with_vault_key
    assert settings_of("enable_storage_vault_key = true").encrypts_storage_with_vault_key
    both = "enable_storage_vault_key = true\ndisable_storage_vault_key_id = true"
    assert not settings_of(both).encrypts_storage_with_vault_key


def test_cluster_leaves_its_key_before_the_key_is_removed() -> None:
    assert not settings_of("").encrypts_cluster_with_vault_key
    assert settings_of("enable_cluster_vault_key = true").encrypts_cluster_with_vault_key
    both = "enable_cluster_vault_key = true\ndisable_cluster_vault_key = true"
    assert not settings_of(both).encrypts_cluster_with_vault_key


def test_single_address_is_a_range_of_one() -> None:
    assert settings_of('allowed_ip_ranges = ["192.0.2.7"]').allowed_ip_ranges == ("192.0.2.7/32",)


@pytest.mark.parametrize("switch", ["enable_helm_wandb", "enable_helm_operator"])
def test_either_helm_switch_disables_the_application(switch: str) -> None:
    assert settings_of("").creates_application
    assert not settings_of(f"{switch} = false").creates_application


@pytest.mark.parametrize(
    ("network", "public", "link", "kubernetes"),
    [
        ("10.10.0.0/16", "10.10.0.0/24", "10.10.4.0/24", "10.10.16.0/20"),
        ("192.168.128.0/17", "192.168.128.0/24", "192.168.132.0/24", "192.168.144.0/20"),
        ("10.64.8.0/21", "10.64.8.0/26", "10.64.9.0/26", "10.64.12.0/22"),
    ],
)
def test_subnets_are_derived_from_the_network(network: str, public: str, link: str, kubernetes: str) -> None:
    settings = settings_of(f'network_cidr = "{network}"\ncreate_private_link = true')
    assert settings.network_public_subnet_cidr == public
    assert settings.network_private_link_subnet_cidr == link
    assert settings.network_kubernetes_subnet_cidr == kubernetes
