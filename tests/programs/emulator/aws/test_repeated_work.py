"""The emulator asks moto once for what is the same in every request."""

from importlib import import_module
from typing import Any

from moto import backends

import emulator.aws.repeated_work  # noqa: F401

# moto does not export what it imports there.
responses: Any = import_module("moto.core.responses")


def test_services_and_actions_are_listed_once() -> None:
    services = backends.list_of_moto_modules()
    actions = responses.method_names_from_class(responses.BaseResponse)

    assert {"ec2", "eks", "s3"} <= set(services)
    assert "call_action" in actions
    assert backends.list_of_moto_modules() is services
    assert responses.method_names_from_class(responses.BaseResponse) is actions
