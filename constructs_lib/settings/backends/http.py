"""State behind a REST API, such as GitLab's."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from ..fields.conversion import fail
from ..fields.types import Flag, OptionalText, Text, text_matching
from .base import Backend, argument, credential, given

_address = text_matching(r"https?://[^\s/?#]+(?:/[^\s?#/]+)*", 'an address such as "https://state.example.com/wandb"')
Method = Annotated[Text, AfterValidator(text_matching(r"[A-Z]{3,10}", 'an HTTP method, such as "POST"'))]


def _without_credentials(value: str) -> str:
    if "@" in value:
        fail("contains credentials, which would be in the synthesized JSON; set TF_HTTP_PASSWORD")
    if "?" in value:
        fail(
            "has a query, which may contain a secret and would be in the synthesized JSON; write the address without it"
        )
    return _address(value)


class HttpBackend(Backend):
    """The state of a stack is `<address>/<stack>`, its lock `<address>/<stack>/lock`."""

    type = "http"
    refusals = (
        credential("password", "set TF_HTTP_PASSWORD"),
        credential("client_private_key_pem", "set TF_HTTP_CLIENT_PRIVATE_KEY_PEM"),
    )
    other_names: ClassVar[dict[str, str]] = {"lock_address": "lock", "unlock_address": "lock", "url": "address"}

    address: Annotated[Text, AfterValidator(_without_credentials)] = argument(
        changes="The base address; each stack has its own address below it. Without a trailing slash.",
        example="https://state.example.com/wandb",
    )
    lock: Flag = argument(True, changes="Whether the server supports locks.")
    update_method: Method = argument("POST", changes="The HTTP method that writes the state.")
    lock_method: Method = argument("LOCK", changes="The HTTP method that locks the state; GitLab requires POST.")
    unlock_method: Method = argument(
        "UNLOCK", changes="The HTTP method that unlocks the state; GitLab requires DELETE."
    )
    username: OptionalText = argument(None, changes="The user name.", when_omitted="TF_HTTP_USERNAME")

    def arguments(self, stack: str) -> dict[str, Any]:
        address = f"{self.address}/{stack}"
        lock = f"{address}/lock" if self.lock else None
        return given(
            address=address,
            update_method=self.update_method,
            lock_address=lock,
            lock_method=self.lock_method if self.lock else None,
            unlock_address=lock,
            unlock_method=self.unlock_method if self.lock else None,
            username=self.username,
        )
