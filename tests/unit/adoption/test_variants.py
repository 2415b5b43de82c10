"""Official deployments that nobody recorded: parts that are missing, other addresses, older providers."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from constructs_lib.adoption import AdoptionError, database_password
from constructs_lib.adoption.planning import Plan, plan_adoption, table_of
from constructs_lib.adoption.state import deployment_of
from constructs_lib.settings.checking import check
from tests.official_states import RECORDED, RECORDED_ON_AZURE, of_instance, recorded_document
from tests.unit.adoption.official import plan_of, values_of

V2, V8, V1_ON_AZURE, HEAD = "v2.8.0-defaults", "v8.0.0-defaults", "azure-v1.7.1", "azure-head"
Change = Callable[[Any], None]


def without(*parts: str) -> Change:
    """Removes the resources whose addresses contain one of `parts`."""

    def change(document: Any) -> None:
        document["resources"] = [
            each
            for each in document["resources"]
            if not any(part in f"{each.get('module', '')}.{each['type']}.{each['name']}" for part in parts)
        ]

    return change


def internal(document: Any) -> None:
    of_instance(document, "aws_lb")["internal"] = True


# The deployment, the change, and what becomes of settings: None is not in the file.
MISSING: dict[str, tuple[str, Change, dict[str, Any]]] = {
    "no Redis": (V8, without("redis", "elasticache"), {"create_elasticache": False, "elasticache_node_type": None}),
    "no alias of the key": (V8, without("aws_kms_alias"), {"kms_key_alias": None}),
    "private load balancer": (V2, internal, {"public_access": False}),
    "no NAT gateways": (V2, without("aws_nat_gateway", "aws_eip"), {"network_cidr": "10.10.0.0/16"}),
    "no queue": (V2, without("aws_sqs_queue", "bucket_notification"), {"use_internal_queue": True}),
    "no endpoint of the bucket": (V2, without("s3_endpoint"), {"network_cidr": "10.10.0.0/16"}),
    "no node groups": (V8, without("aws_eks_node_group", "aws_launch_template"), {"kubernetes_instance_types": None}),
    "no EFS": (V8, without("aws_efs", "efs_csi"), {"eks_addon_efs_csi_driver_version": None}),
    "no Redis on Azure": (HEAD, without("module.redis"), {"create_redis": False, "redis_kind": None}),
    "no locks on Azure": (HEAD, without("management_lock"), {"deletion_protection": False}),
    "no allowed ranges on Azure": (HEAD, without("network_security"), {"allowed_ip_ranges": None}),
    "no cert-manager on Azure": (HEAD, without("cert_manager"), {"create_redis": True}),
    "no Redis on Azure 1.7.1": (V1_ON_AZURE, without("module.redis"), {"create_redis": False}),
    "no keys on Azure": (HEAD, without("azurerm_key_vault_key"), {"enable_cluster_vault_key": None}),
}


@pytest.mark.parametrize("case", MISSING)
def test_deployment_without_an_optional_part_is_taken_over(case: str) -> None:
    name, change, expected = MISSING[case]
    whole, plan = plan_of(name), plan_of(name, change)
    values = values_of(plan)
    assert {setting: values.get(setting) for setting in expected} == expected
    assert check(table_of(plan.adoption.cloud).settings_class, values)[1] == []
    assert plan.unknown == ()
    # All else is taken over as before.
    if change is not internal:
        missing = {each.official for each in whole.adoption.imports} - {each.official for each in plan.adoption.imports}
        document = recorded_document(name)
        change(document)
        left = {resource.address for resource in deployment_of(document).resources}
        # An empty subnet of Redis is left over.
        assert missing & left <= {each.address for each in plan.adoption.leftovers}


def test_existing_network_asks_for_subnets_that_the_state_does_not_have() -> None:
    values = values_of(plan_of(V8, without("module.networking")))
    assert values["create_vpc"] is False
    refused = check(table_of("aws").settings_class, values)[1]
    assert {setting for setting, _, _ in refused} == {"network_public_subnets", "network_database_subnets"}


def test_network_that_is_missing_on_azure_is_one_line() -> None:
    with pytest.raises(
        AdoptionError, match=r"^has no virtual network below module\.wandb; finish its deployment first$"
    ):
        plan_of(HEAD, without("module.networking"))


def comparable(plan: Plan) -> tuple[Any, ...]:
    """Everything but the module's own address."""
    adoption = plan.adoption
    return plan.settings, adoption.imports, adoption.parts, adoption.leftovers, plan.ignored, plan.unknown


def moved_below(module: str, document: Any) -> Any:
    """The same state, with the official module at another address."""
    for resource in document["resources"]:
        below = resource["module"].removeprefix("module.wandb").removeprefix("_infra")
        resource["module"] = f"{module}{below}"
    return document


@pytest.mark.parametrize("name", [*RECORDED, *RECORDED_ON_AZURE])
@pytest.mark.parametrize("module", ['module.region["eu.west"].module.wandb[0]', "module.other"])
def test_address_of_the_module_changes_nothing(module: str, name: str) -> None:
    plan = plan_adoption(deployment_of(moved_below(module, recorded_document(name))))
    assert plan.adoption.module == module
    assert comparable(plan) == comparable(plan_of(name))


@pytest.mark.parametrize(("one", "other"), [(V8, V2), (V2, HEAD), (HEAD, V1_ON_AZURE)])
def test_each_of_two_deployments_is_taken_over_as_if_it_were_the_only_one(one: str, other: str) -> None:
    both = recorded_document(one)
    second = moved_below('module.second["x"]', recorded_document(other))["resources"]
    both["resources"] += second
    first_module = plan_of(one).adoption.module
    assert comparable(plan_adoption(deployment_of(both, first_module))) == comparable(plan_of(one))
    assert comparable(plan_adoption(deployment_of(both, 'module.second["x"]'))) == comparable(plan_of(other))


# Arguments of azurerm 4, and their names in azurerm 3.
OLDER_NAMES = {
    "auto_scaling_enabled": "enable_auto_scaling",
    "non_ssl_port_enabled": "enable_non_ssl_port",
    "https_traffic_only_enabled": "enable_https_traffic_only",
    "rbac_authorization_enabled": "enable_rbac_authorization",
}


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_state_of_azurerm_3_is_taken_over_in_the_same_way(name: str) -> None:
    def age(document: Any) -> None:
        text = json.dumps(document["resources"])
        for newer, older in OLDER_NAMES.items():
            text = text.replace(f'"{newer}"', f'"{older}"')
        document["resources"] = json.loads(text)

    assert comparable(plan_of(name, age)) == comparable(plan_of(name))


@pytest.mark.parametrize("name", [*RECORDED, *RECORDED_ON_AZURE])
def test_state_that_was_rebuilt_by_imports_is_taken_over_in_the_same_way(name: str) -> None:
    # `random_pet` cannot be imported, and an imported database has no password.
    def rebuild(document: Any) -> None:
        without("random_pet")(document)
        for type_, password in (
            ("aws_rds_cluster", "master_password"),
            ("azurerm_mysql_flexible_server", "administrator_password"),
        ):
            if any(each["type"] == type_ for each in document["resources"]):
                of_instance(document, type_)[password] = None

    plan, whole = plan_of(name, rebuild), plan_of(name)
    assert (plan.settings, plan.adoption) == (whole.settings, whole.adoption)
    rebuilt = recorded_document(name)
    rebuild(rebuilt)
    assert database_password(deployment_of(rebuilt)) == database_password(deployment_of(recorded_document(name)))
