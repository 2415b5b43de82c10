"""What the server needs to know of a cloud."""

from typing import Any, Protocol

from emulator.faults import Fault
from emulator.wsgi import Application


class Cloud(Protocol):
    """The services of one cloud: each request is passed to `application`; `faults` are those that can be injected."""

    @property
    def application(self) -> Application: ...

    @property
    def faults(self) -> tuple[Fault, ...]: ...

    def answers(self, host: str) -> bool:
        """Whether the emulator answers for this host instead of passing the connection on."""
        ...

    def status(self) -> dict[str, Any]:
        """What `/_emulator/status` reports, as JSON."""
        ...

    def service_of(self, environ: dict[str, Any]) -> str:
        """The service that a request is for, as the log names it."""
        ...
