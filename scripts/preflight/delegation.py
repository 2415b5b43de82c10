"""Which name servers the DNS delegates a domain to, asked over UDP; Python's resolver asks only for addresses."""

from __future__ import annotations

import secrets
import socket
import struct
from collections.abc import Iterator, Sequence
from pathlib import Path

from .findings import Finding, failure, ok, warning

_RESOLVERS = Path("/etc/resolv.conf")
_NS, _INTERNET, _PORT, _SECONDS = 2, 1, 53, 3.0
_NO_SUCH_NAME = 3


def check_delegation(zone: str, expected: Sequence[str], resolver: tuple[str, int] | None = None) -> Iterator[Finding]:
    """Compares the name servers of a hosted zone with those that the public DNS has for its domain."""
    wanted = {_normal(server) for server in expected}
    try:
        found = name_servers(zone, resolver or _first_resolver())
    except (OSError, ValueError, struct.error, IndexError) as error:
        yield warning(f"delegation of {zone} could not be checked ({error})", f"compare it with: dig NS {zone}")
        return
    listed = ", ".join(sorted(wanted))
    if not found:
        yield failure(f"{zone} is not delegated", f"add NS records in the parent domain for {listed}")
    elif not found & wanted:
        yield failure(
            f"{zone} is delegated to {', '.join(sorted(found))}, not to this zone",
            f"name the other zone, or change the NS records in the parent domain to {listed}",
        )
    else:
        yield ok(f"{zone} is delegated to this zone")


def name_servers(zone: str, resolver: tuple[str, int]) -> set[str]:
    """The NS records of a domain (https://www.rfc-editor.org/rfc/rfc1035#section-4); empty if there are none."""
    number = secrets.randbelow(1 << 16)
    labels = b"".join(bytes([len(part)]) + part.encode("idna") for part in zone.rstrip(".").split(".")) + b"\0"
    question = struct.pack("!6H", number, 0x0100, 1, 0, 0, 0) + labels + struct.pack("!2H", _NS, _INTERNET)
    family = socket.AF_INET6 if ":" in resolver[0] else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as connection:
        connection.settimeout(_SECONDS)
        connection.connect(resolver)
        connection.send(question)
        answer = connection.recv(4096)
    answered, flags, _, records, _, _ = struct.unpack("!6H", answer[:12])
    code = flags & 0xF
    if answered != number or code not in (0, _NO_SUCH_NAME):
        raise ValueError(f"the resolver {resolver[0]} answered with code {code}")
    position, found = len(question), set()
    for _ in range(records):
        _, position = _name(answer, position)
        type_, _, _, length = struct.unpack("!HHIH", answer[position : position + 10])
        position += 10
        if type_ == _NS:
            found.add(_normal(_name(answer, position)[0]))
        position += length
    return found


def _name(message: bytes, position: int) -> tuple[str, int]:
    """A possibly compressed name, and the position after it."""
    labels, after = [], None
    for _ in range(128):  # A loop of pointers would never end.
        length = message[position]
        if length & 0xC0:
            after = after or position + 2
            position = struct.unpack("!H", message[position : position + 2])[0] & 0x3FFF
        elif length:
            labels.append(message[position + 1 : position + 1 + length].decode("ascii", "replace"))
            position += 1 + length
        else:
            return ".".join(labels), after or position + 1
    raise ValueError("the answer is not a DNS message")


def _normal(server: str) -> str:
    return server.rstrip(".").lower()


def _first_resolver() -> tuple[str, int]:
    words = (line.split() for line in _RESOLVERS.read_text().splitlines())
    addresses = [each[1] for each in words if len(each) > 1 and each[0] == "nameserver"]
    if not addresses:
        raise OSError(f"{_RESOLVERS} names no resolver")
    return addresses[0], _PORT
