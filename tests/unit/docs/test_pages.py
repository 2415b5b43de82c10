"""What stands in the pages is so: links lead somewhere, targets and inputs exist, and blocks of code work."""

import re
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from cdktf import TerraformStack

from constructs_lib.deployments import load_deployments
from constructs_lib.settings.backends.choice import MODELS
from constructs_lib.settings.backends.choice import model_of as backend_model
from constructs_lib.settings.clouds import model_of
from tests.terraform.expressions import declared, references, strings
from tests.unit.docs.pages import PAGES, REPOSITORY, Block, anchors, blocks, code, links
from tests.unit.kubernetes.server_case import PLATFORM
from tests.unit.settings.settings_cases import CLOUDS, file_with
from tests.unit.synth import synthesized

README = REPOSITORY / "README.md"
MAKEFILE = (REPOSITORY / "Makefile").read_text()
TARGETS = set(re.findall(r"^([a-z-]+):.*##", MAKEFILE, re.MULTILINE))
_MAKE = re.compile(r"^make ([a-z-]+)((?: (?:STACK|ARGS)=\S+)*)(?: +#.*)?$")
_INPUT = re.compile(r"^([a-z]\w*) = .+$")
# Lines of shell that no test can run, and why; what else tries them.
NOT_RUN = {
    r"az login": "signs in to Azure",
    r"export ARM_SUBSCRIPTION_ID=[0-9-]+": "means nothing without Azure",
    r"\. \.demo/environment +#.*": "changes the shell; sourced by tests/programs/scripts/test_demo_shell.py",
    r"kubectl delete .+": "needs a cluster that cert-manager was removed from",
    r"npx cdktf synth": "run by tests/programs/test_cdktf.py",
    r"npx cdktf deploy 'aws-wandb\*'": "goes to AWS; `make demo` runs the same command against the endpoint",
    r"npx cdktf-cli@0\.21 synth": "downloads cdktf; tests/programs/library/test_wheel.py runs the app",
    r"pip install '\.\./\.\.\[\w+\]'": "downloads bindings; tests/programs/library/test_wheel.py installs the wheel",
}
# Targets of make that are tried where they are made, or not at all.
_NOT_HERE = "goes to a cloud; the same commands run against the endpoint in tests/emulator"
TARGETS_RUN_ELSEWHERE = {
    **dict.fromkeys(
        ("demo", "demo-diff", "demo-destroy", "demo-status", "demo-stop"), "tests/programs/scripts/test_demo.py"
    ),
    **dict.fromkeys(("deploy", "diff", "destroy"), _NOT_HERE),
    "synth": "tests/programs/test_cdktf.py",
    "test": "runs this test",
}


def all_blocks(language: str) -> list[tuple[str, Block]]:
    return [
        (str(page.relative_to(REPOSITORY)), block)
        for page in PAGES
        for block in blocks(page)
        if block.language == language
    ]


def lines_of_shell() -> list[tuple[str, str]]:
    return [(page, line) for page, block in all_blocks("sh") for line in block.text.splitlines() if line]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(REPOSITORY).as_posix())
def test_every_link_within_the_project_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.exists(), link
        assert not anchor or anchor in anchors(target), link


@pytest.mark.parametrize(("page", "line"), lines_of_shell())
def test_every_line_of_shell_is_a_target_of_make_or_says_why_it_is_not_run(page: str, line: str) -> None:
    if match := _MAKE.match(line):
        assert match[1] in TARGETS
        assert match[1] in TARGETS_RUN_ELSEWHERE
    elif line.startswith("export WANDB_DEPLOYMENTS="):
        assert re.fullmatch(r"deployments/(aws|azure)/[\w<>-]+\.tfvars", line.partition("=")[2])
    else:
        assert any(re.fullmatch(pattern, line) for pattern in NOT_RUN), f"{page}: {line}"


def test_no_reason_is_kept_for_a_line_that_is_gone() -> None:
    lines = [line for _, line in lines_of_shell()]
    assert [pattern for pattern in NOT_RUN if not any(re.fullmatch(pattern, line) for line in lines)] == []


def test_every_target_of_make_in_the_text_exists() -> None:
    said = {text.split()[1] for page in PAGES for text in code(page) if text.startswith("make ")}
    assert said - TARGETS == set()
    assert len(said) > 5


@pytest.mark.parametrize("cloud", CLOUDS)
def test_the_deployment_files_in_the_readme_are_taken_as_they_stand(cloud: str, tmp_path: Path) -> None:
    [block] = [block for block in blocks(README) if block.language == "hcl" and cloud.title() in block.heading.title()]
    file = tmp_path / cloud / "name.tfvars"
    file.parent.mkdir()
    file.write_text(block.text, encoding="utf-8")

    [deployment] = load_deployments([file])

    assert deployment.name == f"{cloud}-name"
    assert deployment.settings.url == "https://wandb.example.com"
    # The page says so beside it.
    expected = {"aws": [], "azure": ["allowed_ip_ranges"]}
    assert [warning.partition(":")[0] for warning in deployment.warnings] == expected[cloud]


def test_every_other_block_of_inputs_is_taken_in_a_deployment_file(tmp_path: Path) -> None:
    others = [block for page, block in all_blocks("hcl") if page != "README.md"]
    assert others
    for index, block in enumerate(others):
        file = tmp_path / "aws" / f"block-{index}.tfvars"
        file.parent.mkdir(exist_ok=True)
        file.write_text(file_with(block.text), encoding="utf-8")
        load_deployments([file])


def test_every_input_that_is_set_in_the_text_exists() -> None:
    models: list[Any] = [*map(model_of, CLOUDS), *map(backend_model, MODELS)]
    known = {name for model in models for name in model.model_fields}
    said = {match[1] for page in PAGES for text in code(page) if (match := _INPUT.match(text))}
    assert said - known == {"data_plane_available"}, "which is an argument of the provider azurerm"
    assert len(said) > 8


@pytest.mark.parametrize(("page", "block"), all_blocks("python"))
def test_the_blocks_of_python_synthesize(page: str, block: Block, stack: TerraformStack) -> None:
    given = {
        "stack": stack,
        "vpc": SimpleNamespace(id="vpc-1"),
        "subnet_ids": ["subnet-1", "subnet-2"],
        "nodes": SimpleNamespace(id="sg-1"),
        "key": SimpleNamespace(arn="arn:key"),
        "platform": PLATFORM,
    }
    exec(compile(block.text, page, "exec"), given)
    configuration = synthesized(stack)
    assert configuration["resource"]
    # Terraform refuses a reference to what nothing declares.
    assert {name for text in strings(configuration) for name in references(text)} <= declared(configuration)


def test_every_block_of_code_is_of_a_language_that_is_tried_here() -> None:
    languages = {block.language for page in PAGES for block in blocks(page)}
    # Text is what a program says: compared with that in tests/programs/scripts.
    assert languages <= {"sh", "hcl", "python", "text"}
