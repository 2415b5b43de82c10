"""The pages are correct: links resolve, make targets and inputs exist, and blocks of code work."""

import json
import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cdktf import App, TerraformStack

from constructs_lib.deployments import SettingsError, load_deployments
from constructs_lib.settings.backends.choice import MODELS
from constructs_lib.settings.backends.choice import model_of as backend_model
from constructs_lib.settings.clouds import model_of
from tests.deployments import read, settings_with, values_of
from tests.terraform.expressions import declared, references, strings
from tests.unit.docs.pages import GENERATED, PAGES, REPOSITORY, Block, anchors, blocks, code, headings, links
from tests.unit.kubernetes.server_case import PLATFORM
from tests.unit.settings.settings_cases import CLOUDS, file_with
from tests.unit.synth import synthesized

README = REPOSITORY / "README.md"
INDEX = REPOSITORY / "docs" / "index.md"
GUIDES = {cloud: REPOSITORY / "docs" / f"deploy-{cloud}.md" for cloud in CLOUDS}
# A page whose blocks are from this example, whose tests run with the wheel.
TESTING = "docs/test-your-deployment.md"
EXAMPLE = REPOSITORY / "examples" / "deployment-repository"
MAKEFILE = (REPOSITORY / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
_MAKE = re.compile(r"^make ([a-z-]+)((?: (?:STACK|PREFIX|ARGS|CLOUD|A|B)=\S+)*)(?: +#.*)?$")
_INPUT = re.compile(r"^([a-z]\w*) = .+$")
_NAME = re.compile(r"[a-z]\w*_\w+")
_NODE = re.compile(r"(?:^ +|--> )(?:subgraph )?(\w+)[\[(]", re.MULTILINE)
_EDGE = re.compile(r"^ +(\w+)(?:\[.*?\])? -- .* --> (\w+)", re.MULTILINE)
# Shell lines that the tests here do not run, with the reason or the test that runs them.
NOT_RUN = {
    r"az login": "signs in to Azure",
    r"export ARM_SUBSCRIPTION_ID=[0-9-]+": "has no effect without Azure",
    r"\. \.demo/\w+/environment(?: +#.*)?": "changes the shell; tests/programs/scripts/test_demo_shell.py sources it",
    r"leave_demo(?: +#.*)?": "restores the shell; tests/programs/scripts/test_demo_shell.py calls it",
    r"(aws eks list-clusters|kubectl get deployments --all-namespaces|terraform state list)": "needs a running demo",
    r"kubectl delete .+": "needs a cluster with remains of cert-manager or the operator",
    r"kubectl create secret .+ \\": "needs a cluster",
    r"kubectl (drain|uncordon) <node>.*": "needs a node of a cluster",
    r"helm uninstall wandb .+": "needs a cluster whose operator is gone",
    r"kubectl patch weightsandbiases .+": "the same",
    r"kubectl rollout restart deployment/wandb-controller-manager .+": "needs a cluster whose operator failed",
    r"    --docker-server .+": "continues the line before",
    r"npx cdktf synth": "run by tests/programs/test_cdktf.py",
    r"npx cdktf deploy 'aws-wandb\*'": "deploys to AWS; `make demo` runs the same command on the emulator",
    r"az storage blob (list|copy start) .+": "needs a storage account",
    r"(mkdir|cp -R|cp|rm -rf) .*\.\./wandb-terraform\S*": "run by tests/emulator/test_cdktf.py",
    r"terraform -chdir=\.\./wandb-terraform/\S+ (init|plan)": "the same",
    r"export WANDB_ENGINE=cdktn": "tests/programs/test_cdktf.py",
    r"export TERRAFORM_BINARY_NAME=tofu": "tests/programs/scripts/test_terraform_binary.py",
    r"pip wheel --no-deps --wheel-dir dist \.": "tests/programs/library/test_wheel.py builds the wheel",
    r"python3\.12 -m venv oldest|oldest/bin/.+": "needs versions that are not locked",
    r"twine upload .+": "needs a package index",
    r"npx cdktf-cli@0\.21 synth": "downloads cdktf; tests/snapshots/test_examples.py runs the app",
    r"pip install '\.\./\.\.\[[\w-]+\]'": "downloads bindings; tests/snapshots/test_examples.py installs the wheel",
    r"pip install -r requirements.txt|python -m pytest|python main\.py|sh ci/terraform\.sh plan": "run by "
    "tests/programs/library/test_deployment_repository.py",
}
# The make targets in shell blocks, and the tests that run them.
_NOT_HERE = "deploys to a cloud; tests/emulator runs the same commands on the emulator"
TARGETS_RUN_ELSEWHERE = {
    **dict.fromkeys(
        ("demo", "demo-diff", "demo-destroy", "demo-status", "demo-stop"),
        "tests/programs/scripts/test_demo.py, test_demo_running.py",
    ),
    **dict.fromkeys(("deploy", "diff", "destroy"), _NOT_HERE),
    "preflight": "tests/programs/preflight",
    "restore-files": "tests/programs/scripts/test_restore_files.py",
    "recover-state": "tests/programs/scripts/test_recover_state.py",
    "upgrades": "tests/programs/scripts/test_upgrades.py",
    "drift": "tests/programs/scripts/test_drift.py, tests/emulator/test_cdktf.py",
    "deployer-policy": "tests/policy/test_deployer_policy.py",
    "compare": "tests/programs/scripts/test_compare.py",
    "cost": "tests/programs/scripts/test_cost.py",
    "diagram": "tests/programs/scripts/test_diagram.py",
    "synth": "tests/programs/test_cdktf.py",
    "setup-cdktn": "`make test` installs what it installs",
    "test": "runs this test",
}


def all_blocks(language: str) -> list[tuple[str, Block]]:
    return [
        (str(page.relative_to(REPOSITORY)), block)
        for page in PAGES
        for block in blocks(page)
        if block.language == language
    ]


def inputs() -> set[str]:
    models: list[Any] = [*map(model_of, CLOUDS), *map(backend_model, MODELS)]
    return {name for model in models for name in model.model_fields}


def lines_of_shell() -> list[tuple[str, str]]:
    return [(page, line) for page, block in all_blocks("sh") for line in block.text.splitlines() if line]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_links_resolve(page: Path) -> None:
    for link in links(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_relative_to(REPOSITORY), link
        assert target.exists(), link
        if anchor:
            assert target.suffix == ".md", link
            assert anchor in anchors(target), link


def test_repeated_headings_have_numbered_anchors(tmp_path: Path) -> None:
    page = tmp_path / "page.md"
    page.write_text("# A `b`, c\n## [Same](x.md)\n```sh\n# No heading\n```\n## Same\n")
    assert anchors(page) == {"a-b-c", "same", "same-1"}


def test_readme_fits_on_a_screen_and_links_the_index_of_all_pages() -> None:
    assert len(README.read_text(encoding="utf-8").splitlines()) <= 40
    assert "docs/index.md" in links(README)


@pytest.mark.parametrize("page", [page for page in PAGES if page not in GENERATED], ids=lambda page: page.name)
def test_pages_have_one_title(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert text.startswith(f"# {headings(page)[0]}\n\n")


@pytest.mark.parametrize(("page", "line"), lines_of_shell())
def test_shell_lines_are_make_targets_or_have_a_reason(page: str, line: str) -> None:
    if match := _MAKE.match(line):
        assert match[1] in TARGETS
        assert match[1] in TARGETS_RUN_ELSEWHERE
    elif line.startswith("export WANDB_DEPLOYMENTS="):
        assert re.fullmatch(r"deployments/(aws|azure)/[\w<>-]+\.tfvars", line.partition("=")[2])
    else:
        assert any(re.fullmatch(pattern, line) for pattern in NOT_RUN), f"{page}: {line}"


def test_every_reason_belongs_to_a_shell_line() -> None:
    lines = [line for _, line in lines_of_shell()]
    assert [pattern for pattern in NOT_RUN if not any(re.fullmatch(pattern, line) for line in lines)] == []


def test_make_targets_in_the_text_exist() -> None:
    named = {text.split()[1] for page in PAGES for text in code(page) if text.startswith("make ")}
    assert named - TARGETS == set()
    assert len(named) > 5


@pytest.mark.parametrize("cloud", CLOUDS)
def test_deployment_files_in_the_guides_are_accepted(cloud: str, tmp_path: Path) -> None:
    [block] = [block for block in blocks(GUIDES[cloud]) if block.language == "hcl"]
    file = tmp_path / cloud / "name.tfvars"
    file.parent.mkdir()
    file.write_text(block.text, encoding="utf-8")

    [deployment] = load_deployments([file])

    assert deployment.name == f"{cloud}-name"
    assert deployment.settings.url == "https://wandb.example.com"
    # The page mentions these warnings.
    expected = {"aws": [], "azure": ["allowed_ip_ranges", "storage_access"]}
    assert [warning.partition(":")[0] for warning in deployment.warnings] == expected[cloud]


def test_mistake_of_the_tutorial_is_reported_as_it_says(tmp_path: Path) -> None:
    page = REPOSITORY / "docs" / "tutorial.md"
    [line] = [text for text in code(page) if text.startswith("log_retention_dayz")]
    [block] = [block for block in blocks(page) if block.language == "text"]
    file = tmp_path / "aws" / "wandb.tfvars"
    file.parent.mkdir()
    file.write_text((REPOSITORY / "deployments/aws/wandb.tfvars").read_text(encoding="utf-8") + line + "\n")

    with pytest.raises(SettingsError) as error:
        load_deployments([file])

    assert str(error.value).replace(str(tmp_path), "deployments") == block.text.strip()


def test_other_blocks_of_inputs_are_accepted(tmp_path: Path) -> None:
    others = [
        block
        for page, block in all_blocks("hcl")
        if page.removeprefix("docs/") not in {guide.name for guide in GUIDES.values()}
    ]
    assert others
    for index, block in enumerate(others):
        cloud = "azure" if block.text.startswith("# Azure\n") else "aws"
        file = tmp_path / cloud / f"block-{index}.tfvars"
        file.parent.mkdir(exist_ok=True)
        file.write_text(file_with(block.text, cloud), encoding="utf-8")
        load_deployments([file])


def test_inputs_set_in_the_text_exist() -> None:
    named = {match[1] for page in PAGES for text in code(page) if (match := _INPUT.match(text))}
    assert named - inputs() == {
        "data_plane_available",  # an argument of the provider azurerm
        "log_retention_dayz",  # the mistake in the tutorial
        "spot",  # an attribute of a further node group
    }
    assert len(named) > 8


@pytest.mark.parametrize(
    "page",
    [
        *("README.md", "docs/deploy-aws.md", "docs/deploy-azure.md", "docs/accounts.md", "docs/operations.md"),
        "docs/security-and-reliability.md",
    ],
)
def test_names_in_pages_for_operators_are_inputs_or_outputs(page: str) -> None:
    outputs = {name for name in code(REPOSITORY / "docs" / "outputs.md") if _NAME.fullmatch(name)}
    named = {name for name in code(REPOSITORY / page) if _NAME.fullmatch(name)}
    assert named - inputs() - outputs == set()


@pytest.mark.parametrize(
    ("page", "block"), [each for each in [*all_blocks("python"), *all_blocks("ini")] if each[0] == TESTING]
)
def test_blocks_of_the_page_about_tests_are_in_the_example(page: str, block: Block) -> None:
    files = [*EXAMPLE.parent.glob("*/tests/*.py"), EXAMPLE / "pytest.ini"]
    assert any(block.text in file.read_text(encoding="utf-8") for file in files)


@pytest.mark.parametrize(("page", "block"), [each for each in all_blocks("python") if each[0] != TESTING])
def test_python_blocks_synthesize(page: str, block: Block, stack: TerraformStack, tmp_path: Path) -> None:
    app = App(outdir=str(tmp_path))
    given = {
        "app": app,
        "settings": settings_with(values_of("recommended")),
        "stack": stack,
        "vpc": SimpleNamespace(id="vpc-1"),
        "subnet_ids": ["subnet-1", "subnet-2"],
        "nodes": SimpleNamespace(id="sg-1"),
        "key": SimpleNamespace(arn="arn:key"),
        "platform": PLATFORM,
    }
    exec(compile(block.text, page, "exec"), given)
    app.synth()
    for configuration in [each.json for each in read(tmp_path).values()] or [synthesized(stack)]:
        assert configuration["resource"]
        # Terraform refuses references to undeclared objects.
        assert {name for text in strings(configuration) for name in references(text)} <= declared(configuration)


@pytest.mark.parametrize(("page", "block"), all_blocks("mermaid"))
def test_diagrams_declare_the_nodes_that_they_connect(page: str, block: Block) -> None:
    declared_nodes = set(_NODE.findall(block.text))
    connected = {node for edge in _EDGE.findall(block.text) for node in edge}
    assert len(connected) > 2, page
    assert connected - declared_nodes == set(), page


def test_code_blocks_have_a_tested_language() -> None:
    languages = {block.language for page in PAGES for block in blocks(page)}
    # tests/programs/scripts compares blocks of text with the output of the programs.
    assert languages <= {"sh", "hcl", "python", "text", "toml", "mermaid", "ini", "json"}


@pytest.mark.parametrize(("page", "block"), all_blocks("json"))
def test_json_is_valid_and_trusts_one_subject(page: str, block: Block) -> None:
    content = json.loads(block.text)
    [statement] = content.get("Statement", [{"Condition": {"StringEquals": {"x:sub": content.get("subject")}}}])

    [subject] = [value for key, value in statement["Condition"]["StringEquals"].items() if key.endswith(":sub")]
    assert "*" not in subject, page
