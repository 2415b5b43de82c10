"""Takes over a recorded deployment, removes what it leaves over, and checks that nothing is lost."""

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from constructs_lib.adoption import AzureAdoptedParts
from tests.deployments import REPOSITORY
from tests.emulator.adoption.server_move import has_application_providers, move_server
from tests.emulator.adoption.taken_over import TakenOver, actions, taken_over
from tests.emulator.azure.management import Management
from tests.emulator.deployed import client_of

PAGE = REPOSITORY / "docs" / "adoption.md"


@dataclass(frozen=True)
class _Procedure:
    """What differs per cloud.

    - `store` stores what a user of the server would, and returns the check that it is still there.
    - `kept_ids` are the types of what holds data, or whose ids others have written down somewhere. A deployment has
      at least `kept` of them.
    - The leftovers `removed_first` are removed, then the adoption file no longer keeps `given_up`, and the leftovers
      `removed_last` are removed: the documented order.
    """

    store: Callable[[TakenOver], Callable[[], None]]
    kept_ids: frozenset[str]
    kept: int
    removed_first: tuple[str, ...]
    given_up: tuple[str, ...]
    removed_last: tuple[str, ...]


def take_over_without_loss(
    name: str,
    folder: Path,
    *,
    move: Mapping[str, str] | None = None,
    mover: Callable[[TakenOver, Mapping[str, str]], None] = move_server,
) -> None:
    """Takes over the recorded deployment `name`, and compares what happened with its line in the page.

    `move`: `mover` also moves the server, after these changes of lines of the deployment file.
    """
    with taken_over(name, folder) as here:
        cloud = here.adoption.cloud
        procedure = _PROCEDURES[cloud]
        check_stored = procedure.store(here)

        assert here.verdict().refused == ()
        first = actions(here.plan)
        assert (first["replace"], first["delete"]) == (0, 0)
        here.terraform.apply("plan")
        assert here.terraform.plan() == {}
        assert here.password not in here.written()

        check_stored()
        now = {address: values["id"] for address, values in here.attributes().items()}
        imports = {each.to: each.id for each in here.adoption.imports if each.id}
        kept = {address: id_ for address, id_ in imports.items() if address.split(".")[0] in procedure.kept_ids}
        assert len(kept) >= procedure.kept
        assert {address: now[address] for address in kept} == kept

        if move is not None and has_application_providers(cloud, folder):
            mover(here, move)
        left_over = here.adoption.leftovers
        here.remove(*procedure.removed_first)
        here.give_up(*procedure.given_up)
        here.configure()
        here.terraform.apply()
        here.remove(*procedure.removed_last)
        assert here.terraform.plan() == {}
        after = here.adoption.leftovers
        assert {each.kind for each in after} <= {"application"}
        _assert_in_page(name, first, len(left_over), len(left_over) - len(after))


def _assert_in_page(name: str, first: Counter[str], left_over: int, removed: int) -> None:
    """The table in docs/adoption.md has the line with these numbers; `first` counts the actions of the first plan."""
    line = (
        f"| {name} | {first['replace']} | {first['delete']} | {first['create']} | {first['update']} | empty | "
        f"{left_over} | {removed} |"
    )
    assert line in PAGE.read_text().splitlines(), f"docs/adoption.md lacks {line}"


def _store_on_aws(here: TakenOver) -> Callable[[], None]:
    s3, place = client_of(here.emulator, "s3"), {"Bucket": here.adoption.parts.bucket_name, "Key": "runs/1"}
    s3.put_object(**place, Body=b"data")

    def check() -> None:
        assert s3.get_object(**place)["Body"].read() == b"data"

    return check


def _store_on_azure(here: TakenOver) -> Callable[[], None]:
    azure, parts = Management(here), here.adoption.parts
    assert isinstance(parts, AzureAdoptedParts)
    blob, secret = (str(parts.storage_account_name), "wandb/runs/1"), (str(parts.vault_name), "/secrets/team-1")
    azure.call_blob("PUT", *blob, b"data")
    azure.call_vault("PUT", *secret, {"value": "of a user"})

    def check() -> None:
        assert azure.call_blob("GET", *blob) == b"data"
        assert azure.call_vault("GET", *secret)["value"] == "of a user"

    return check


_PROCEDURES = {
    "aws": _Procedure(
        store=_store_on_aws,
        kept_ids=frozenset(
            {
                *("aws_db_subnet_group", "aws_eip", "aws_eks_cluster", "aws_elasticache_replication_group"),
                *("aws_iam_openid_connect_provider", "aws_kms_key", "aws_lb", "aws_nat_gateway", "aws_rds_cluster"),
                *("aws_rds_cluster_instance", "aws_s3_bucket", "aws_sqs_queue", "aws_subnet", "aws_vpc"),
            }
        ),
        kept=16,
        removed_first=("nodes",),
        # They were kept for the nodes.
        given_up=("cluster_security_group_ids", "node_security_group_ids"),
        removed_last=("security-groups", "iam", "data"),
    ),
    "azure": _Procedure(
        store=_store_on_azure,
        kept_ids=frozenset(
            {
                *("azurerm_application_gateway", "azurerm_key_vault", "azurerm_key_vault_key"),
                *("azurerm_kubernetes_cluster", "azurerm_mysql_flexible_database", "azurerm_mysql_flexible_server"),
                *("azurerm_private_dns_zone", "azurerm_public_ip", "azurerm_redis_cache", "azurerm_resource_group"),
                *("azurerm_storage_account", "azurerm_storage_container", "azurerm_subnet"),
                *("azurerm_user_assigned_identity", "azurerm_virtual_network"),
            }
        ),
        kept=15,
        removed_first=("nodes", "security-groups", "iam", "data"),
        # Access policies are in use until the vault authorizes by role.
        given_up=("vault_access_policies",),
        removed_last=("iam",),
    ),
}
