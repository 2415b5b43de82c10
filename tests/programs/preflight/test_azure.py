"""Each finding in an Azure subscription is planted once on the emulator, and found."""

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import pytest

from emulator.azure import offers, resource_manager
from emulator.azure.cloud import Azure
from emulator.azure.existing_resources import put_existing
from emulator.azure.role_definitions import ROLES
from emulator.azure.store import Resource
from emulator.certificates import Authority
from emulator.environment import AZURE_SUBSCRIPTION, azure_environment
from scripts.preflight.azure import CHECKS, account
from scripts.preflight.azure.account import AzureAccount
from scripts.preflight.azure.login import use_sdk
from scripts.preflight.findings import Finding, Level
from scripts.preflight.running import run_checks
from scripts.preflight.stacks import Stack
from tests.programs.preflight.conftest import NameServer, Stacks, bad, changed, importing, served

OTHER_TENANT = "99999999-9999-9999-9999-999999999999"
GROUPS = f"/subscriptions/{AZURE_SUBSCRIPTION}/resourceGroups"
STATES = f"{GROUPS}/states/providers/Microsoft.Storage/storageAccounts/states1"
CONTAINER = f"{STATES}/blobServices/default/containers/tfstate"
ZONE = (
    "/subscriptions/00000000-0000-0000-0000-0000000000d5/resourceGroups/dns/providers/Microsoft.Network/dnsZones"
    "/wandb.ml"
)
VAULT = (
    "/subscriptions/00000000-0000-0000-0000-00000000beef/resourceGroups/platform/providers/Microsoft.KeyVault"
    "/vaults/platform-certificates"
)

use_sdk()
pytest.importorskip("azure.identity", reason="the Azure SDK is not installed; set it up with: make preflight")


@dataclass
class Planting:
    """A subscription in which a test plants something."""

    azure: Azure
    environment: dict[str, str]
    monkeypatch: pytest.MonkeyPatch
    name_server: NameServer
    undo: list[Callable[[], Any]] = field(default_factory=list)

    def put(self, id_: str, **properties: Any) -> Resource:
        put_existing(self.azure.tenant, id_)
        found = self.azure.tenant.existing(id_)
        found.properties.update(properties)
        self.undo.append(partial(self.azure.tenant.store.remove, "/".join(id_.split("/")[:5])))
        self.undo.append(partial(self.azure.tenant.vaults.pop, id_.rpartition("/")[2], None))
        return found

    def findings(self, stack: Stack, *checks: str) -> list[Finding]:
        account = AzureAccount(stack, self.environment, self.name_server.address)
        return run_checks({name: CHECKS[name] for name in checks or CHECKS}, account, limit_seconds=240)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Azure, dict[str, str]]]:
    authority = Authority()
    authorities = tmp_path_factory.mktemp("azure") / "authorities.pem"
    authorities.write_text(authority.bundle())
    with Azure(authority) as azure, served(azure, authority) as address, pytest.MonkeyPatch.context() as patch:
        environment = azure_environment(address, authorities, AZURE_SUBSCRIPTION)
        for name, value in environment.items():
            patch.setenv(name, value)
        # A busy machine answers late.
        patch.setattr(account, "READ_SECONDS", 120)
        yield azure, {**os.environ, **environment}


@pytest.fixture
def planting(
    server: tuple[Azure, dict[str, str]], monkeypatch: pytest.MonkeyPatch, name_server: NameServer
) -> Iterator[Planting]:
    azure, environment = server
    plants = Planting(azure, dict(environment), monkeypatch, name_server)
    name_server.servers = ["ns1-01.azure-dns.com", "ns2-01.azure-dns.net"]
    yield plants
    for undo in plants.undo:
        undo()


def test_clean_subscription_has_no_failure(planting: Planting, stack_of: Stacks) -> None:
    found = planting.findings(stack_of("azure", "recommended"))

    assert [each for each in found if each.level is Level.FAILURE] == []
    assert {each.check for each in found} == set(CHECKS)


Plant = Callable[[Planting], Any]
# What is planted, the scenario, changes of its synthesized text, the check that finds it, and what it says.
Case = tuple[Plant, str, dict[str, str], str, str]


def nothing(_planting: Planting) -> None:
    """The deployment file is the mistake."""


def usage(name: str, used: int, limit: int) -> Plant:
    return lambda planting: planting.monkeypatch.setitem(offers.USAGES, name, (used, limit))


def offer(**tables: Any) -> Plant:
    def plant(planting: Planting) -> None:
        for name, value in tables.items():
            planting.monkeypatch.setattr(offers, name, value)

    return plant


def added(table: set[str], name: str) -> Plant:
    def plant(planting: Planting) -> None:
        table.add(name)
        planting.undo.append(lambda: table.discard(name))

    return plant


def as_contributor(planting: Planting) -> None:
    planting.environment["ARM_CLIENT_ID"] = "66666666-6666-6666-6666-666666666666"


def subscription(state: str | None) -> Plant:
    return lambda planting: planting.monkeypatch.setitem(offers.SUBSCRIPTIONS, AZURE_SUBSCRIPTION, state)


def wrong_secret(planting: Planting) -> None:
    planting.environment["ARM_CLIENT_ID"] = "00000000-0000-0000-0000-000000000000"


def zone(planting: Planting) -> None:
    planting.put(ZONE)
    planting.name_server.servers = ["ns1.example.net"]


def group(planting: Planting) -> None:
    planting.put(f"{GROUPS}/wandb/providers/Microsoft.Network/virtualNetworks/any")


def deleted_vault(location: str) -> Plant:
    """A soft-deleted vault with the name of the deployment's."""

    def plant(planting: Planting) -> None:
        name, tenant = "wandb-vault-07bf45ce", planting.azure.tenant
        resource = planting.put(f"{GROUPS}/old/providers/Microsoft.KeyVault/vaults/{name}")
        resource.body["location"] = location
        tenant.store.remove(f"{GROUPS}/old")
        tenant.deleted_vaults[AZURE_SUBSCRIPTION, name] = (resource, tenant.vaults.pop(name))
        planting.undo.append(partial(tenant.deleted_vaults.pop, (AZURE_SUBSCRIPTION, name)))
        # To Azure, the name is taken in every region.
        added(offers.TAKEN, name)(planting)

    return plant


def certificate(name: str, days: float) -> Plant:
    def plant(planting: Planting) -> None:
        planting.put(VAULT)
        body = {
            "attributes": {"enabled": True, "exp": int(time.time() + days * 86400)},
            "policy": {"x509_props": {"subject": f"CN={name}", "sans": {"dns_names": [name]}}},
        }
        planting.monkeypatch.setitem(offers.CERTIFICATES, "wandb", body)

    return plant


def state(versioned: bool = True, leased: bool = False, readable: bool = True) -> Plant:
    def plant(planting: Planting) -> None:
        planting.put(CONTAINER)
        planting.put(f"{STATES}/blobServices/default", isVersioningEnabled=versioned)
        container = planting.azure.tenant.existing(CONTAINER)
        container.private["blobs"] = {"azure-x.tfstate": b"{}"} if leased else {}
        if readable:
            _assign(planting, "Storage Blob Data Contributor", STATES)
        if leased:
            planting.monkeypatch.setattr(offers, "LEASED", offers.LEASED)
            added(offers.LEASED, "azure-x.tfstate")(planting)

    return plant


def _assign(planting: Planting, role: str, scope: str) -> None:
    from emulator.azure.authorization import ASSIGNMENT
    from emulator.azure.identifiers import ResourceId
    from emulator.azure.principals import OWNER

    id_ = ResourceId.parse(f"{scope}/providers/{ASSIGNMENT}/11111111-0000-0000-0000-000000000000")
    assert id_ is not None
    body = {"properties": {"roleDefinitionId": ROLES[role], "principalId": OWNER.object_id}}
    resource_manager.store(planting.azure.tenant, OWNER, id_, body)


LOCAL = '"local": {"path": "../../../terraform.azure-x.tfstate"}'
STATE = {LOCAL: '"azurerm": {"storage_account_name": "states1", "container_name": "tfstate", "key": "azure-x.tfstate"}'}
MYSQL = "Standard_E2ds_v4"

CASES: dict[str, Case] = {
    "wrong login": (wrong_secret, "recommended", {}, "identity", "failure: cannot sign in"),
    "wrong tenant": (nothing, "recommended", {'"azurerm": [{': f'"azurerm": [{{"tenant_id": "{OTHER_TENANT}", '},
        "identity", "failure: cannot sign in: "),
    "unknown subscription": (subscription(None), "recommended", {}, "identity",
        f"does not see subscription {AZURE_SUBSCRIPTION}"),
    "disabled subscription": (subscription("Disabled"), "recommended", {}, "identity",
        f"failure: subscription {AZURE_SUBSCRIPTION} is Disabled"),
    "subscription of the environment": (nothing, "recommended", {}, "identity",
        "warning: the subscription is that of the environment"),
    "contributor": (as_contributor, "recommended", {}, "permissions",
        "failure: the roles do not allow Microsoft.Authorization/locks/delete"),
    "read-only subscription of the zone": (added(offers.READ_ONLY, ZONE.split("/")[2]), "everything", {}, "permissions",
        "failure: the roles do not allow Microsoft.Network/dnsZones/A/delete, Microsoft.Network/dnsZones/A/write in "
        + "/".join(ZONE.split("/")[:5])),
    "read-only subscription of the certificate": (added(offers.READ_ONLY, VAULT.split("/")[2]), "private-link", {},
        "permissions",
        "failure: the roles do not allow Microsoft.Authorization/roleAssignments/delete, "
        "Microsoft.Authorization/roleAssignments/write in " + "/".join(VAULT.split("/")[:5])),
    "unregistered": (added(offers.UNREGISTERED, "Microsoft.KeyVault"), "recommended",
        {'"resource_provider_registrations": "core"': '"resource_provider_registrations": "none"'}, "services",
        "failure: Microsoft.KeyVault is NotRegistered"),
    "service elsewhere": (
        lambda planting: planting.monkeypatch.setitem(offers.PLACES, "Microsoft.KeyVault/vaults", ["East US"]),
        "recommended", {}, "services", "failure: Microsoft.KeyVault/vaults is not on offer in westeurope"),
    "family used up": (usage("standardESv5Family", 90, 100), "recommended", {}, "sizes",
        "failure: standardESv5Family: 16 needed, 90 of 100 used in westeurope"),
    "cores used up": (usage("cores", 100, 100), "recommended", {}, "sizes",
        "failure: cores: 16 needed, 100 of 100 used in westeurope"),
    "cores for the maximum": (usage("cores", 60, 100), "recommended", {}, "sizes",
        "warning: cores: the autoscaler's maximum needs 64, 40 of 100 are free"),
    "spot cores for the maximum": (usage("lowPriorityCores", 90, 100), "everything", {}, "sizes",
        "warning: lowPriorityCores: the autoscaler's maximum needs 48, 10 of 100 are free"),
    "restricted size": (added(offers.RESTRICTED, "Standard_E8s_v5"), "recommended", {}, "sizes",
        "failure: Standard_E8s_v5 is not available to this subscription in westeurope"),
    "zone of the size": (
        lambda planting: planting.monkeypatch.setitem(offers.ZONES, "Standard_E8s_v5", ["1", "3"]),
        "recommended", {}, "sizes", "failure: Standard_E8s_v5 is not on offer in zone 2 of westeurope"),
    "absent size": (nothing, "recommended", {"Standard_E8s_v5": "Standard_Z9"}, "sizes",
        "failure: Standard_Z9 does not exist in westeurope"),
    "addresses used up": (usage("PublicIPAddresses", 99, 100), "recommended", {}, "addresses",
        "failure: PublicIPAddresses: 2 needed, 99 of 100 used in westeurope"),
    "Kubernetes version": (offer(KUBERNETES_VERSIONS=["1.33"]), "recommended", {}, "Kubernetes",
        "failure: AKS does not offer Kubernetes 1.35 in westeurope"),
    "preview": (added(offers.PREVIEWS, "1.35"), "recommended", {}, "Kubernetes",
        "warning: Kubernetes 1.35 is a preview"),
    "long-term support": (added(offers.LONG_TERM_ONLY, "1.35"), "recommended", {}, "Kubernetes",
        "warning: Kubernetes 1.35 has only long-term support"),
    "database size": (offer(MYSQL_SIZES={"Standard_D2ds_v4"}), "recommended", {}, "database",
        f"failure: {MYSQL} is not on offer in westeurope"),
    "database version": (offer(MYSQL_VERSIONS=["5.7"]), "recommended", {}, "database",
        "failure: MySQL 8.4 is not on offer in westeurope"),
    "availability": (offer(MYSQL_AVAILABILITY=[]), "recommended", {}, "database",
        "failure: high availability in the mode SameZone is not on offer in westeurope"),
    "no DNS zone": (nothing, "everything", {}, "DNS zone",
        "failure: wandb.ml does not exist in resource group dns"),
    "no record": (nothing, "recommended", {}, "DNS zone", "warning: no record is created"),
    "delegated elsewhere": (zone, "everything", {}, "DNS zone",
        "failure: wandb.ml is delegated to ns1.example.net, not to this zone"),
    "group name": (group, "recommended", {}, "names", 'failure: azurerm_resource_group "wandb": exists'),
    "vault name": (added(offers.TAKEN, "wandb-vault-07bf45ce"), "recommended", {}, "names",
        'failure: azurerm_key_vault "wandb-vault-07bf45ce": The name wandb-vault-07bf45ce is already taken.'),
    "deleted vault": (deleted_vault("westeurope"), "recommended", {}, "names",
        'warning: azurerm_key_vault "wandb-vault-07bf45ce" is soft-deleted; a deploy recovers it'),
    "vault deleted in another region": (deleted_vault("eastus"), "recommended", {}, "names",
        'failure: azurerm_key_vault "wandb-vault-07bf45ce": The name wandb-vault-07bf45ce is already taken.'),
    "cache name": (added(offers.TAKEN, "legacy-3ae34752"), "legacy-redis", {}, "names",
        'failure: azurerm_redis_cache "legacy-3ae34752"'),
    "storage name": (added(offers.TAKEN, "wandb07bf45ce"), "recommended", {}, "names",
        'failure: azurerm_storage_account "wandb07bf45ce"'),
    "server name": (added(offers.TAKEN, "wandb-07bf45ce"), "recommended", {}, "names",
        'failure: azurerm_mysql_flexible_server "wandb-07bf45ce"'),
    "DNS label": (added(offers.TAKEN, "wandb-07bf45ce"), "recommended", {}, "names",
        'failure: azurerm_public_ip "wandb-07bf45ce": the DNS label is taken'),
    "no certificate": (lambda planting: planting.put(VAULT), "private-link", {}, "certificate",
        "failure: https://platform-certificates.vault.azure.net has no certificate"),
    "certificate of another host": (certificate("other.example.com", 90), "private-link", {}, "certificate",
        "failure: wandb is for other.example.com, not for"),
    "expired certificate": (certificate("*.wandb.ml", -1), "private-link", {}, "certificate", "expired on"),
    "certificate that expires": (certificate("*.wandb.ml", 5), "private-link", {}, "certificate", "expires on"),
    "local state": (nothing, "recommended", {}, "state", "warning: is in a file on this machine"),
    "no state container": (nothing, "recommended", STATE, "state",
        "failure: https://states1.blob.core.windows.net/tfstate does not exist"),
    "unreadable state": (state(readable=False), "recommended", STATE, "state",
        "failure: https://states1.blob.core.windows.net/tfstate may not be read"),
    "unversioned state": (state(versioned=False), "recommended", STATE, "state",
        "warning: states1 does not keep versions of blobs"),
    "locked state": (state(leased=True), "recommended", STATE, "state", "failure: azure-x.tfstate is locked"),
}  # fmt: skip


def test_services_that_the_region_offers_are_counted(planting: Planting, stack_of: Stacks) -> None:
    planting.monkeypatch.setitem(offers.PLACES, "Microsoft.KeyVault/vaults", ["East US"])
    *_, last = planting.findings(stack_of("azure", "recommended"), "services")
    assert last.message == "5 services are on offer in westeurope"


@pytest.mark.parametrize("name", CASES)
def test_planted_problem_is_found(name: str, planting: Planting, stack_of: Stacks) -> None:
    plant, scenario, changes, check, expected = CASES[name]
    plant(planting)
    stack = changed(stack_of("azure", scenario), changes)

    found = bad(planting.findings(stack, check))

    assert [each for each in found if expected in each] != [], found


@pytest.mark.parametrize(
    ("plant", "check", "type_"),
    [
        (added(offers.TAKEN, "wandb07bf45ce"), "names", "azurerm_storage_account"),
        (usage("cores", 100, 100), "sizes", "azurerm_kubernetes_cluster"),
        (usage("VirtualNetworks", 100, 100), "addresses", "azurerm_virtual_network"),
    ],
)
def test_imported_resource_needs_no_quota_and_no_free_name(
    plant: Plant, check: str, type_: str, planting: Planting, stack_of: Stacks
) -> None:
    plant(planting)
    stack = stack_of("azure", "recommended")

    assert len(bad(planting.findings(stack, check))) == 1
    assert bad(planting.findings(importing(stack, type_), check)) == []
