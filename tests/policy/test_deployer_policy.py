"""The deployer's policies allow what recorded deployments called, and nothing that no deployment needs."""

import json
from collections.abc import Mapping

import pytest

from scripts.deployer_policy import aws, azure
from scripts.deployer_policy.aws_rights import AWS_READS, AWS_RIGHTS
from scripts.deployer_policy.azure_rights import AZURE_RIGHTS
from scripts.deployer_policy.documents import DOCUMENTS, UnknownTypeError
from scripts.preflight.stacks import Stack
from tests.deployments import CLOUDS, REPOSITORY, Configuration, scenarios_of
from tests.policy.deployer_replay import PHASES, allowed_by, denied, recorded, stack_of, unneeded
from tests.policy.deployer_table import IMPLICIT, table

# What Microsoft lists of our types.
AZURE_OPERATIONS = REPOSITORY / "tests" / "policy" / "azure_operations.txt"
# Switching deletion protection off, which the recorded change does, is no day-to-day change.
OF_PROTECTION = {"Microsoft.Authorization/locks/delete"}


def test_every_scenario_is_recorded() -> None:
    assert set(recorded()) == {f"{cloud}-{scenario}" for cloud in CLOUDS for scenario in scenarios_of(cloud)}


@pytest.mark.parametrize("document", DOCUMENTS)
@pytest.mark.parametrize("scenario", recorded())
def test_every_recorded_call_is_allowed(stacks: Mapping[str, Configuration], scenario: str, document: str) -> None:
    found = denied(stack_of(stacks, scenario), scenario, document, *PHASES[document])
    assert [call for call in found if document != "changes" or call[0] not in OF_PROTECTION] == []


@pytest.mark.parametrize("scenario", [each for each in recorded() if each.startswith("aws-")])
def test_a_recorded_call_fails_without_any_of_the_statements(
    stacks: Mapping[str, Configuration], scenario: str
) -> None:
    assert list(unneeded(stack_of(stacks, scenario), scenario, IMPLICIT)) == []


def test_table_of_the_page_is_that_of_the_recorded_calls(stacks: Mapping[str, Configuration]) -> None:
    # python -m tests.policy.deployer_table
    assert "\n".join(table(stacks)) in (REPOSITORY / "docs" / "preflight.md").read_text()


def test_resource_of_another_deployment_is_not_allowed(stacks: Mapping[str, Configuration]) -> None:
    statements = aws.statements_of(stack_of(stacks, "aws-recommended"))
    for action, arn in (
        ("iam:DeleteRole", "arn:aws:iam::123456789012:role/{}-node"),
        ("s3:DeleteBucket", "arn:aws:s3:::{}-file-storage-1"),
        ("eks:DeleteCluster", "arn:aws:eks:eu-central-1:123456789012:cluster/{}"),
        ("rds:DeleteDBCluster", "arn:aws:rds:eu-central-1:123456789012:cluster:{}"),
    ):
        assert allowed_by(statements, (action, arn.format("wandb")))
        assert not allowed_by(statements, (action, arn.format("other")))


@pytest.mark.parametrize(
    ("region", "partition"),
    [
        ("eu-central-1", "aws"),
        ("us-gov-west-1", "aws-us-gov"),
        ("us-gov-east-1", "aws-us-gov"),
        ("cn-north-1", "aws-cn"),
    ],
)
def test_arns_have_the_partition_of_the_region(
    stacks: Mapping[str, Configuration], region: str, partition: str
) -> None:
    stack = Stack("x", json.loads(stacks["aws-recommended"].text.replace("eu-central-1", region)))
    arns = {arn for each in aws.statements_of(stack) for arn in each.resources if arn != "*"}

    assert {arn.split(":")[1] for arn in arns} == {partition}
    assert {arn.split(":")[3] for arn in arns} == {"", region}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_role_of_the_zone_is_assumed_instead_of_allowing_records(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    role, configuration = "arn:aws:iam::999988887777:role/dns", stacks["aws-recommended"].json
    [own] = configuration["provider"]["aws"]
    records = {
        name: {**record, "provider": "aws.dns"}
        for name, record in configuration["resource"]["aws_route53_record"].items()
    }
    stack = Stack("x", {
        **configuration,
        "provider": {"aws": [own, {"alias": "dns", "assume_role": [{"role_arn": role}], "region": own["region"]}]},
        "resource": {**configuration["resource"], "aws_route53_record": records},
    })  # fmt: skip

    statements = aws.statements_of(stack, document)

    assert [each.resources for each in statements if "sts:AssumeRole" in each.actions] == [(role,)]
    assert not any(action.startswith("route53:") for each in statements for action in each.actions)


@pytest.mark.parametrize(
    ("argument", "action"),
    [
        ("restore_to_point_in_time", "rds:RestoreDBClusterToPointInTime"),
        ("snapshot_identifier", "rds:RestoreDBClusterFromSnapshot"),
    ],
)
def test_restored_database_needs_the_right_to_restore_it(argument: str, action: str) -> None:
    cluster = {"cluster_identifier": "wandb"}
    stacks = [
        Stack("x", {"resource": {"aws_rds_cluster": {"database": arguments}}})
        for arguments in (cluster, {**cluster, argument: "before"})
    ]

    for document in ("first-deploy", "changes"):
        without, needed = (aws.actions_of(each, document) for each in stacks)
        assert needed - without == {action}


@pytest.mark.parametrize("document", DOCUMENTS)
def test_policies_keep_to_the_size_limit_and_to_single_actions(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    for name, configuration in stacks.items():
        if not name.startswith("aws-") or name.endswith("-app"):
            continue
        statements = aws.statements_of(Stack(name, configuration.json), document)
        policies = aws.policies_of(statements)
        written = [action for policy in policies for part in policy["Statement"] for action in part["Action"]]  # type: ignore[attr-defined]
        assert all(len(json.dumps(policy, separators=(",", ":"))) <= 6144 for policy in policies), name
        assert sorted(written) == sorted(action for each in statements for action in each.actions), name
        assert not any("*" in action for action in written), name


@pytest.mark.parametrize("document", DOCUMENTS)
def test_keys_of_a_storage_account_are_listed_only_if_the_server_uses_one(
    stacks: Mapping[str, Configuration], document: str
) -> None:
    text = json.dumps(stacks["azure-recommended"].json)
    by_identity = text.replace('"shared_access_key_enabled": true', '"shared_access_key_enabled": false')

    for configuration, expected in ((text, True), (by_identity, False)):
        allowed = azure.actions_of(Stack("x", json.loads(configuration)), document)
        assert ("Microsoft.Storage/storageAccounts/listKeys/action" in allowed) is expected


def test_boundary_of_roles_is_set_changed_and_removed(stacks: Mapping[str, Configuration]) -> None:
    # Terraform removes it with a permission of its own when the input leaves the file
    # (https://docs.aws.amazon.com/IAM/latest/APIReference/API_DeleteRolePermissionsBoundary.html).
    needed = {"iam:PutRolePermissionsBoundary", "iam:DeleteRolePermissionsBoundary"}

    assert needed <= aws.actions_of(stack_of(stacks, "aws-recommended"), "changes")


def test_plans_document_only_reads() -> None:
    reads = {action for rights in (*AWS_RIGHTS.values(), *AWS_READS.values()) for action in rights.of("reads")}

    # kms:Decrypt reads a secret; Terraform compares its version. Budgets names its only read permission so.
    assert {each for each in reads if not each.partition(":")[2].startswith(("Describe", "Get", "List"))} == {
        "kms:Decrypt", "budgets:ViewBudget",
    }  # fmt: skip


def test_azure_has_every_action_of_its_documents(stacks: Mapping[str, Configuration]) -> None:
    # It refuses a role with another action (InvalidActionOrNotAction); the names are compared without case.
    listed = {line.lower() for line in AZURE_OPERATIONS.read_text().splitlines()[1:]}
    everything: dict[str, dict[str, dict[str, str]]] = {type_: {"x": {}} for type_ in AZURE_RIGHTS}
    documents = [Stack("x", {"resource": everything})]
    documents += [Stack(name, each.json) for name, each in stacks.items() if name.startswith("azure-")]
    actions = {
        action.lower()
        for stack in documents
        for document in DOCUMENTS
        for data in (False, True)
        for action in azure.actions_of(stack, document, data=data)
    }

    assert {each for each in actions - listed if not each.startswith("*/")} == set()
    assert listed - actions == set()


def test_every_resource_type_has_an_entry(stacks: Mapping[str, Configuration]) -> None:
    types = {type_ for each in stacks.values() for type_ in each.json.get("resource", {})}

    assert {each for each in types if each.startswith("aws_")} == set(AWS_RIGHTS)
    # Access policies are only in adopted vaults; see tests/unit/adoption.
    of_adoptions = {"azurerm_key_vault_access_policy"}
    assert {each for each in types if each.startswith("azurerm_")} | of_adoptions == set(AZURE_RIGHTS)
    with pytest.raises(UnknownTypeError, match="aws_new has no entry"):
        aws.actions_of(Stack("x", {"resource": {"aws_new": {}}}))
