"""`python -m scripts.diagram [STACK...] [--folder FOLDER]`: draws deployments from their synthesized stacks.

Five pictures per deployment: `overview` (who talks to whom, by which port, encrypted or not), `request` and `upload`
(the way of one request, and of one artifact), `network` (subnets and what may pass) and `identity` (who may do what).
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from constructs_lib.deployments import SettingsError
from scripts.diagram import aws, azure
from scripts.diagram.drawing import DrawingError, Picture, svgs
from scripts.preflight.stacks import Stack
from scripts.preflight.synthesis import NoStackError, chosen_deployments, synthesize


def pictures_of(cloud: str, name: str, *stacks: Stack) -> Mapping[str, Picture]:
    """The pictures of the deployment `name`; `stacks` are its infrastructure and its application, if it has one."""
    infrastructure, *applications = (stack.configuration for stack in stacks)
    draw = {"aws": aws.pictures, "azure": azure.pictures}[cloud]
    return draw(name, infrastructure, applications[0] if applications else {})


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.diagram", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--folder", type=Path, default=Path("diagrams"), help="default: diagrams")
    parsed = parser.parse_args(arguments)
    try:
        chosen = chosen_deployments(parsed.stacks)
        with tempfile.TemporaryDirectory() as place:
            synthesize(chosen, Path(place))
            pictures = {
                f"{each.name}-{kind}.svg": picture
                for each in chosen
                for kind, picture in pictures_of(
                    each.cloud, each.name, *(Stack.read(Path(place) / "stacks" / name) for name in each.stack_names)
                ).items()
            }
        drawn = svgs([picture.dot() for picture in pictures.values()])
    except (NoStackError, SettingsError, DrawingError) as error:
        print(error, file=sys.stderr)
        return 1
    parsed.folder.mkdir(parents=True, exist_ok=True)
    for name, text in zip(pictures, drawn, strict=True):
        (parsed.folder / name).write_text(text, encoding="utf-8")
        print(parsed.folder / name)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
