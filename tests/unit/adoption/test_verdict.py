"""constructs_lib/adoption/verdict.py: what a plan may not do, and what needs a yes."""

from dataclasses import replace
from typing import Any

import pytest

from constructs_lib.adoption.file import Adoption, Import
from constructs_lib.adoption.leftovers import Leftover
from constructs_lib.adoption.parts import AdoptedParts
from constructs_lib.adoption.verdict import Verdict, judge

ADOPTION = Adoption(
    "aws",
    "module.wandb",
    (
        Import("aws_s3_bucket.storage_bucket", "module.file_storage.aws_s3_bucket.file_storage", "wandb-files"),
        Import("aws_cloudwatch_log_group.database_audit_log", "(made by Aurora)", find={"log_group": "/aws/x/audit"}),
    ),
    AdoptedParts(database_password_version=1),
    tuple(Leftover(f"aws_iam_role.role{number}", "aws_iam_role", f"role{number}", "iam") for number in range(7)),
)


def change(address: str, actions: list[str], before: Any = None, after: Any = None, **more: Any) -> dict[str, Any]:
    type_ = address.partition(".")[0]
    details = {"actions": actions, "before": before, "after": after, **more}
    return {"address": address, "mode": "managed", "type": type_, "change": details}


def judged(*changes: dict[str, Any], has_password: bool = True) -> Verdict:
    return judge({"resource_changes": list(changes)}, ADOPTION, has_password=has_password)


def judged_first(*changes: dict[str, Any], has_password: bool = True) -> Verdict:
    """The verdict on a plan that also imports something."""
    return judged(
        change("aws_eip.x", ["no-op"], {}, {}, importing={"id": "eip-1"}), *changes, has_password=has_password
    )


def test_an_import_without_a_loss_is_not_refused() -> None:
    verdict = judged(
        change("aws_s3_bucket.storage_bucket", ["no-op"], {}, {}, importing={"id": "wandb-files"}),
        change("aws_vpc.network_vpc", ["update"], {"tags": {}}, {"tags": {"a": "b"}}, importing={"id": "vpc-1"}),
        change("aws_iam_role.ebs_role", ["create"], None, {"name": "x"}),
        change("aws_cloudwatch_log_group.database_audit_log", ["create"], None, {}),
        {**change("data.aws_region.here", ["delete"]), "mode": "data"},
    )
    assert verdict.adopts
    assert verdict.refused == verdict.interruptions == ()
    assert verdict.unchanged == ("aws_s3_bucket.storage_bucket",)
    assert verdict.changed == ("aws_vpc.network_vpc",)
    assert list(verdict.lines())[-1] == (
        "Verdict: 0 destroyed, 0 replaced; 2 imported, 1 changed in place (0 interrupt), 2 new"
    )
    assert "Left over: 7, by name in the adoption file" in list(verdict.lines())


@pytest.mark.parametrize("actions", [["delete", "create"], ["create", "delete"]])
def test_a_replacement_is_refused_with_what_forces_it(actions: list[str]) -> None:
    verdict = judged_first(
        change(
            "aws_security_group.workers_group",
            actions,
            {"description": "old", "name": "x"},
            {"description": "new", "name": "x"},
            replace_paths=[["description"], ["launch_template", 0, "id"]],
        )
    )
    assert verdict.refused == (
        "aws_security_group.workers_group: would be replaced, because of description from 'old' to 'new' and "
        "launch_template.0.id",
    )
    assert verdict.created == ()
    assert next(verdict.lines()) == "Refused (1):"
    assert list(verdict.lines())[-1].startswith("Verdict: refused; ")


@pytest.mark.parametrize("marks", ["before_sensitive", "after_sensitive"])
@pytest.mark.parametrize(("before", "mark"), [("old one", True), ([{"password": "old one"}], [{"password": True}])])
def test_a_replacement_shows_no_secret(before: Any, mark: Any, marks: str) -> None:
    details = {"replace_paths": [["login"]], marks: {"login": mark}}
    verdict = judged_first(change("aws_x.y", ["delete", "create"], {"login": before}, {"login": "new one"}, **details))
    assert verdict.refused == ("aws_x.y: would be replaced, because of login",)


def test_a_destroyed_resource_is_refused() -> None:
    verdict = judged_first(change("aws_vpc.network_vpc", ["delete"], {}, None))
    assert verdict.refused[0].startswith("aws_vpc.network_vpc: would be destroyed; remove nothing from the deployment")


def test_a_second_bucket_beside_the_old_one_is_refused() -> None:
    verdict = judged(change("aws_s3_bucket.storage_bucket", ["create"], None, {}))
    assert verdict.refused[0].startswith(
        "aws_s3_bucket.storage_bucket: would be created, because module.file_storage.aws_s3_bucket.file_storage does"
    )


@pytest.mark.parametrize(
    ("address", "inputs"),
    [
        ("aws_s3_bucket.storage_bucket", "bucket_name"),
        ("azurerm_storage_account.storage_account", "storage_account and blob_container"),
    ],
)
def test_new_place_for_files_is_refused_while_importing(address: str, inputs: str) -> None:
    plan = {
        "resource_changes": [
            change("aws_eip.x", ["no-op"], {}, {}, importing={"id": "eip-1"}),
            change(address, ["create"], None, {}),
        ]
    }
    # The official deployment has none in its state.
    assert judge(plan, replace(ADOPTION, imports=()), has_password=True).refused == (
        f"{address}: would be created, and the server would not find its files; set {inputs} to what it uses now",
    )


def test_a_new_password_is_refused_unless_the_old_one_is_given() -> None:
    secret = change("aws_secretsmanager_secret_version.secrets_credentials_version", ["create"], None, {})
    assert "set WANDB_ADOPT_STATE to the official state" in judged(secret, has_password=False).refused[0]
    assert judged(secret).refused == ()


INTERRUPTING: dict[str, tuple[str, str, Any, Any]] = {
    "engine": ("aws_rds_cluster.database_cluster", "engine_version", "3.03.0", "3.10.3"),
    "instance class": ("aws_rds_cluster_instance.database_instance_1", "instance_class", "db.r5.large", "db.r6g.large"),
    "authentication mode": (
        "aws_eks_cluster.cluster_control_plane",
        "access_config",
        [{"authentication_mode": "CONFIG_MAP"}],
        [{"authentication_mode": "API_AND_CONFIG_MAP"}],
    ),
    "node group": ("aws_eks_node_group.nodes_group", "version", "1.33", "1.34"),
    "groups of the load balancer": ("aws_lb.load_balancer_alb", "security_groups", ["sg-1"], ["sg-2"]),
    "cache": ("aws_elasticache_replication_group.cache_replication_group", "node_type", "cache.t2.medium", "m6g"),
    "record": ("aws_route53_record.dns_a_x", "alias", [{"name": "old"}], [{"name": "new"}]),
    "nodes of AKS": (
        *("azurerm_kubernetes_cluster.cluster_cluster", "default_node_pool"),
        *([{"vm_size": "Standard_D4s_v3"}], [{"vm_size": "Standard_E8s_v5"}]),
    ),
    "closing firewall": (
        *("azurerm_storage_account.storage_account", "network_rules"),
        *([{"default_action": "Allow"}], [{"default_action": "Deny"}]),
    ),
    "access to the vault": ("azurerm_key_vault.secret_store_vault", "rbac_authorization_enabled", False, True),
    "route": ("aws_route_table.network_public_routes", "route", [{"cidr_block": "0.0.0.0/0"}], []),
}


@pytest.mark.parametrize("case", INTERRUPTING)
def test_a_change_that_interrupts_is_listed_with_how_long(case: str) -> None:
    address, name, before, after = INTERRUPTING[case]
    [line] = judged_first(change(address, ["update"], {name: before}, {name: after})).interruptions
    assert line.startswith(f"{address}: {name}")
    assert judged_first(change(address, ["update"], {name: before, "x": 1}, {name: before, "x": 2})).interruptions == ()


def test_order_and_empty_values_are_no_interruption() -> None:
    before = {"security_groups": ["sg-1", "sg-2"], "subnets": ["a"]}
    after = {"security_groups": ["sg-2", "sg-1"], "subnets": ["a"]}
    assert judged_first(change("aws_lb.load_balancer_alb", ["update"], before, after)).interruptions == ()
    routes = {"route": [{"cidr_block": "0.0.0.0/0", "gateway_id": "igw", "nat_gateway_id": ""}]}
    more = {
        "route": [{"ipv6_cidr_block": "::/0", "gateway_id": "igw"}, {"cidr_block": "0.0.0.0/0", "gateway_id": "igw"}]
    }
    assert judged_first(change("aws_route_table.network_public_routes", ["update"], routes, more)).interruptions == ()


def test_firewall_that_allows_everyone_is_no_interruption() -> None:
    before, after = ({"network_rules": [{"default_action": "Allow", "bypass": bypass}]} for bypass in (["a"], ["b"]))
    assert (
        judged_first(change("azurerm_storage_account.storage_account", ["update"], before, after)).interruptions == ()
    )


def test_a_new_password_is_refused_on_azure_too() -> None:
    secret = change("azurerm_key_vault_secret.secrets_credentials", ["create"], None, {})
    assert "set WANDB_ADOPT_STATE to the official state" in judged(secret, has_password=False).refused[0]


def test_an_unknown_value_counts_as_a_change() -> None:
    unknown = change(
        "aws_rds_cluster.database_cluster",
        ["update"],
        {"port": 3306},
        {},
        after_unknown={"vpc_security_group_ids": True},
    )
    assert (
        judged_first(unknown).interruptions[0].startswith("aws_rds_cluster.database_cluster: vpc_security_group_ids: ")
    )


def test_only_adopted_resources_stay_protected_once_all_is_imported() -> None:
    changes = (
        change("aws_s3_bucket.storage_bucket", ["delete", "create"], {"bucket": "a"}, {"bucket": "b"}),
        {**change("aws_cloudwatch_log_group.moved", ["delete"]), "previous_address": ADOPTION.imports[1].to},
        change("aws_eks_node_group.nodes_group", ["delete", "create"]),
        change("aws_lb.load_balancer_alb", ["update"], {"security_groups": ["sg-1"]}, {"security_groups": ["sg-2"]}),
    )
    verdict = judged(*changes)
    assert not verdict.adopts
    assert [line.partition(":")[0] for line in verdict.refused] == [
        "aws_cloudwatch_log_group.moved",
        "aws_s3_bucket.storage_bucket",
    ]
    assert all(line.endswith("delete its entry of imports in the adoption file") for line in verdict.refused)
    assert verdict.interruptions == ()
    assert list(verdict.lines()) == ["Refused (2):", *(f"  {line}" for line in verdict.refused), "Verdict: refused"]
    # The report of the plan that imports names no way around.
    first = judged_first(*changes)
    assert len(first.refused) == 3
    assert "delete its entry" not in "".join(first.refused)


def test_nothing_is_refused_once_the_entries_are_deleted() -> None:
    plan = {"resource_changes": [change("aws_s3_bucket.storage_bucket", ["delete"])]}
    assert judge(plan, ADOPTION, has_password=True).matters
    assert not judge(plan, replace(ADOPTION, imports=()), has_password=True).matters
