"""Fixtures for unit tests of constructs: an empty stack and an account."""

import constructs_lib  # noqa: F401  isort: skip  (before cdktf, so that the provider bindings load on demand)

import pytest
from cdktf import Testing

from constructs_lib.aws.account import Account
from constructs_lib.framework import AddressedStack


@pytest.fixture(scope="session")
def _output_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    # An app creates its output directory at once, although the unit tests write nothing into it.
    return str(tmp_path_factory.mktemp("cdktf.out"))


@pytest.fixture
def stack(_output_directory: str) -> AddressedStack:
    """An empty stack in its own app."""
    return AddressedStack(Testing.app(outdir=_output_directory), "stack")


@pytest.fixture
def account() -> Account:
    """An account outside the `aws` partition, so that a hard-coded partition, suffix or region fails."""
    return Account(account_id="123456789012", partition="aws-cn", dns_suffix="amazonaws.com.cn", region="cn-north-1")
