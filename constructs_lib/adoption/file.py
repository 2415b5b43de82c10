"""The adoption file `<name>.adopt.json` beside a deployment file: what was taken over, and what remains."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError

from constructs_lib.deployment_file.reader import stem_of

from .leftovers import Leftover
from .parts import PARTS, AdoptedParts, Parts
from .state import AdoptionError

FORMAT = 1
ENDING = ".adopt.json"


@dataclass(frozen=True)
class Import:
    """A resource to import: our address `to`, its official address `official`, and its import id.

    Without `id`, `import_blocks.py` finds it in the account by `find`.
    """

    to: str
    official: str
    id: str | None = None
    find: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class Adoption:
    """What the adoption file says. `module` is the address of the official module in its state."""

    cloud: str
    module: str
    imports: tuple[Import, ...] = ()
    parts: Parts = field(default_factory=AdoptedParts)
    leftovers: tuple[Leftover, ...] = ()

    def write(self, path: Path) -> None:
        """Writes the file, without secrets."""
        path.write_text(json.dumps(self._document(), indent=2) + "\n", encoding="utf-8")

    def _document(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "cloud": self.cloud,
            "module": self.module,
            "kept": {name: value for name, value in asdict(self.parts).items() if value},
            "imports": [{name: value for name, value in asdict(each).items() if value} for each in self.imports],
            "leftovers": [asdict(each) for each in self.leftovers],
        }


def adoption_path(deployment_file: Path) -> Path:
    """The adoption file of a deployment file."""
    return deployment_file.with_name(f"{stem_of(deployment_file)}{ENDING}")


def read_adoption(deployment_file: Path) -> Adoption | None:
    """The adoption of a deployment, or None when it was not adopted. Raises `AdoptionError`."""
    path = adoption_path(deployment_file)
    if not path.is_file():
        return None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        if document["format"] != FORMAT:
            raise AdoptionError(
                f"has format {document['format']}, and {FORMAT} is read; run make adopt with ARGS=--overwrite"
            )
        return Adoption(
            document["cloud"],
            document["module"],
            tuple(Import(**each) for each in document["imports"]),
            _parts(PARTS[document["cloud"]], document.get("kept", {})),
            tuple(Leftover(**each) for each in document.get("leftovers", ())),
        )
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise AdoptionError(f"is not an adoption file ({error}); run make adopt with ARGS=--overwrite") from None


def _parts(class_: type[Parts], kept: Mapping[str, Any]) -> Parts:
    known = {each.name for each in fields(class_)}
    if unknown := sorted(set(kept) - known):
        raise AdoptionError(f"kept has {', '.join(unknown)}; it can have {', '.join(sorted(known))}")
    values: dict[str, Any] = {name: tuple(value) if isinstance(value, list) else value for name, value in kept.items()}
    types = get_type_hints(class_)
    for name, value in values.items():
        try:
            TypeAdapter(types[name]).validate_python(value, strict=True)
        except ValidationError as error:
            wanted = error.errors()[0]["msg"].replace("Input should be", "must be").replace("tuple", "list")
            raise AdoptionError(f"kept: {name} is {json.dumps(kept[name])}; it {wanted}") from None
    return class_(**values)
