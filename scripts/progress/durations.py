"""How long the creation of a resource usually takes, by its type."""

import re
import tomllib
from functools import cache
from pathlib import Path

_FILE = Path(__file__).with_name("durations.toml")
_TYPE = re.compile(r"([a-z][a-z0-9]*_\w+)\.[\w-]+(\[.*\])?( \(deposed object \w+\))?$")


@cache
def seconds_by_type() -> dict[str, int]:
    """The seconds of each type in durations.toml, which says what other types take."""
    return {type_: entry["seconds"] for type_, entry in tomllib.loads(_FILE.read_text(encoding="utf-8")).items()}


def usual_seconds(address: str) -> int | None:
    """How long the creation of the resource at `address` usually takes; None if it is not in the table."""
    found = _TYPE.search(address)
    return seconds_by_type().get(found[1]) if found else None


def in_words(seconds: float) -> str:
    """A duration in Terraform's form, such as 9m45s."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours}h{minutes:02}m"
    return f"{minutes}m{rest:02}s" if minutes else f"{rest}s"
