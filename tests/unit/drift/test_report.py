"""constructs_lib/drift: what a plan says about a stack, and the exit status."""

import json
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.drift import StackDrift, read_plan, write_report
from constructs_lib.drift.__main__ import main
from tests.unit.drift.plans import BUCKET, change, plan, resource

NODES = "aws_eks_node_group.nodes_group_1"
TAGGED = resource(BUCKET, change({"tags": {}, "tags_all": {}}, {"tags": {"a": "x"}, "tags_all": {"a": "x"}}))
UNTAGGED = resource(BUCKET, change({"tags": {"a": "x"}, "tags_all": {"a": "x"}}, {"tags": {}, "tags_all": {}}))
SCALED = resource(NODES, change({"scaling_config": [{"desired_size": 2}]}, {"scaling_config": [{"desired_size": 3}]}))


def lines(found: StackDrift, *, show_expected: bool = False) -> list[str]:
    return [line.strip() for line in found.lines(show_expected=show_expected)]


def test_plan_without_changes_has_no_drift() -> None:
    unchanged = resource(BUCKET, change({"a": 1}, {"a": 1}, ("no-op",)))
    found = read_plan("aws-wandb", plan(changes=(unchanged,), outputs={"url": change("a", "a", ("no-op",))}))

    assert (found.status, lines(found)) == (0, ["aws-wandb: no drift"])


def test_change_that_a_deploy_sets_back_is_listed_once_as_outside() -> None:
    found = read_plan("aws-wandb", plan(drift=(TAGGED,), changes=(UNTAGGED,)))

    assert found.status == 2
    assert lines(found) == [
        "changed outside of Terraform:",
        BUCKET,
        'tags["a"]: null -> "x" (a deploy changes it back)',
        "aws-wandb: 1 resource changed outside of Terraform",
    ]


def test_change_outside_and_difference_from_the_file_are_told_apart() -> None:
    planned = resource(BUCKET, change({"tags": {"a": "x"}, "size": 1}, {"tags": {"a": "y"}, "size": 2}))
    found = read_plan("aws-wandb", plan(drift=(TAGGED,), changes=(planned,)))

    assert lines(found) == [
        "changed outside of Terraform:",
        BUCKET,
        'tags["a"]: null -> "x" (a deploy changes it)',
        "differs from the deployment file:",
        BUCKET,
        "size: 1 -> 2",
        "aws-wandb: 1 resource changed outside of Terraform, 1 difference from the deployment file",
    ]


@pytest.mark.parametrize(
    ("actions", "what"),
    [
        (("create",), "would be created"),
        (("delete",), "would be destroyed"),
        (("delete", "create"), "would be replaced"),
        (("create", "delete"), "would be replaced"),
        (("forget",), "would be removed from the state"),
    ],
)
def test_planned_action_is_named(actions: tuple[str, ...], what: str) -> None:
    found = read_plan("aws-wandb", plan(changes=(resource(BUCKET, change({"a": 1}, {"a": 1}, actions)),)))

    assert (found.status, lines(found)[1]) == (2, f"{BUCKET}: {what}")


def test_replacement_names_only_the_attributes_that_cause_it() -> None:
    replaced = change(
        {"bucket": "a", "b": 1}, {"bucket": "c", "b": 2}, ("delete", "create"), replace_paths=[["bucket"]]
    )
    found = read_plan("aws-wandb", plan(changes=(resource(BUCKET, replaced),)))

    assert lines(found)[1:3] == [f"{BUCKET}: would be replaced", 'bucket: "a" -> "c"']


def test_resource_deleted_outside_is_not_also_a_difference_from_the_file() -> None:
    deleted, created = change({"a": 1}, None, ("delete",)), change(None, {"a": 1}, ("create",))
    found = read_plan("aws-wandb", plan(drift=(resource(BUCKET, deleted),), changes=(resource(BUCKET, created),)))

    assert lines(found)[1:] == [
        f"{BUCKET}: deleted, would be created again",
        "aws-wandb: 1 resource changed outside of Terraform",
    ]


def test_data_source_and_read_are_no_drift() -> None:
    read = resource("data.aws_caller_identity.account", change({"a": 1}, {"a": 2}, ("read",)), mode="data")
    found = read_plan("aws-wandb", plan(drift=(read,), changes=(read,)))

    assert found.status == 0


def test_changed_output_is_a_difference_from_the_file() -> None:
    found = read_plan("aws-wandb", plan(outputs={"url": change("https://a", "https://b")}))

    assert lines(found)[1:3] == ["output.url", 'value: "https://a" -> "https://b"']


def test_expected_change_is_counted_and_shown_with_its_reason_on_demand() -> None:
    found = read_plan("aws-wandb", plan(drift=(SCALED,)))

    assert (found.status, lines(found)) == (0, ["aws-wandb: no drift (1 with expected changes)"])
    assert lines(found, show_expected=True)[:3] == [
        "expected:",
        NODES,
        "scaling_config[0].desired_size: 2 -> 3 (an autoscaler sets it)",
    ]


def test_expected_attribute_that_a_deploy_would_change_is_drift() -> None:
    planned = resource(
        NODES, change({"scaling_config": [{"desired_size": 3}]}, {"scaling_config": [{"desired_size": 2}]})
    )

    assert read_plan("aws-wandb", plan(drift=(SCALED,), changes=(planned,))).status == 2


def test_tag_in_ignore_tags_is_expected() -> None:
    ignored = {BUCKET: ['tags["a"]']}

    assert read_plan("azure-wandb", plan(drift=(TAGGED,)), ignored).status == 0
    assert read_plan("azure-wandb", plan(drift=(TAGGED,)), {BUCKET: ['tags["ab"]']}).status == 2


def test_json_has_a_row_per_attribute_and_no_sensitive_value() -> None:
    secret = change({"key": "hidden-1", "size": 1}, {"key": "hidden-2", "size": 2}, after_sensitive={"key": True})
    shown: list[str] = []
    found = [read_plan("aws-wandb", plan(drift=(resource(BUCKET, secret),))), StackDrift("b", error="no login")]

    assert write_report(found, shown.append, as_json=True, show_expected=False) == 1
    first, second = json.loads(shown[0])
    assert first["outside"] == [
        {"address": BUCKET, "attribute": "key", "before": "(sensitive)", "after": "(sensitive)"},
        {"address": BUCKET, "attribute": "size", "before": 1, "after": 2},
    ]
    assert (first["status"], second["status"], second["error"]) == (2, 1, "no login")
    assert "hidden" not in shown[0]


@pytest.mark.parametrize(
    ("found", "status"),
    [
        ([StackDrift("a")], 0),
        ([StackDrift("a"), StackDrift("b", waits_for=["a"])], 2),
        ([StackDrift("a", waits_for=["b"]), StackDrift("b", error="no login")], 1),
    ],
)
def test_exit_status_is_error_before_drift_before_none(found: list[StackDrift], status: int) -> None:
    assert write_report(found, lambda _: None, as_json=False, show_expected=False) == status


def test_saved_plans_are_read_with_what_their_stacks_ignore(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    ignored: dict[str, Any] = {"lifecycle": {"ignore_changes": ['tags["a"]']}}
    stack = tmp_path / "stacks" / "azure-wandb"
    stack.mkdir(parents=True)
    (stack / "cdk.tf.json").write_text(json.dumps({"resource": {"aws_s3_bucket": {"storage_bucket": ignored}}}))
    files = [tmp_path / "azure-wandb.json", tmp_path / "other.json"]
    for file in files:
        file.write_text(json.dumps(plan(drift=(TAGGED,))))

    assert main([str(files[0]), "--stacks", str(stack.parent)]) == 0
    assert main([*map(str, files), "--stacks", str(stack.parent)]) == 2
    assert capsys.readouterr().out.splitlines()[-1] == "other: 1 resource changed outside of Terraform"


def test_file_that_is_no_plan_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "a.json").write_text("no JSON")

    assert main([str(tmp_path / "a.json")]) == 1
    assert capsys.readouterr().err.startswith(f"{tmp_path}/a.json: is not a plan in JSON (")
