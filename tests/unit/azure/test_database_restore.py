"""A MySQL flexible server that is restored to a point in time, beside the first one."""

from cdktf import TerraformStack

from constructs_lib.azure.database_restore import PointInTime
from constructs_lib.azure.resource_scope import ResourceScope
from tests.unit.azure.test_database import _create
from tests.unit.synth import only, resources, shown

SOURCE = "/subscriptions/0/resourceGroups/wandb/providers/Microsoft.DBforMySQL/flexibleServers/wandb-12345678"
TIME = "2026-01-31T12:00:00Z"
RESTORED = "azurerm_mysql_flexible_server.database_restored_server"


def test_restored_server_has_its_own_name_and_address(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    database = _create(stack, resource_scope, restore=PointInTime(SOURCE, TIME))
    assert RESTORED in shown(stack, host=database.host)["host"]

    [(name, server)] = resources(stack, "azurerm_mysql_flexible_server").items()
    assert name == "database_restored_server"
    assert server["name"].startswith("wandb-12345678-${substr(sha256(")
    assert (server["create_mode"], server["source_server_id"]) == ("PointInTimeRestore", SOURCE)
    assert server["point_in_time_restore_time_in_utc"] == TIME
    assert server["lifecycle"]["prevent_destroy"] is True
    # Azure does not return them, and another value would replace the server.
    assert {"create_mode", "source_server_id", "point_in_time_restore_time_in_utc"} <= set(
        server["lifecycle"]["ignore_changes"]
    )


def test_restored_server_brings_its_database(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    _create(stack, resource_scope, restore=PointInTime(SOURCE, TIME))

    assert resources(stack, "azurerm_mysql_flexible_database") == {}
    parameters = resources(stack, "azurerm_mysql_flexible_server_configuration").values()
    assert parameters and all(RESTORED in each["server_name"] for each in parameters)


def test_restored_server_is_locked_and_the_first_lock_has_another_address(
    stack: TerraformStack, resource_scope: ResourceScope
) -> None:
    _create(stack, resource_scope, restore=PointInTime(SOURCE, TIME))

    assert list(resources(stack, "azurerm_management_lock")) == ["database_restored_lock"]
    assert only(stack, "azurerm_management_lock")["scope"] == f"${{{RESTORED}.id}}"


def test_each_point_in_time_has_its_own_name(stack: TerraformStack) -> None:
    points = [PointInTime(SOURCE, TIME), PointInTime(SOURCE, "2026-01-31T12:00:01Z"), PointInTime(f"{SOURCE}9", TIME)]

    assert len(set(shown(stack, **{f"p{number}": each.suffix for number, each in enumerate(points)}).values())) == 3
