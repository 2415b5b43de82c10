"""Options of the official AWS module that no recorded deployment has: one more resource in a recorded state."""

from typing import Any

import pytest

from tests.official_states import of_instance
from tests.unit.adoption.official import plan_of, values_of

V2, V8 = "v2.8.0-recommended", "v8.0.0-recommended"
OFFICIAL = "module.wandb_infra"
ADMIN = "arn:aws:iam::111122223333:role/team/admin"


def add(document: Any, address: str, **attributes: Any) -> None:
    """Adds the resource `address` below the official module, with its address as id unless given."""
    module, type_, name = address.rsplit(".", 2)
    name, _, key = name.partition("[")
    instance = {"schema_version": 0, "attributes": {"id": address, **attributes}}
    if key:
        instance["index_key"] = int(key[0]) if key[0].isdigit() else key.strip('"]')
    document["resources"].append(
        {"module": f"{OFFICIAL}.{module}", "mode": "managed", "type": type_, "name": name, "instances": [instance]}
    )


# The resource, its attributes, our address, and the setting that it becomes.
OPTIONS: dict[str, tuple[str, dict[str, Any], str, tuple[str, Any]]] = {
    "flow log": (
        *("module.networking.aws_flow_log.vpc_flow_logs[0]", {}),
        *("aws_flow_log.rejected_traffic_log", ("enable_flow_log", True)),
    ),
    "ClickHouse endpoint": (
        *("module.networking.aws_vpc_endpoint.clickhouse[0]", {"service_name": "com.amazonaws.vpce.svc-1"}),
        *("aws_vpc_endpoint.clickhouse_endpoint", ("clickhouse_endpoint_service_id", "com.amazonaws.vpce.svc-1")),
    ),
    "ClickHouse key": (
        *("module.kms.aws_kms_key.clickhouse_key[0]", {}),
        *("aws_kms_key.clickhouse_encryption_key", ("enable_clickhouse", True)),
    ),
    "alias of the ClickHouse key": (
        *("module.kms.aws_kms_alias.clickhouse_key[0]", {"name": "alias/houses"}),
        *("aws_kms_alias.clickhouse_encryption_alias", ("kms_clickhouse_key_alias", "houses")),
    ),
    "private traffic only": (
        *("module.app_lb.aws_security_group.inbound_private[0]", {}),
        *("aws_security_group.private_link_inbound", ("private_only_traffic", True)),
    ),
    "PrivateLink": (
        "module.private_link[0].aws_vpc_endpoint_service.private_link",
        {"allowed_principals": ["arn:aws:iam::444455556666:root", "arn:aws:iam::111122223333:root"]},
        "aws_vpc_endpoint_service.private_link_service",
        ("private_link_allowed_account_ids", ["111122223333", "444455556666"]),
    ),
    "HTTPS only": (
        *("module.file_storage[0].aws_s3_bucket_policy.https_only[0]", {}),
        *("aws_s3_bucket_policy.storage_policy", ("enable_s3_https_only", True)),
    ),
}


@pytest.mark.parametrize("case", OPTIONS)
def test_option_is_imported_and_becomes_a_setting(case: str) -> None:
    address, attributes, ours, (setting, value) = OPTIONS[case]
    plan = plan_of(V2, lambda document: add(document, address, **attributes))
    assert (ours, address) in {(each.to, each.id) for each in plan.adoption.imports}
    assert values_of(plan)[setting] == value
    assert values_of(plan_of(V2)).get(setting) != value


def test_further_host_name_is_imported_with_its_record() -> None:
    def more(document: Any) -> None:
        record = of_instance(document, "aws_route53_record")
        document["resources"].append(
            {
                **{"module": f"{OFFICIAL}.module.app_lb", "mode": "managed"},
                **{"type": "aws_route53_record", "name": "extra"},
                "instances": [
                    {
                        "index_key": "w.example.com",
                        "schema_version": 0,
                        "attributes": {**record, "id": "w", "name": "w.example.com"},
                    }
                ],
            }
        )

    plan = plan_of(V2, more)
    assert values_of(plan)["extra_fqdn"] == ["w.example.com"]
    assert ("aws_route53_record.dns_a_w-example-com", "w") in {(each.to, each.id) for each in plan.adoption.imports}


def test_bucket_of_the_flow_log_keeps_its_name() -> None:
    def logs(document: Any) -> None:
        add(document, "module.networking.aws_flow_log.vpc_flow_logs[0]")
        add(document, "module.networking.aws_s3_bucket.flow_log[0]", id="logs-1", bucket="logs-1")

    plan = plan_of(V2, logs)
    assert plan.adoption.parts.flow_log_bucket_name == "logs-1"
    assert ("aws_s3_bucket.flow_log_bucket", "logs-1") in {(each.to, each.id) for each in plan.adoption.imports}


def test_own_keys_of_the_database_are_kept() -> None:
    def rekey(document: Any) -> None:
        of_instance(document, "aws_rds_cluster")["kms_key_id"] = "arn:one"
        for resource in document["resources"]:
            if resource["type"] == "aws_rds_cluster_instance":
                for instance in resource["instances"]:
                    instance["attributes"]["performance_insights_kms_key_id"] = "arn:two"

    values = values_of(plan_of(V2, rekey))
    assert values["database_kms_key_arn"] == "arn:one"
    assert values["database_performance_insights_kms_key_arn"] == "arn:two"
    assert not values_of(plan_of(V2)).keys() & {"database_kms_key_arn", "database_performance_insights_kms_key_arn"}


def test_existing_bucket_is_named() -> None:
    def outside(document: Any) -> None:
        document["resources"] = [each for each in document["resources"] if "file_storage" not in each["module"]]
        document["outputs"]["bucket_name"] = {"value": "mine", "type": "string"}

    plan = plan_of(V2, outside)
    assert values_of(plan)["bucket_name"] == "mine"
    assert plan.adoption.parts.bucket_name is None


def test_existing_bucket_is_named_by_the_release() -> None:
    def outside(document: Any) -> None:
        document["resources"] = [each for each in document["resources"] if "file_storage" not in each["module"]]
        document["outputs"] = {}

    assert values_of(plan_of(V8, outside))["bucket_name"] == "wandb-file-storage-devoted-ladybird"


def test_administrator_of_the_cluster_stays_one() -> None:
    def admit(document: Any) -> None:
        eks = "module.app_eks.module.eks"
        add(document, f'{eks}.aws_eks_access_entry.this["admin"]', principal_arn=ADMIN, user_name="admin")
        add(
            document,
            f'{eks}.aws_eks_access_policy_association.this["admin_policy"]',
            principal_arn=ADMIN,
            policy_arn="arn:aws:eks::aws:cluster-access-policy/AmazonEKSClusterAdminPolicy",
        )

    plan = plan_of(V8, admit)
    mapped = {"rolearn": ADMIN, "username": "admin", "groups": ["system:masters"]}
    assert values_of(plan)["kubernetes_map_roles"] == [mapped]
    assert {each.to for each in plan.adoption.imports} >= {
        "aws_eks_access_entry.access_role_team_admin",
        "aws_eks_access_policy_association.access_role_team_admin_administers",
    }
