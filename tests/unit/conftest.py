"""What every unit test of constructs starts from: an empty stack and an account."""

import constructs_lib  # noqa: F401  isort: skip  (before cdktf, so that the provider bindings load on demand)

import pytest
from cdktf import Testing

from constructs_lib.aws.account import Account
from constructs_lib.framework import AddressedStack


@pytest.fixture(scope="session")
def _output_directory(tmp_path_factory: pytest.TempPathFactory) -> str:
    # An app makes its directory when it is created, although nothing is ever written into it here.
    return str(tmp_path_factory.mktemp("cdktf.out"))


@pytest.fixture
def stack(_output_directory: str) -> AddressedStack:
    """An empty stack of an app of its own."""
    return AddressedStack(Testing.app(outdir=_output_directory), "stack")


@pytest.fixture
def account() -> Account:
    """An account in a partition of its own kind, so that a hard-coded `aws`, suffix or region shows."""
    return Account(account_id="123456789012", partition="aws-cn", dns_suffix="amazonaws.com.cn", region="cn-north-1")
