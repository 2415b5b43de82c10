"""An extension for the API reference: each argument of a construct is in its table, also those that explain themselves.

Docstrings describe only arguments that their name and type do not explain. mkdocs.yml names this file.
"""

import re
from collections.abc import Iterable

import griffe

_ARGS = re.compile(r"^Args:\n((?: .*\n?|\n)*)", re.MULTILINE)
_ATTRIBUTES = re.compile(r"^Attributes:\n((?: .*\n?|\n)*)", re.MULTILINE)
_NEXT_SECTION = re.compile(r"^(?:Attributes|Raises|Example|Returns):\n", re.MULTILINE)
# An entry can describe several arguments: `host, port: ...`.
_ENTRY = re.compile(r"^    (\w+(?:, \w+)*): (.+(?:\n {5,}.+)*)", re.MULTILINE)
# The end of a name to what the argument is.
_BY_NAME = (
    ("scope", "The construct or stack that contains this one."),
    ("id_", "The name in `scope`, which is part of the Terraform address."),
    ("name", "The name in the cloud or cluster."),
    ("_arns", "ARNs."),
    ("_arn", "An ARN."),
    ("_ids", "Ids."),
    ("_id", "An id."),
    ("_names", "Names."),
    ("_name", "A name."),
    ("_url", "A URL."),
    ("_port", "A port."),
    ("namespace", "The Kubernetes namespace."),
    ("labels", "Kubernetes labels by name."),
    ("tags", "Tags by name."),
)


def with_every_argument(text: str, names: Iterable[str]) -> str:
    """The docstring `text` with an entry for each of `names`, in their order, and for each attribute."""
    text = _ATTRIBUTES.sub(lambda match: _ENTRY.sub(_one_by_one, match[0]), text)
    section = _ARGS.search(text)
    entries = _ENTRY.findall(section[1]) if section else []
    described = {name: meaning for several, meaning in entries for name in several.split(", ")}
    listed = "".join(f"    {name}: {described.get(name) or _meaning(name)}\n" for name in names)
    if section:
        return f"{text[: section.start()]}Args:\n{listed}\n{text[section.end() :]}".rstrip()
    following = _NEXT_SECTION.search(text)
    position = following.start() if following else len(text)
    return f"{text[:position].rstrip()}\n\nArgs:\n{listed}\n{text[position:]}".rstrip()


def _one_by_one(entry: re.Match[str]) -> str:
    return "\n".join(f"    {name}: {entry[2]}" for name in entry[1].split(", "))


def _meaning(name: str) -> str:
    return next((meaning for end, meaning in _BY_NAME if name.endswith(end)), "See its type.")


class Arguments(griffe.Extension):  # type: ignore[misc]  # only the site has griffe
    """Completes the docstrings of classes and functions."""

    def on_package(self, *, pkg: griffe.Module, **_: object) -> None:
        """Runs when the package is loaded, with the members of all classes."""
        self._complete(pkg)

    def _complete(self, owner: griffe.Module | griffe.Class) -> None:
        for member in owner.members.values():
            if isinstance(member, griffe.Module | griffe.Class):
                self._complete(member)
            if isinstance(member, griffe.Class | griffe.Function) and member.docstring:
                names = [each.name.lstrip("*") for each in member.parameters if each.name not in ("self", "cls")]
                if names:
                    member.docstring.value = with_every_argument(member.docstring.value, names)
