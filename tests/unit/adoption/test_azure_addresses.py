"""constructs_lib/adoption/azure: what becomes of each resource of the official Azure module."""

from collections import Counter

import pytest

from constructs_lib.adoption.azure.addresses import our_address
from constructs_lib.adoption.azure.remains import IGNORED, LEFT_OVER
from constructs_lib.adoption.leftovers import KINDS
from constructs_lib.adoption.patterns import first_match
from tests.official_states import RECORDED_ON_AZURE, official_addresses
from tests.unit.adoption.official import plan_of

V1, HEAD = "azure-v1.7.1", "azure-head"
# Taken over in every deployment, to a place that depends on the deployment.
DEPENDS = {"module.networking.azurerm_subnet.private"}


@pytest.mark.parametrize("address", official_addresses("azure"))
def test_every_official_address_is_known(address: str) -> None:
    instances = [address, f"{address}[0]", f'{address}["a.b"]'] if not address.endswith("]") else [address]
    for instance in instances:
        if our_address(instance) or first_match(IGNORED, instance) or first_match(LEFT_OVER, instance):
            return
    assert address in DEPENDS


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_every_recorded_resource_is_kept_left_over_or_ignored_once(name: str) -> None:
    plan = plan_of(name)
    assert plan.unknown == ()
    fates = Counter([each.official for each in plan.adoption.imports])
    fates.update(each.address for each in plan.adoption.leftovers)
    fates.update(plan.ignored.keys())
    assert {address: count for address, count in fates.items() if count > 1} == {}


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_every_import_goes_to_an_address_of_its_own(name: str) -> None:
    addresses = [each.to for each in plan_of(name).adoption.imports]
    assert len(set(addresses)) == len(addresses)


@pytest.mark.parametrize("name", RECORDED_ON_AZURE)
def test_leftovers_have_a_kind_and_what_their_removal_needs(name: str) -> None:
    for leftover in plan_of(name).adoption.leftovers:
        assert leftover.kind in KINDS
        assert leftover.id
        by_id = leftover.kind == "application" or leftover.type == "azurerm_eventgrid_system_topic"
        assert by_id or leftover.attributes


@pytest.mark.parametrize(("name", "to"), [(V1, "kubernetes"), (HEAD, "private")])
def test_nodes_stay_in_their_subnet(name: str, to: str) -> None:
    [private] = [each.to for each in plan_of(name).adoption.imports if each.official.endswith("azurerm_subnet.private")]
    assert private == f"azurerm_subnet.network_{to}"


def test_only_a_lock_of_the_account_is_taken_over() -> None:
    lock = "module.storage[0].azurerm_management_lock.default[0]"
    assert lock in {each.official for each in plan_of(HEAD).adoption.imports}
    assert lock in plan_of(V1).ignored


def test_container_is_imported_by_its_id_in_the_management_plane() -> None:
    imports = {each.to: each.id for each in plan_of(V1).adoption.imports}
    assert str(imports["azurerm_storage_container.storage_container"]).startswith("/subscriptions/")
