"""Synthesizes the stacks as `cdktf synth` does, but starts only the app.

`cdktf synth` needs as long as the app for itself: it starts Node.js, loads its own code and calls `terraform version`
six times (docs/performance.md has the figures). What only cdktf can do is left to it.
"""

import argparse
import json
import os
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts.interruptible import run

DEFAULT_OUTPUT = "cdktf.out"
_PROJECT = Path("cdktf.json")


def synthesize(
    arguments: Sequence[str], environment: Mapping[str, str], on_line: Callable[[str], None] | None = None
) -> int | None:
    """The exit status of a synthesis with these arguments of `cdktf synth`; None if cdktf must run instead.

    `on_line` gets each line of the app's output.
    """
    output, others = _read(arguments)
    if others or not _PROJECT.exists():
        return None
    project = json.loads(_PROJECT.read_text())
    folder = Path(output or project.get("output", DEFAULT_OUTPUT))
    command = ["/bin/sh", "-c", project["app"]]
    if run(command, environment=_app_environment(project, folder, environment), on_line=on_line):
        return 1
    stacks = _stacks(folder)
    # cdktf reports an app without stacks, and annotations, which may be errors.
    if not stacks or any(stack.get("annotations") for stack in stacks.values()):
        return None
    _remove_other_stacks(folder, stacks)
    (on_line or print)(f"Generated Terraform code for the stacks: {', '.join(stacks)}")
    return 0


def output_of(arguments: Sequence[str]) -> Path:
    """The folder that cdktf synthesizes into when called with `arguments`."""
    return Path(_read(arguments)[0] or DEFAULT_OUTPUT)


def _read(arguments: Sequence[str]) -> tuple[str | None, list[str]]:
    """The value of the option for the output, and all other arguments."""
    parser = argparse.ArgumentParser(add_help=False, allow_abbrev=False)
    parser.add_argument("-o", "--output")
    parsed, others = parser.parse_known_args(arguments)
    return parsed.output, others


def _app_environment(project: Mapping[str, Any], folder: Path, environment: Mapping[str, str]) -> dict[str, str]:
    """What cdktf 0.21 sets for the app; variables of Terraform, which may be secrets, are not for it."""
    modules = [
        module if isinstance(module, str) else module["source"] for module in project.get("terraformModules", ())
    ]
    # A context in the project file, even an empty one, replaces that of the environment.
    context = project.get("context")
    if context is None:
        context = json.loads(environment.get("CDKTF_CONTEXT_JSON") or "{}")
    relative_modules = [module for module in modules if module.startswith(("./", "../"))]
    own = {name: value for name, value in environment.items() if not name.startswith("TF_VAR_")}
    return {
        "NODE_OPTIONS": "--max-old-space-size=4096",
        **own,
        "CDKTF_OUTDIR": os.fspath(folder),
        "CDKTF_CONTINUE_SYNTH_ON_ERROR_ANNOTATIONS": "true",
        "CDKTF_CONTEXT_JSON": json.dumps({**context, "cdktfRelativeModules": relative_modules}),
        "SYNTH_HCL_OUTPUT": "false",
    }


def _stacks(folder: Path) -> dict[str, dict[str, Any]]:
    manifest = folder / "manifest.json"
    stacks: dict[str, dict[str, Any]] = json.loads(manifest.read_text())["stacks"] if manifest.exists() else {}
    return stacks


def _remove_other_stacks(folder: Path, stacks: Mapping[str, object]) -> None:
    """Removes the folders of stacks that the app no longer has, which a pattern could still select."""
    for found in (folder / "stacks").iterdir():
        if found.is_dir() and found.name not in stacks:
            shutil.rmtree(found)
