"""scripts/adopt_leftovers.py: what is listed, and what is removed."""

import json
from pathlib import Path

import pytest

from constructs_lib.deployments import Deployment, load_deployments
from scripts import adopt_leftovers


@pytest.fixture
def removed(deployment: Deployment, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """The addresses of each removal, instead of removing anything."""
    stack = tmp_path / "cdktf.out" / "stacks" / deployment.name
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text("{}")
    monkeypatch.chdir(tmp_path)
    made: list[list[str]] = []
    monkeypatch.setattr(
        adopt_leftovers,
        "destroy",
        lambda _cloud, leftovers, *_: bool(made.append([each.address for each in leftovers]) or True),
    )
    return made


def test_leftovers_are_only_listed_without_a_yes(
    deployment: Deployment, removed: list[list[str]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert adopt_leftovers.remove(deployment, ["nodes", "iam"], {}) == 0
    assert removed == []
    said = capsys.readouterr()
    assert "nodes: not removed; set WANDB_ADOPT_REMOVE=nodes to remove it without a terminal\n" in said.err
    assert "module.app_eks.aws_efs_file_system.storage_class" in said.out


def test_leftovers_go_kind_by_kind_and_data_only_when_named(
    deployment: Deployment, removed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_ADOPT_REMOVE", "application,nodes,security-groups,iam,data")
    assert deployment.adoption is not None
    adopt_leftovers.remove(deployment, ["application", "nodes", "security-groups", "iam"], {})
    kinds = {each.address: each.kind for each in deployment.adoption.leftovers}
    assert [{kinds[address] for address in each} for each in removed] == [{"nodes"}, {"security-groups"}, {"iam"}]
    [after] = load_deployments([deployment.path])
    assert after.adoption is not None
    assert {each.kind for each in after.adoption.leftovers} == {"application", "security-groups", "data"}
    adopt_leftovers.remove(after, ["data"], {})
    assert {kinds[address] for address in removed[-1]} == {"data"}


def test_groups_in_use_stay_with_their_rules_until_they_are_given_up(
    deployment: Deployment, removed: list[list[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("WANDB_ADOPT_REMOVE", "security-groups")
    adopt_leftovers.remove(deployment, ["security-groups"], {})
    assert removed == [
        [
            "module.app_eks.aws_security_group.storage_class_nfs",
            "module.app_eks.aws_security_group_rule.nfs_ingress",
            "module.database.module.aurora.aws_security_group_rule.cidr_ingress[0]",
        ]
    ]
    file = deployment.path.with_name("old.adopt.json")
    document = json.loads(file.read_text())
    document["kept"].pop("cluster_security_group_ids")
    document["kept"].pop("node_security_group_ids")
    file.write_text(json.dumps(document))
    [after] = load_deployments([deployment.path])
    adopt_leftovers.remove(after, ["security-groups"], {})
    assert "module.app_eks.module.eks.aws_security_group.node[0]" in removed[-1]


def test_other_stacks_are_refused_with_the_names_to_choose_from(capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt_leftovers.main(["*"]) == 1
    refused = "*: is not an infrastructure stack; set STACK to one of aws-wandb, azure-wandb\n"
    assert capsys.readouterr().err == refused


def test_a_stack_that_was_not_adopted_has_no_leftovers(capsys: pytest.CaptureFixture[str]) -> None:
    assert adopt_leftovers.main(["aws-wandb"]) == 1
    assert capsys.readouterr().err == "aws-wandb: was not adopted, so nothing is left over\n"
    with pytest.raises(SystemExit):
        adopt_leftovers.main(["aws-wandb", "everything"])
    assert "everything is not a kind; the kinds are application, nodes," in capsys.readouterr().err
