"""`make diagram`, and the pictures in the pages."""

import json
import re
from pathlib import Path

import pytest

from scripts.diagram.__main__ import main
from scripts.diagram.drawing import GRAPHVIZ, Edge, Group, Node, Picture
from tests import pictures
from tests.policy.apply_graph import SECONDS
from tests.timeline import bars

needs_graphviz = pytest.mark.skipif(not GRAPHVIZ.is_file(), reason="wasm-graphviz is not installed; run make setup")
WRITE = "python -m tests.pictures"


@pytest.fixture(scope="module")
def drawn() -> dict[str, str]:
    return pictures.drawn()


@needs_graphviz
def test_pictures_of_the_pages_are_those_of_the_snapshots(drawn: dict[str, str]) -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in pictures.FOLDER.iterdir()}
    assert {name for name in drawn if written.get(name) != drawn[name]} == set(), WRITE
    assert set(written) - set(drawn) == set()


@needs_graphviz
def test_pictures_are_small_and_load_nothing(drawn: dict[str, str]) -> None:
    for name, text in drawn.items():
        assert len(text) < 60_000, name
        assert set(re.findall(r"https?://[^\"\s]+", text)) <= {
            "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd",
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


@pytest.mark.parametrize("scenario", ["recommended", "private-only", "everything"])
def test_overview_has_an_arrow_for_every_rule_of_a_security_group(scenario: str) -> None:
    snapshot = json.loads((pictures.SNAPSHOTS / "aws" / f"{scenario}.json").read_text())
    ports = {rule["from_port"] for rule in snapshot["resource"]["aws_vpc_security_group_ingress_rule"].values()}
    edges = pictures.pictures()[f"aws-{scenario}-overview.svg"].edges
    assert {port for port in ports if not any(edge.label.startswith(str(port)) for edge in edges)} == set()


def edges_of(name: str) -> set[tuple[str, str, str, str]]:
    picture = pictures.pictures()[name]
    titles = {node.name: node.title for node in picture.root.all_nodes()}
    return {(titles[edge.source], titles.get(edge.target, ""), edge.label, edge.style) for edge in picture.edges}


def test_overview_tells_what_is_encrypted() -> None:
    pods = "EKS nodes: W&B's pods"
    assert edges_of("aws-recommended-overview.svg") >= {
        ("Clients", "Application Load Balancer", "443 HTTPS", "tls"),
        ("Clients", "Application Load Balancer", "80 HTTP, only redirects to HTTPS", "plain"),
        ("Application Load Balancer", pods, "32543 HTTP", "plain"),
        (pods, "Aurora MySQL", "3306 MySQL", "optional"),
        (pods, "Redis", "6379 Redis", "tls"),
        (pods, "S3 bucket: storage", "443 HTTPS", "tls"),
    }
    assert edges_of("azure-recommended-overview.svg") >= {
        ("Clients", "Application Gateway", "443 HTTPS", "tls"),
        ("Application Gateway", "AKS: W&B's pods", "HTTP to pods, all ports", "plain"),
        ("AKS: W&B's pods", "MySQL flexible server", "3306 MySQL", "tls"),
    }


def test_overview_shows_alarms_and_backups() -> None:
    assert edges_of("aws-everything-overview.svg") >= {
        ("CloudWatch", "SNS topic", "26 alarms", "tls"),
        ("Aurora MySQL", "SNS topic", "events", "tls"),
        ("EventBridge", "SNS topic", "events", "tls"),
        ("SNS topic", "Receivers", "email", "any"),
        ("Aurora MySQL", "AWS Backup vault", "backups", "tls"),
        ("S3 bucket: storage", "AWS Backup vault", "backups", "tls"),
    }
    assert edges_of("azure-everything-overview.svg") >= {
        ("Azure Monitor", "Action group", "26 alert rules", "tls"),
        ("Action group", "Receivers", "email", "any"),
        ("Storage account", "Backup vault", "backups of blobs", "tls"),
    }


def test_ways_number_the_steps_of_a_request_and_an_upload() -> None:
    pods = "EKS nodes: W&B's pods"
    assert edges_of("aws-recommended-request.svg") == {
        ("Clients", "Application Load Balancer", "1. asks\n443 HTTPS", "tls"),
        ("Application Load Balancer", pods, "2. forwards\n32543 HTTP\n32544 HTTP\n32545 HTTP", "plain"),
        (pods, "Redis", "3. looks up sessions\n6379 Redis", "tls"),
        (pods, "Aurora MySQL", "4. reads and writes\n3306 MySQL", "optional"),
        (pods, "S3 bucket: storage", "5. reads and writes files\n443 HTTPS", "tls"),
    }
    upload = edges_of("azure-recommended-upload.svg")
    assert ("Clients", "Storage account", "4. uploads by signed URL\n443 HTTPS", "tls") in upload
    assert ("AKS: W&B's pods", "MySQL flexible server", "3. records the artifact\n3306 MySQL", "tls") in upload


@needs_graphviz
def test_letters_are_legible_at_1600_pixels(drawn: dict[str, str]) -> None:
    for name, text in drawn.items():
        size = re.search(r'<svg[^>]*? width="([\d.]+)', text, re.DOTALL)
        letters = min(float(each) for each in re.findall(r'font-size="([\d.]+)"', text))
        assert size and letters * min(1, 1600 / float(size[1])) >= 9.5, name


def test_identity_tells_who_may_do_what() -> None:
    assert edges_of("aws-recommended-identity.svg") >= {
        ("pod wandb/wandb-serviceaccount", "role wandb-irsa-role", "", "trust"),
        ("role wandb-irsa-role", "S3 bucket", "Use objects", "grant"),
        ("role wandb-node", "AmazonEKSWorkerNodePolicy", "", "grant"),
    }
    assert edges_of("azure-recommended-identity.svg") >= {
        ("pod wandb/wandb-serviceaccount", "wandb-identity", "", "trust"),
        ("identity of AGIC", "Application gateway", "Contributor", "grant"),
    }


def test_network_tells_the_routes_of_each_subnet() -> None:
    assert edges_of("aws-recommended-network.svg") >= {
        ("private subnet 10.10.10.0/24", "NAT gateway", "0.0.0.0/0", "route"),
        ("private subnet 10.10.10.0/24", "S3 gateway endpoint", "S3", "route"),
        ("public subnet 10.10.0.0/24", "Internet gateway", "0.0.0.0/0", "route"),
    }
    assert not any("isolated" in source for source, *_ in edges_of("aws-recommended-network.svg"))
    assert ("kubernetes subnet 10.10.16.0/20", "database subnet 10.10.3.0/24", "3306", "allowed") in edges_of(
        "azure-recommended-network.svg"
    )


def test_timeline_tells_what_decides_how_long_a_deploy_takes() -> None:
    infrastructure = {
        "resource": {
            "aws_eks_cluster": {"cluster": {}},
            "aws_eks_node_group": {"nodes": {"cluster_name": "${aws_eks_cluster.cluster.id}"}},
            "aws_nat_gateway": {"nat": {}},
        }
    }
    rows, seconds = bars(infrastructure, {"resource": {"helm_release": {"server": {}}}})
    times = [(each.address, each.start, each.decides) for each in rows]
    cluster, nodes, release = (SECONDS[each] for each in ("aws_eks_cluster", "aws_eks_node_group", "helm_release"))
    assert times == [
        ("aws_eks_cluster.cluster", 0, True),
        ("aws_nat_gateway.nat", 0, False),
        ("aws_eks_node_group.nodes", cluster, True),
        ("helm_release.server", cluster + nodes, True),
    ]
    assert seconds == cluster + nodes + release


def test_names_with_special_characters_are_drawn_as_they_are() -> None:
    text = Picture(
        "a <b>", Group("", [Node("x", 'say "<&>"', ("back\\slash",)), Node("y", "y")]), [Edge("x", "y")]
    ).dot()
    assert 'label="say \\"<&>\\"\\nback\\\\slash"' in text
    assert "<b>a &lt;b&gt;</b>" in text


@needs_graphviz
def test_make_diagram_draws_a_deployment_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aws-wandb", "--folder", str(tmp_path)]) == 0
    names = [f"aws-wandb-{kind}.svg" for kind in ("overview", "request", "upload", "network", "identity")]
    assert sorted(file.name for file in tmp_path.iterdir()) == sorted(names)
    assert capsys.readouterr().out.splitlines() == [str(tmp_path / name) for name in names]


def test_unknown_stack_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aws-wanbd", "--folder", str(tmp_path / "x")]) == 1
    [line] = capsys.readouterr().err.splitlines()
    assert "aws-wanbd" in line and not (tmp_path / "x").exists()
