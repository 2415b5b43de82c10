"""`python -m constructs_lib.drift PLAN...`: reports the drift that saved plans found; changes nothing.

A plan is the output of `terraform show -json` in the file `<stack>.json`. Exit status 0: no drift, 2: drift, 1: error.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from .report import FAILED, StackDrift, read_plan, write_report


def ignored_attributes(stack_folder: Path) -> Mapping[str, Sequence[str]]:
    """The `ignore_changes` of the stack that is synthesized in this folder, by address; empty if it is not there."""
    file = stack_folder / "cdk.tf.json"
    found: dict[str, dict[str, Any]] = json.loads(file.read_text()).get("resource", {}) if file.exists() else {}
    return {
        f"{type_}.{name}": ignored
        for type_, resources in found.items()
        for name, arguments in resources.items()
        if isinstance(ignored := arguments.get("lifecycle", {}).get("ignore_changes"), list)
    }


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of the report."""
    parser.add_argument("--json", action="store_true", help="write the report as JSON")
    parser.add_argument("--all", action="store_true", help="also show expected changes, with their reasons")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m constructs_lib.drift", description=__doc__)
    parser.add_argument("plans", nargs="+", type=Path, help="files <stack>.json")
    parser.add_argument("--stacks", type=Path, default=Path("cdktf.out/stacks"), help="the synthesized stacks")
    add_options(parser)
    parsed = parser.parse_args(arguments)
    found: list[StackDrift] = []
    for file in parsed.plans:
        try:
            plan = json.loads(file.read_text())
        except (OSError, ValueError) as error:
            print(f"{file}: is not a plan in JSON ({error}); write it with terraform show -json", file=sys.stderr)
            return FAILED
        found.append(read_plan(file.stem, plan, ignored_attributes(parsed.stacks / file.stem)))
    return write_report(found, print, as_json=parsed.json, show_expected=parsed.all)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
