"""Azure: the emulator of its management API and services."""

from collections.abc import Iterable
from typing import Any

from emulator.certificates import Authority
from emulator.faults import Fault, dropped
from emulator.front_end import answer_json
from emulator.wsgi import Start


class Azure:
    """A tenant with one subscription."""

    faults: tuple[Fault, ...] = (dropped,)

    def __init__(self, authority: Authority) -> None:
        self._authority = authority

    def status(self) -> dict[str, Any]:
        return {"cloud": "azure"}

    def service_of(self, environ: dict[str, Any]) -> str:
        return str(environ.get("HTTP_HOST", ""))

    def application(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        return answer_json(start_response, "404 Not Found", {"error": {"code": "NotFound", "message": ""}})
