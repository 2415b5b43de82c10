"""Sends recorded requests to the Kubernetes emulator, in their order, and compares its answers with the recorded ones.

README.md beside this file says what was recorded and how.
"""

import base64
import json
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from emulator.certificates import Authority
from emulator.kubernetes import Cluster, Clusters, User
from tests.programs.emulator.kubernetes.recordings.comparison import differences, normalised

_FOLDER = Path(__file__).parent
VERSION = "1.36"
_USERS = {
    "admin": User("admin", ("system:masters",)),
    "eks": User("eks", ("system:masters",)),
    "viewer": User("viewer", ()),
}
_NAMED = re.compile(r"<(?:uid|version) \d+>")
_PROTOBUF = "application/vnd.kubernetes.protobuf"

Exchange = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """What the emulator answers to `request` at `field`, and what was recorded there."""

    request: str
    field: str
    recorded: Any
    answered: Any

    def __str__(self) -> str:
        return f"{self.request}: {self.field}: recorded {_short(self.recorded)}, answered {_short(self.answered)}"


def _short(value: Any) -> str:
    text = "nothing" if value is None else json.dumps(value, sort_keys=True)
    return text if len(text) <= 200 else f"{text[:200]}..."


@cache
def sequences() -> dict[str, dict[str, list[int]]]:
    """The numbers of the exchanges of each recording, by phase."""
    content: dict[str, dict[str, list[int]]] = json.loads((_FOLDER / "sequences.json").read_text())
    return content


@cache
def _exchanges() -> list[Exchange]:
    content: list[Exchange] = json.loads((_FOLDER / "exchanges.json").read_text())
    return content


@cache
def _bodies() -> list[Any]:
    """The bodies. An object {"$ref": number} in the file stands for an earlier body."""
    bodies: list[Any] = []
    for body in json.loads((_FOLDER / "bodies.json").read_text()):
        bodies.append(_resolved(body, bodies))
    return bodies


def _resolved(value: Any, bodies: list[Any]) -> Any:
    if isinstance(value, list):
        return [_resolved(part, bodies) for part in value]
    if not isinstance(value, dict):
        return value
    if value.keys() == {"$ref"}:
        return bodies[value["$ref"]]
    return {name: _resolved(part, bodies) for name, part in value.items()}


@cache
def replayed(name: str) -> list[Difference]:
    """All differences of the recording `name`, on a cluster of its own."""
    clusters = Clusters(Authority())
    cluster = clusters.create(name, version=VERSION, login=_USERS.get)
    try:
        return list(_Replay(cluster).run(name))
    finally:
        clusters.delete(name)


class _Replay:
    def __init__(self, cluster: Cluster) -> None:
        self._cluster, self._client = cluster, Client(cluster.application)
        self._values: dict[str, str] = {}  # Of placeholders such as "<uid 1>" in this cluster.

    def run(self, name: str) -> Iterator[Difference]:
        for phase, numbers in sequences()[name].items():
            exchanges = [_exchanges()[number] for number in numbers]
            while exchanges:
                exchange = exchanges.pop(0)
                meanwhile = []
                while exchanges and exchanges[0].get("during"):
                    meanwhile.append(exchanges.pop(0))
                label = f"{name} {phase} {exchange['method']} {exchange['path']}"
                if meanwhile:
                    yield from self._watched(label, exchange, meanwhile)
                else:
                    yield from self._compared(label, exchange)

    def _watched(self, label: str, watch: Exchange, meanwhile: list[Exchange]) -> Iterator[Difference]:
        """A watch, and what is sent while it is open."""
        answers: list[TestResponse] = []
        # A test response is read to its end, which the watch's timeoutSeconds brings.
        thread = threading.Thread(target=lambda: answers.append(self._send(watch)))
        thread.start()
        time.sleep(0.2)
        for exchange in meanwhile:
            yield from self._compared(f"{label}, meanwhile {exchange['method']} {exchange['path']}", exchange)
        thread.join()
        yield from self._differences(label, watch, answers[0])

    def _compared(self, label: str, exchange: Exchange) -> Iterator[Difference]:
        """The differences of an answer; a read finds what the controllers have done, as the recorded client waited."""
        if exchange["method"] == "GET":
            self._cluster.settle()
        yield from self._differences(label, exchange, self._send(exchange))

    def _send(self, exchange: Exchange) -> TestResponse:
        headers = {"Accept": exchange.get("accept", "application/json")}
        if "agent" in exchange:
            headers["User-Agent"] = exchange["agent"]
        if user := exchange.get("as", "admin"):
            headers["Authorization"] = f"Bearer {user}"
        return self._client.open(
            self._filled(exchange["path"]),
            method=exchange["method"],
            headers=headers,
            data=self._content(exchange),
            content_type=exchange.get("type"),
            buffered=True,
        )

    def _content(self, exchange: Exchange) -> bytes | None:
        body = exchange.get("body")
        if body is None:
            return None
        if exchange["type"] == _PROTOBUF:
            return base64.b64decode(body)
        text = body if isinstance(body, str) else json.dumps(_bodies()[body])
        return self._filled(text).encode()

    def _filled(self, text: str) -> str:
        return _NAMED.sub(lambda match: self._values.get(match[0], match[0]), text)

    def _differences(self, label: str, exchange: Exchange, response: TestResponse) -> Iterator[Difference]:
        if response.status_code != exchange["status"]:
            yield Difference(label, "status code", exchange["status"], f"{response.status_code} {response.text}")
            return
        warnings = response.headers.getlist("Warning") or None
        if warnings != exchange.get("warnings"):
            yield Difference(label, "warnings", exchange.get("warnings"), warnings)
        if "answer" not in exchange:
            return
        recorded = _bodies()[exchange["answer"]]
        answered = _parsed(response.text)
        self._learn(recorded, answered)
        recorded = json.loads(_NAMED.sub(lambda match: f"<{match[0][1:].split()[0]}>", json.dumps(recorded)))
        recorded, answered = normalised(recorded), normalised(answered)
        if _is_discovery(exchange["path"]):
            recorded = _offered_by_both(recorded, answered)
        for field, one, other in differences(recorded, answered):
            yield Difference(label, field, one, other)

    def _learn(self, recorded: Any, answered: Any) -> None:
        """Notes this cluster's values of the placeholders with a number."""
        if isinstance(recorded, dict) and isinstance(answered, dict):
            for name, part in recorded.items():
                self._learn(part, answered.get(name))
        elif isinstance(recorded, list) and isinstance(answered, list):
            for one, other in zip(recorded, answered, strict=False):
                self._learn(one, other)
        elif isinstance(recorded, str) and isinstance(answered, str) and _NAMED.fullmatch(recorded):
            self._values.setdefault(recorded, answered)


def _parsed(text: str) -> Any:
    """An answer in JSON, the events of a watch, or plain text."""
    try:
        return json.loads(text)
    except ValueError:
        pass
    try:
        return [json.loads(line) for line in text.splitlines() if line.strip()]
    except ValueError:
        return text


def _is_discovery(path: str) -> bool:
    return path in {"/api", "/apis", "/openapi/v3"} or re.fullmatch(r"/(api|apis/[^/]+)/[^/]+", path) is not None


def _offered_by_both(recorded: Any, answered: Any) -> Any:
    """`recorded` without the groups, versions and resources that `answered` does not have: the emulator has fewer."""
    if isinstance(recorded, dict) and isinstance(answered, dict):
        if "serverRelativeURL" in recorded:
            return answered
        return {
            name: _offered_by_both(part, answered.get(name))
            for name, part in recorded.items()
            if name in answered or not name.startswith(("api", ".well-known", "version", "logs", "openid"))
        }
    if isinstance(recorded, list) and isinstance(answered, list):
        names = {key: part for part in answered if (key := _identity(part))}
        return [_offered_by_both(part, names.get(_identity(part), part)) for part in recorded if _kept(part, names)]
    return recorded


def _kept(part: Any, names: dict[str, Any]) -> bool:
    key = _identity(part)
    return not key or key in names


def _identity(part: Any) -> str:
    """What names a group, version, resource or subresource in the answers of discovery."""
    if not isinstance(part, dict):
        return ""
    for field in ("name", "resource", "groupVersion", "subresource", "version"):
        if field in part:
            return f"{field} {part[field]}"
    return f"group {part['metadata'].get('name', '')}" if "versions" in part else ""
