"""scripts/terraform_binary.py, and that every script runs the selected binary."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from scripts.setup import ROOT
from scripts.terraform_binary import default_host, other_hosts, product, terraform_binary

TERRAFORM_HOST, OPENTOFU_HOST = "registry.terraform.io", "registry.opentofu.org"
# A command line, or a command shown to users, that begins with terraform whichever binary is selected.
FIXED = re.compile(r"""\["terraform",|\bterraform -chdir=|(?<![\w.-])terraform (?:init|plan|apply|state|version) """)
# Text that names Terraform's command of the same name.
ABOUT_TERRAFORM = {"scripts/adopt.py"}


@pytest.mark.parametrize(
    ("environment", "binary", "name", "host"),
    [
        ({}, "terraform", "Terraform", TERRAFORM_HOST),
        ({"TERRAFORM_BINARY_NAME": ""}, "terraform", "Terraform", TERRAFORM_HOST),
        ({"TERRAFORM_BINARY_NAME": "terraform1.12"}, "terraform1.12", "Terraform", TERRAFORM_HOST),
        ({"TERRAFORM_BINARY_NAME": "tofu"}, "tofu", "OpenTofu", OPENTOFU_HOST),
        ({"TERRAFORM_BINARY_NAME": "/opt/opentofu/tofu-1.11"}, "/opt/opentofu/tofu-1.11", "OpenTofu", OPENTOFU_HOST),
        ({"TERRAFORM_BINARY_NAME": "/opt/tofu/terraform"}, "/opt/tofu/terraform", "Terraform", TERRAFORM_HOST),
    ],
)
def test_binary_and_registry_follow_the_variable_of_cdktf(
    environment: Mapping[str, str], binary: str, name: str, host: str
) -> None:
    assert (terraform_binary(environment), product(environment), default_host(environment)) == (binary, name, host)
    assert {host} | other_hosts(environment) == {TERRAFORM_HOST, OPENTOFU_HOST}


def test_no_script_runs_or_names_a_fixed_binary() -> None:
    scripts = [path for pattern in ("*.py", "*.sh") for path in (ROOT / "scripts").rglob(pattern)]
    found = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in scripts
        for line in path.read_text().splitlines()
        if FIXED.search(line) and str(path.relative_to(ROOT)) not in ABOUT_TERRAFORM
    ]

    assert len(scripts) > 30
    assert found == []


def test_cdktf_reads_the_same_variable() -> None:
    handlers = ROOT / "node_modules" / "cdktf-cli" / "bundle" / "bin" / "cmds" / "handlers.js"
    if not handlers.exists():
        pytest.skip("cdktf is not installed: `make setup`")

    assert 'process.env.TERRAFORM_BINARY_NAME||"terraform"' in Path(handlers).read_text()
