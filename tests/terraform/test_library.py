"""The real providers accept the examples of all docstrings, all lookups, their grants, and a second region."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import cdktf
import pytest
from cdktf_cdktf_provider_aws.provider import AwsProvider
from cdktf_cdktf_provider_azurerm.provider import AzurermProvider, AzurermProviderFeatures

from constructs_lib import aws, azure
from constructs_lib.framework import AddressedStack, use_provider
from tests.terraform.test_validate import APPLICATION, INFRASTRUCTURE
from tests.terraform_runner import Terraform, missing_tool, why_no_provider
from tests.unit.library.docstrings import EXAMPLES, run_example
from tests.unit.library.test_existing_parts import LOOKUPS

PROVIDERS: Mapping[str, Mapping[str, Any]] = {
    **INFRASTRUCTURE,
    "kubernetes": {name: APPLICATION["aws"][name] for name in ("helm", "kubernetes")},
}


def second_region(stack: AddressedStack) -> None:
    AwsProvider(stack, "aws", region="eu-central-1")
    ireland = AwsProvider(stack, "ireland", alias="ireland", region="eu-west-1")
    there = aws.DatabaseCredentials(
        stack, "there", name="there", username="there", kms_key_arn="arn:key", version=1, deletion_protection=False
    )
    there.grant_read(aws.ServiceAccountRole.from_existing(there, "role", name="there"))
    use_provider(there, ireland)


def create_everything(stack: AddressedStack, cloud: str) -> None:
    """Every example; on the clouds also what examples do not show."""
    given = None
    for name in EXAMPLES:
        # The server by the operator has the ids of the server; the scenarios cover it.
        if name.startswith(f"{cloud}.") and name != "kubernetes.WandbOperator":
            given = run_example(name, stack, given)
    if cloud == "aws":
        second_region(stack)
    if cloud == "azure":
        AzurermProvider(stack, "azurerm", features=[AzurermProviderFeatures()])
    package = {"aws": aws, "azure": azure}.get(cloud)
    for construct, arguments in LOOKUPS:
        if package and getattr(package, construct.__name__, None) is construct:
            construct.from_existing(stack, f"existing_{construct.__name__}", **arguments)


@pytest.mark.parametrize("cloud", sorted(PROVIDERS))
def test_providers_accept_everything_in_the_library(cloud: str, tmp_path: Path) -> None:
    sources = [each["source"] for each in PROVIDERS[cloud].values()]
    if reason := missing_tool("terraform") or why_no_provider(tmp_path, *sources):
        pytest.skip(reason)
    stack = AddressedStack(cdktf.Testing.app(outdir=str(tmp_path / "cdktf.out")), "stack")
    create_everything(stack, cloud)
    for name, required in PROVIDERS[cloud].items():
        stack.add_override(f"terraform.required_providers.{name}", required)
    folder = tmp_path / "stack"
    folder.mkdir()
    (folder / "cdk.tf.json").write_text(cdktf.Testing.synth(stack))

    terraform = Terraform(folder, log=folder / "terraform.log")
    terraform.init("-backend=false")
    terraform.validate()
