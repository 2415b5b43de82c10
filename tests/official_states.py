"""Recorded deployments of the official module (tests/official): states, calls that made their accounts, settings."""

import gzip
import json
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent / "official"


def recorded(pattern: str) -> list[str]:
    """The names of the recorded deployments that match the pattern."""
    return sorted(file.name.removesuffix(".tfstate.gz") for file in FOLDER.glob(f"{pattern}.tfstate.gz"))


RECORDED = recorded("v*")
# Of the recorded databases on Azure.
PASSWORD_ON_AZURE = "an-obviously-fake-password-0123456789"
RECORDED_ON_AZURE = recorded("azure-*")


def recorded_state(name: str) -> str:
    """The text of a recorded state."""
    return gzip.decompress((FOLDER / f"{name}.tfstate.gz").read_bytes()).decode()


def recorded_document(name: str) -> Any:
    """A recorded state, parsed anew for each caller."""
    return json.loads(recorded_state(name))


def recorded_calls(name: str) -> list[dict[str, Any]]:
    """The recorded calls, in order, with their answers."""
    return [json.loads(line) for line in gzip.decompress((FOLDER / f"{name}.calls.gz").read_bytes()).splitlines()]


def official_addresses(cloud: str) -> list[str]:
    """All addresses that the official module has in any generation and option."""
    return (FOLDER / f"{cloud}_addresses.txt").read_text().split("\n")[:-1]


def of_instance(document: Any, type_: str, name: str | None = None) -> dict[str, Any]:
    """The attributes of the first instance of a type in a state."""
    resource = next(each for each in document["resources"] if each["type"] == type_ and name in (None, each["name"]))
    attributes: dict[str, Any] = resource["instances"][0]["attributes"]
    return attributes
