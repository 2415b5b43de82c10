"""An external Redis, which replaces the cloud's."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail, to_whole
from ..fields.declaration import HEAD, OURS, V8, setting
from ..fields.literals import has_template
from ..fields.types import PORT_MAX, Flag, OptionalHostName, Secret, TextMap, TypeName, whole_between

REDIS_PORT = 6379


def _port(value: Any) -> int:
    return REDIS_PORT if value is None or value == "" else to_whole(value)


def parameters(values: dict[str, str]) -> dict[str, str]:
    """Parameters of the server's Redis URL. A password there would be in the synthesized JSON."""
    for name in values:
        if "password" in name.lower():
            fail(f"{show(name)} is not allowed here, because it is readable; use external_redis_password")
    if has_template(values):
        fail("contains ${ or %{, which no Redis parameter has; write plain text")
    return values


class ExternalRedisSettings(SettingsModel):
    """Address, parameters and password of the external Redis."""

    use_external_redis: Flag = setting(
        False,
        since=(V8, HEAD),
        changes="Whether the server uses your own Redis.",
        note="No cache is created.",
    )
    external_redis_host: OptionalHostName = setting(
        None,
        since=(V8, HEAD),
        changes="The host of your own Redis.",
    )
    external_redis_port: Annotated[
        int, BeforeValidator(_port), AfterValidator(whole_between(1, PORT_MAX)), TypeName("number")
    ] = setting(REDIS_PORT, since=(V8, HEAD), changes="The port of your own Redis.")
    external_redis_params: Annotated[TextMap, AfterValidator(parameters)] = setting(
        {},
        since=(V8, HEAD),
        changes="Parameters of the Redis URL, such as tls.",
        note="Any parameter is accepted; the official modules drop them all.",
    )
    external_redis_password: Secret = setting(
        False,
        since=(OURS,),
        changes="The password of your own Redis.",
    )
