"""What tiers with tools of their own ask for: Terraform and the AWS provider, or a visible skip."""

import pytest

from tests.terraform_runner import missing_tool, why_no_provider


@pytest.fixture(scope="session")
def terraform_and_provider(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Skips, with the reason, where Terraform or the AWS provider cannot be had."""
    reason = missing_tool("terraform") or why_no_provider(tmp_path_factory.mktemp("provider"))
    if reason:
        pytest.skip(reason)
