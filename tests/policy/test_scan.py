"""checkov over every stack of every cloud: what it finds is mended, or stands in accepted.toml with its reason."""

from collections.abc import Mapping
from typing import Any

import pytest

from constructs_lib.deployment_file.reader import read_file
from tests.deployments import ALL_FILES, Configuration
from tests.policy.acceptances import FILE, Acceptance, problems, read_acceptances
from tests.policy.scanner import CHECKOV, NOT_SET_UP, Finding, Scan, scan

needs_checkov = pytest.mark.skipif(not CHECKOV.exists(), reason=NOT_SET_UP)
ACCEPTED = read_acceptances(FILE.read_text())
# A stack with one mistake for each provider, scanned among the others: whoever misses it has looked at nothing.
SEEDED = "seeded"
MISTAKES = {
    "resource": {
        "aws_security_group_rule": {
            "ssh": {"type": "ingress", "protocol": "tcp", "from_port": 22, "to_port": 22, "cidr_blocks": ["0.0.0.0/0"]}
        },
        "azurerm_storage_account": {"files": {"name": "files", "min_tls_version": "TLS1_0"}},
        "kubernetes_deployment_v1": {
            "server": {
                "metadata": {"name": "server"},
                "spec": {
                    "template": {"spec": {"container": [{"name": "a", "security_context": {"privileged": True}}]}}
                },
            }
        },
    }
}


@pytest.fixture(scope="module")
def scanned(stacks: Mapping[str, Configuration], tmp_path_factory: pytest.TempPathFactory) -> Scan:
    """Everything, scanned once: checkov takes longer to start than to look."""
    configurations: dict[str, Mapping[str, Any]] = {stack: each.json for stack, each in stacks.items()}
    return scan({**configurations, SEEDED: MISTAKES}, tmp_path_factory.mktemp("scan"))


@pytest.fixture(scope="module")
def findings(scanned: Scan) -> list[Finding]:
    return sorted(finding for finding in scanned.findings if finding.stack != SEEDED)


@needs_checkov
def test_every_finding_is_accepted_and_every_acceptance_needed(findings: list[Finding]) -> None:
    assert problems(ACCEPTED, findings, file=FILE.name) == []


@needs_checkov
def test_an_input_that_is_said_to_mend_a_finding_does(findings: list[Finding]) -> None:
    mended = [(acceptance, _stacks_with(acceptance.unless)) for acceptance in ACCEPTED if acceptance.unless]

    assert mended
    for acceptance, stacks in mended:
        assert stacks, f"no scenario `everything` has {' and '.join(acceptance.unless)}"
        assert [finding for finding in findings if acceptance.covers(finding) and finding.stack in stacks] == []


@needs_checkov
def test_acceptances_are_worded_as_checkov_does(findings: list[Finding]) -> None:
    titles = {(finding.check, finding.title) for finding in findings}

    assert {(acceptance.check, acceptance.asks) for acceptance in ACCEPTED} == titles


@needs_checkov
def test_a_mistake_of_each_provider_is_found(scanned: Scan) -> None:
    found = {(finding.check, finding.address) for finding in scanned.findings if finding.stack == SEEDED}

    assert found >= {
        ("CKV_AWS_24", "aws_security_group_rule.ssh"),
        ("CKV_AZURE_44", "azurerm_storage_account.files"),
        ("CKV_K8S_16", "kubernetes_deployment_v1.server"),
    }


@needs_checkov
def test_every_stack_is_looked_at(scanned: Scan, stacks: Mapping[str, Configuration]) -> None:
    failed = {stack: sum(finding.stack == stack for finding in scanned.findings) for stack in stacks}
    for stack in sorted(stacks):
        print(f"{stack}: {scanned.passed[stack]} passed, {failed[stack]} failed and accepted")
    print(f"all: {sum(map(scanned.passed.__getitem__, stacks))} passed, {sum(failed.values())} failed and accepted")

    assert set(scanned.passed) >= set(stacks)


def test_what_is_found_and_not_accepted_and_what_is_accepted_and_not_found_are_named() -> None:
    acceptances = read_acceptances(
        '[[accepted]]\ncheck = "C1"\nasks = "one"\nwhere = ["t.a_*", "t.b"]\nreason = "so"\nunless = ["x"]\n'
        '[[accepted]]\ncheck = "C2"\nasks = "two"\nwhere = ["t.a_1"]\nreason = "so"\n'
    )
    found = [Finding("C1", "one", "aws-x", "t.a_1"), Finding("C1", "one", "aws-x", "t.c")]

    assert acceptances[0] == Acceptance("C1", ("t.a_*", "t.b"), "so", "one", ("x",))
    assert problems(acceptances, found, file="accepted.toml") == [
        "aws-x: t.c fails C1: one",
        "accepted.toml: C1 no longer fails at t.b; remove it",
        "accepted.toml: C2 no longer fails at t.a_1; remove it",
    ]


def _stacks_with(inputs: tuple[str, ...]) -> set[str]:
    """The stacks of the scenarios that set everything, these inputs too."""
    files = [file for file in ALL_FILES if file.stem == "everything"]
    names = {f"{file.parent.name}-{file.stem}" for file in files if all(map(read_file(file).values.get, inputs))}
    return names | {f"{name}-app" for name in names}
