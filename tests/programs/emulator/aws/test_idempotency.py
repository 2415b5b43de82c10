"""A request whose answer was lost and that is sent again."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from botocore.exceptions import ClientError

from tests.programs.emulator.aws.conftest import Clients

TRUST = '{"Version": "2012-10-17", "Statement": []}'


@contextmanager
def invocation(client: Any, id_: str) -> Iterator[None]:
    """All calls of `client` are attempts at one."""

    def send_as_one(request: Any, **_: Any) -> None:
        request.headers["amz-sdk-invocation-id"] = id_

    client.meta.events.register("before-send", send_as_one)
    yield
    client.meta.events.unregister("before-send", send_as_one)


def test_repeated_request_gets_the_first_response_and_creates_nothing(client: Clients) -> None:
    iam = client("iam")
    with invocation(iam, "made-once"):
        first = iam.create_role(RoleName="made-once", AssumeRolePolicyDocument=TRUST)
        second = iam.create_role(RoleName="made-once", AssumeRolePolicyDocument=TRUST)

    assert second["Role"] == first["Role"]
    with pytest.raises(ClientError, match=r"\(EntityAlreadyExists\)"):
        iam.create_role(RoleName="made-once", AssumeRolePolicyDocument=TRUST)


def test_refused_request_is_executed_again(client: Clients) -> None:
    iam = client("iam")
    with invocation(iam, "refused"):
        with pytest.raises(ClientError, match=r"\(NoSuchEntity\)"):
            iam.get_role(RoleName="not-yet")
        iam.create_role(RoleName="not-yet", AssumeRolePolicyDocument=TRUST)
    with invocation(iam, "another"):
        assert iam.get_role(RoleName="not-yet")["Role"]["RoleName"] == "not-yet"
