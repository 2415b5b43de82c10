"""The warnings of AWS settings."""

from __future__ import annotations

import pytest

from tests.unit.settings.settings_cases import settings_of

# Without this, every file is warned about Redis, its state and the runtime.
QUIET = 'create_elasticache = true\nbackend = { type = "gcs", bucket = "state" }\nwandb_runtime = "container"\n'
POLICY = '"{\\"Version\\": \\"2012-10-17\\", \\"Statement\\": [{\\"Effect\\": \\"Allow\\"}]}"'
KEY = '"arn:aws:kms:eu-central-1:123456789012:key/12345678-1234-1234-1234-123456789012"'
CERTIFICATE = '"arn:aws:acm:eu-central-1:123456789012:certificate/12345678-1234-1234-1234-123456789012"'
VPC = """create_vpc = false
network_id = "vpc-01234567"
network_private_subnets = ["subnet-00000001", "subnet-00000002"]
network_database_subnets = ["subnet-00000001", "subnet-00000002"]
network_public_subnets = ["subnet-00000003", "subnet-00000004"]
"""
WARNED = [
    (
        'size = "medium"',
        'alarms: is not set, so nobody is told of trouble in a deployment of size "medium"; write alarms',
    ),
    ("database_instance_count = 1", "database_instance_count: leaves the database without a failover replica"),
    ('bucket_permissions_mode = "public"', "bucket_permissions_mode: lets the server use every bucket"),
    ('bucket_name = "bucket"\nuse_internal_queue = false', "bucket_name: is not changed"),
    ("public_access = false", "acm_certificate_arn: is not set, so the certificate is validated in zone_id"),
    ('extra_fqdn = ["wandb.example.com"]', 'extra_fqdn: "wandb.example.com" does not end in wandb.ml'),
    (
        f"extra_fqdn = [{', '.join(f'{chr(34)}a{n}.wandb.ml{chr(34)}' for n in range(11))}]",
        "extra_fqdn: results in 12 names",
    ),
    ('allowed_inbound_cidr = ["10.0.0.0/8", "0.0.0.0/0"]', "allowed_inbound_cidr: lets everyone reach the server"),
    (
        'allowed_inbound_cidr = ["0.0.0.0/0"]\nallowed_inbound_ipv6_cidr = ["::/0"]',
        "allowed_inbound_cidr: lets everyone reach the server",
    ),
    ('allowed_inbound_ipv6_cidr = ["::/0"]', "allowed_inbound_ipv6_cidr: lets everyone reach the server"),
    (
        'region = "eu-central-9"',
        'region: "eu-central-9" is unknown; use eu-central-1 or eu-central-2',
    ),
    (
        'region = "ap-west-1"',
        'region: "ap-west-1" is unknown; check the name, unless the region is new',
    ),
    ('bucket_name = "b-1"\nbucket_region = "eu-west-7"', 'bucket_region: "eu-west-7" is unknown; use eu-w'),
    (
        'database_snapshot_identifier = "before"',
        'database_snapshot_identifier: has its own user and schema, and database_master_username ("wandb") and '
        'database_name ("wandb_local") must match them',
    ),
    (
        'database_snapshot_identifier = "before"\ndatabase_master_username = "admin"',
        'database_snapshot_identifier: has its own user and schema, and database_name ("wandb_local") must match',
    ),
    ("allowed_inbound_cidr = []\nallowed_inbound_ipv6_cidr = []", "allowed_inbound_cidr: is empty, like"),
    (
        f"allowed_inbound_cidr = [{', '.join(f'{chr(34)}10.{n}.0.0/16{chr(34)}' for n in range(31))}]",
        "allowed_inbound_cidr: requires 62 rules in one security group",
    ),
    (
        'kubernetes_public_access = true\nkubernetes_public_access_cidrs = ["0.0.0.0/0"]',
        "kubernetes_public_access_cidrs: lets everyone reach the Kubernetes API",
    ),
    (
        'network_private_subnet_cidrs = ["10.10.10.0/25", "10.10.11.0/24"]',
        "network_private_subnet_cidrs: 10.10.10.0/25 has 123 addresses",
    ),
    (
        f"kms_key_arn = {KEY}\nkms_key_deletion_window = 9",
        "kms_key_deletion_window: has no effect: the existing key kms_key_arn",
    ),
    (
        f'kms_key_arn = {KEY}\nkms_key_extra_aliases = ["wandb/x"]',
        "kms_key_extra_aliases: has no effect: the existing key kms_key_arn",
    ),
    (
        f'kms_key_policy = {POLICY}\nkms_key_policy_administrator_arn = "arn:aws:iam::123456789012:role/x"',
        "kms_key_policy_administrator_arn: has no effect: kms_key_policy is the whole policy",
    ),
    ('kms_clickhouse_key_alias = "x"', "kms_clickhouse_key_alias: has no effect: enable_clickhouse is false"),
    ('external_redis_host = "redis"', "external_redis_host: has no effect: use_external_redis is false"),
    ('external_redis_password = "x"', "external_redis_password: has no effect: use_external_redis is false"),
    (f"bucket_kms_key_arn = {KEY}", "bucket_kms_key_arn: has no effect"),
    (
        'bucket_access_logs_bucket = "logs"\nbucket_name = "theirs"',
        "bucket_access_logs_bucket: has no effect: the logging of the existing bucket_name is not changed",
    ),
    (
        'kubernetes_public_access_cidrs = ["192.0.2.0/24"]',
        "kubernetes_public_access_cidrs: has no effect: kubernetes_public_access is false",
    ),
    (
        'allowed_private_endpoint_cidr = ["10.0.0.0/8"]',
        "allowed_private_endpoint_cidr: has no effect: private_link_allowed_account_ids is empty",
    ),
    ('yace_sa_name = "x"', "yace_sa_name: has no effect: enable_yace is false"),
    (
        'other_wandb_env = { AWS_SECRET_ACCESS_KEY = "x" }',
        'other_wandb_env: "AWS_SECRET_ACCESS_KEY" looks like a secret and would be in plan and state; move it to',
    ),
    (
        'other_wandb_env = { PROXY = "http://me:hush@proxy.example.com" }',
        'other_wandb_env: "PROXY" looks like a secret and would be in plan and state; move it to',
    ),
    (
        'parquet_enabled = true\nparquet_wandb_env = { DB_PASSWORD = "x" }',
        'parquet_wandb_env: "DB_PASSWORD" looks like a secret',
    ),
    (
        'weave_enabled = true\nweave_wandb_env = { API_TOKEN = "x" }',
        'weave_wandb_env: "API_TOKEN" looks like a secret and would be in plan and state; remove it',
    ),
    ('license = ""', "license: is empty, which counts as omitted"),
    ("local_restore = true", "local_restore: prints administrator credentials to the server's log"),
    ('wandb_update_strategy = "RollingUpdate"', "wandb_update_strategy: runs two versions on one database"),
    ('dd_env = "production"', "dd_env: has no effect: weave_enabled is false"),
    ('parquet_wandb_env = { A = "b" }', "parquet_wandb_env: has no effect: parquet_enabled is false"),
    (
        'weave_enabled = true\nweave_storage_type = "gp3"',
        "weave_storage_type: has no effect: Weave has no volume",
    ),
    (
        'weave_enabled = true\nweave_storage_size = "50Gi"\nweave_storage_class = "standard"',
        'weave_storage_class: "standard" does not exist on EKS unless you created it',
    ),
    (
        'network_private_subnet_cidrs = ["10.10.10.0/24", "10.10.64.0/20"]\nkubernetes_max_nodes_per_az = 5',
        "network_private_subnet_cidrs: 10.10.10.0/24 has 251 addresses, but a full zone of nodes and pods may need 300"
        "; before the first deploy, choose a wider range; later, add network_extra_private_subnet_cidrs",
    ),
    (
        'network_private_subnet_cidrs = ["10.10.80.0/20", "10.10.64.0/20"]\nkubernetes_max_nodes_per_az = 5\n'
        'network_extra_private_subnet_cidrs = { "1" = "10.10.96.0/24" }',
        "network_extra_private_subnet_cidrs: 10.10.96.0/24 has 251 addresses",
    ),
    (
        'network_private_subnet_cidrs = ["10.10.80.0/20", "10.10.10.0/24"]\nkubernetes_max_nodes_per_az = 4\n'
        'kubernetes_extra_node_groups = [{ name = "a", instance_types = ["m6i.large"], max_nodes = 2 }]',
        "network_private_subnet_cidrs: 10.10.10.0/24 has 251 addresses, but a full zone of nodes and pods may need 300",
    ),
    (
        "kubernetes_max_nodes_per_az = 3\n"
        'kubernetes_extra_node_groups = [{ name = "a", instance_types = ["m6i.large", "m7i.large"], max_nodes = 2, '
        'taints = ["dedicated=a:PreferNoSchedule"], spot = true }]',
        'kubernetes_extra_node_groups: "a" has spot capacity, and no taint keeps the server off these nodes, which AWS '
        'takes back; write taints = ["dedicated=a:NoSchedule"]',
    ),
    (
        "kubernetes_max_nodes_per_az = 3\n"
        'kubernetes_extra_node_groups = [{ name = "a", instance_types = ["m6i.large"], max_nodes = 2, '
        'taints = ["dedicated=a:NoSchedule"], spot = true }]',
        'kubernetes_extra_node_groups: "a" has spot capacity of one type; AWS has it more often if there are several',
    ),
    (
        f'{VPC}network_extra_private_subnet_cidrs = {{ "1" = "10.10.64.0/20" }}',
        "network_extra_private_subnet_cidrs: has no effect: create_vpc is false",
    ),
    (f'{VPC}network_cidr = "10.9.0.0/16"', "network_cidr: has no effect: create_vpc is false"),
]


@pytest.mark.parametrize(
    ("changes", "messages"), WARNED, ids=[messages.partition(";")[0] for _changes, messages in WARNED]
)
def test_accepted_file_has_one_warning(changes: str, messages: str) -> None:
    (warning,) = settings_of(QUIET + changes).warnings
    assert warning.startswith(messages)
    assert "\n" not in warning


@pytest.mark.parametrize(
    "changes",
    [
        "",
        VPC,
        "use_internal_queue = false",
        'other_wandb_env = { A_KEY_ID = "x", PROXY = "http://proxy.example.com:80/@", TOKEN = "" }',
        "license = null",
        'kubernetes_public_access = true\nkubernetes_public_access_cidrs = ["192.0.2.0/24"]',
        'database_snapshot_identifier = "before"\ndatabase_master_username = "admin"\ndatabase_name = "wandb"',
        'allowed_inbound_ipv6_cidr = ["::/0"]\n' + VPC,
        'private_only_traffic = true\nprivate_link_allowed_account_ids = ["123456789012"]\n'
        'allowed_inbound_cidr = ["0.0.0.0/0"]',
        f"acm_certificate_arn = {CERTIFICATE}\npublic_access = false",
        'extra_fqdn = ["a.wandb.ml"]',
        "allowed_inbound_cidr = []\nallowed_inbound_ipv6_cidr = []"
        '\nprivate_link_allowed_account_ids = ["123456789012"]',
        'bucket_name = "bucket"\nuse_internal_queue = false\nconfigure_existing_bucket = true',
    ],
)
def test_accepted_file_has_no_warning(changes: str) -> None:
    assert settings_of(QUIET + changes).warnings == ()


def test_deployment_without_redis_is_warned() -> None:
    kept = 'backend = { type = "gcs", bucket = "state" }\nwandb_runtime = "container"\n'
    (warning,) = settings_of(kept).warnings
    assert warning.startswith("create_elasticache: is false") and "create_elasticache = true" in warning
    assert settings_of(kept + 'use_external_redis = true\nexternal_redis_host = "redis"').warnings == ()


@pytest.mark.parametrize("backend", ["", 'backend = { type = "local" }'])
def test_state_that_stays_on_the_machine_is_warned_about(backend: str) -> None:
    (warning,) = settings_of('create_elasticache = true\nwandb_runtime = "container"\n' + backend).warnings
    assert warning == (
        "backend: stores the state on this machine; W&B's documentation strongly recommends a remote backend, "
        'such as backend = { type = "s3", bucket = "...", region = "..." }'
    )


OPERATED = 'backend = { type = "gcs", bucket = "state" }\nwandb_runtime = "operator"\n'


def test_runtime_that_is_not_set_is_warned_about() -> None:
    quiet = QUIET.replace('wandb_runtime = "container"', "# without: wandb_runtime")
    (warning,) = settings_of(quiet).warnings
    assert warning == (
        'wandb_runtime: is not set, so W&B runs by the operator; write "operator", or "container" to keep a single '
        "container"
    )
    # Nothing runs without an application stack.
    assert settings_of(quiet + "enable_helm_wandb = false").warnings == ()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ('wandb_version = "0.82.1"', 'wandb_version: "0.82.1" cannot finish the setup of a new installation'),
        ("weave_enabled = true", 'weave_enabled: has no effect: wandb_runtime is "operator"'),
        ('clickhouse_user = "traces"', "clickhouse_user: has no effect: weave_trace_enabled is false"),
        ("wandb_release_channel = true", "wandb_release_channel: lets W&B change the versions at any time"),
    ],
)
def test_operator_is_taken_with_one_warning(changes: str, said: str) -> None:
    (warning,) = settings_of(OPERATED + changes).warnings
    assert warning.startswith(said)


def test_version_without_effect_is_not_asked_to_be_another_one() -> None:
    changes = 'wandb_release_channel = true\nwandb_version = "0.82.1"'
    channel, version = settings_of(OPERATED + changes).warnings
    assert channel.startswith("wandb_release_channel: lets W&B change")
    assert version == "wandb_version: has no effect: wandb_release_channel is true"


def test_operator_is_taken_without_a_warning() -> None:
    # It gets a Redis, and its chart always runs Weave and Parquet.
    changes = 'weave_wandb_env = { A = "1" }\nparquet_wandb_env = { B = "2" }\nweave_storage_size = "30Gi"'
    assert settings_of(OPERATED + changes).warnings == ()


def test_inputs_of_the_operator_have_no_effect_for_the_container() -> None:
    (warning,) = settings_of(QUIET + 'wandb_chart_version = "0.44.0"').warnings
    assert warning == 'wandb_chart_version: has no effect: wandb_runtime is "container"'


def test_cache_node_type_without_a_cache_has_no_effect() -> None:
    warnings = settings_of('elasticache_node_type = "cache.r7g.large"').warnings
    assert any(warning.startswith("elasticache_node_type: has no effect") for warning in warnings)


@pytest.mark.parametrize(("other_maker", "warned"), [(False, True), (True, False)])
def test_unknown_region_of_the_state_is_warned_about(other_maker: bool, warned: bool) -> None:
    skip = ", skip_region_validation = true" if other_maker else ""
    quiet = 'create_elasticache = true\nwandb_runtime = "container"\n'
    changes = f'{quiet}backend = {{ type = "s3", bucket = "state", region = "eu-central-9"{skip} }}'
    messages = 'backend: region "eu-central-9" is unknown; use eu-central-1 or eu-central-2, unless the region is new'
    assert settings_of(changes).warnings == ((messages,) if warned else ())
