"""Takes over a recorded deployment, removes what it leaves over, and checks that nothing is lost."""

from collections import Counter
from collections.abc import Mapping
from pathlib import Path

from tests.deployments import REPOSITORY
from tests.emulator.adoption.server_move import has_application_providers, move_server
from tests.emulator.adoption.taken_over import TakenOver, actions, taken_over
from tests.emulator.deployed import client_of

# Ids of what holds data, or what others have written down somewhere.
KEPT_IDS = (
    *("aws_db_subnet_group", "aws_eip", "aws_eks_cluster", "aws_elasticache_replication_group", "aws_kms_key"),
    *("aws_lb", "aws_nat_gateway", "aws_rds_cluster", "aws_rds_cluster_instance", "aws_s3_bucket", "aws_subnet"),
    *("aws_sqs_queue", "aws_vpc", "aws_iam_openid_connect_provider"),
)
PAGE = REPOSITORY / "docs" / "adoption.md"


def take_over_without_loss(name: str, folder: Path, *, move: Mapping[str, str] | None = None) -> None:
    """Takes over the recorded deployment `name`, and compares what happened with its line in the page.

    `move`: also moves the server, after these changes of lines of the deployment file.
    """
    with taken_over(name, folder) as here:
        bucket = here.adoption.parts.bucket_name
        s3 = client_of(here.emulator, "s3")
        s3.put_object(Bucket=bucket, Key="runs/1", Body=b"data")

        assert here.verdict().refused == ()
        first = actions(here.plan)
        assert (first["replace"], first["delete"]) == (0, 0)
        here.terraform.apply("plan")
        assert here.terraform.plan() == {}
        assert here.password not in here.written()

        assert s3.get_object(Bucket=bucket, Key="runs/1")["Body"].read() == b"data"
        now = {address: values["id"] for address, values in here.attributes().items()}
        kept = {each.to: each.id for each in here.adoption.imports if each.id and each.to.split(".")[0] in KEPT_IDS}
        assert len(kept) > 15
        assert {address: now[address] for address in kept} == kept

        if move is not None and has_application_providers("aws", folder):
            move_server(here, move)
        left_over = here.adoption.leftovers
        _remove_leftovers(here)
        assert here.terraform.plan() == {}
        after = here.adoption.leftovers
        assert {each.kind for each in after} <= {"application"}
        assert_in_page(name, first, len(left_over), len(left_over) - len(after))


def _remove_leftovers(here: TakenOver) -> None:
    """In the documented order: nodes, then what was kept for them, then the rest, data at last."""
    here.remove("nodes")
    here.give_up("cluster_security_group_ids", "node_security_group_ids")
    here.configure()
    here.terraform.apply()
    here.remove("security-groups", "iam", "data")


def assert_in_page(name: str, first: Counter[str], left_over: int, removed: int) -> None:
    """The table in docs/adoption.md has the line with these numbers; `first` counts the actions of the first plan."""
    line = (
        f"| {name} | {first['replace']} | {first['delete']} | {first['create']} | {first['update']} | empty | "
        f"{left_over} | {removed} |"
    )
    assert line in PAGE.read_text().splitlines(), f"docs/adoption.md lacks {line}"
