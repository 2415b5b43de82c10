"""`python -m scripts.adopt STATE NAME`: writes the deployment of an official module's state as files of this project.

STATE is a state file, or what `terraform state pull` or `terraform show -json` writes. It is only read. The command
writes `deployments/<cloud>/<NAME>.tfvars` and `<NAME>.adopt.json`, and changes nothing else. A later run says whether
`<NAME>.adopt.json` is still needed.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.adoption import AdoptionError, OfficialDeployment, adoption_path, read_deployment
from constructs_lib.adoption.leftovers import KINDS
from constructs_lib.adoption.planning import Plan, plan_adoption
from constructs_lib.adoption.state import STANDARD_INPUT
from constructs_lib.adoption.tfvars import render
from constructs_lib.deployment_file.reader import stem_of
from constructs_lib.deployments import SettingsError, load_deployments, name_mistake
from scripts.adopt_status import file_status
from scripts.cdktf import OUTPUT
from scripts.states import States
from scripts.terraform_environment import terraform_environment

FOLDER = Path("deployments")
_HEADING = (
    "Taken over from a deployment of the official module. Values are those of its state.",
    "Secrets are not in this file: set TF_VAR_license, or add license here.",
)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.adopt", description=__doc__)
    parser.add_argument("state", help="the state of the official deployment; -: standard input")
    parser.add_argument("name", help="the name of the deployment here; its stacks are <cloud>-<name>")
    parser.add_argument("--module", help="the address of the official module, if the state has several")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="the folder of the deployment files")
    parser.add_argument("--overwrite", action="store_true", help="replace files of an earlier run")
    parsed = parser.parse_args(arguments)
    # What make passes for a variable that is not set.
    if not (parsed.state and parsed.name):
        print("STATE and NAME: are both required; write make adopt STATE=<state file> NAME=<name>", file=sys.stderr)
        return 1
    try:
        return adopt(Path(parsed.state), parsed.name, parsed.module, parsed.folder, overwrite=parsed.overwrite)
    except (AdoptionError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1


def adopt(state: Path, name: str, module: str | None, folder: Path, *, overwrite: bool = False) -> int:
    """Writes the two files of the deployment `name` and prints the report. Raises `AdoptionError`."""
    if mistake := name_mistake(name):
        raise AdoptionError(f"{name}.tfvars: {mistake}")
    official = read_deployment(state, module)
    try:
        plan = plan_adoption(official)
    except AdoptionError as error:
        raise AdoptionError(f"{state}: {error}") from None
    file = folder / official.cloud / f"{name}.tfvars"
    as_json = file.with_name(f"{file.name}.json")
    if as_json.exists():
        if overwrite:
            raise AdoptionError(f"{as_json}: is not overwritten; remove it, or choose another NAME")
        file = as_json
    written = [path for path in (file, adoption_path(file)) if overwrite or not path.exists()]
    file.parent.mkdir(parents=True, exist_ok=True)
    if file in written:
        file.write_text(render(plan.settings, _HEADING), encoding="utf-8")
    if adoption_path(file) in written:
        plan.adoption.write(adoption_path(file))
    print("\n".join(report(official, plan, state, file, written)))
    # The settings' own rules say what the state does not know, such as a hosted zone.
    [deployment] = load_deployments([file])
    if adoption_path(file) not in written:
        print("\n".join(["", *file_status(deployment, States(Path(OUTPUT), terraform_environment()))]))
    return 0


def report(official: OfficialDeployment, plan: Plan, state: Path, file: Path, written: Sequence[Path]) -> Iterator[str]:
    """What was written, what becomes of every resource, and what to do next."""
    for path in (file, adoption_path(file)):
        yield f"{path}: {'written' if path in written else 'exists, and is kept (ARGS=--overwrite replaces it)'}"
    by_kind = Counter(leftover.kind for leftover in plan.adoption.leftovers)
    looked_up = sum(each.id is None for each in plan.adoption.imports)
    yield ""
    yield f"{official.module or 'The root module'}: {len(official.resources)} resources of the official deployment"
    yield f"  taken over   {len(plan.adoption.imports):4}  ({looked_up} ids are looked up when Terraform plans)"
    yield f"  left over    {len(plan.adoption.leftovers):4}  stay until make adopt-leftovers removes them"
    yield f"  no resource  {len(plan.ignored):4}  only in the state, or part of something that is taken over"
    if plan.unknown:
        yield f"  unknown      {len(plan.unknown):4}  stay as they are"
    if official.others:
        yield f"  not official {len(official.others):4}  stay as they are, in their own state"
    yield from _kept(plan)
    for kind, what in KINDS.items():
        if by_kind[kind]:
            yield f"\nLeft over, {kind} ({by_kind[kind]}): {what}"
            yield from (f"  {each.address}" for each in plan.adoption.leftovers if each.kind == kind)
    for title, addresses in (("Unknown", plan.unknown), ("Not of the official module", official.others)):
        if addresses:
            yield f"\n{title} ({len(addresses)}):"
            yield from (f"  {address}" for address in addresses)
    yield from _next_steps(state, file, f"{official.cloud}-{stem_of(file)}")


def _kept(plan: Plan) -> Iterator[str]:
    yield "\nKept:"
    yield from (f"  {what}: {value}" for what, value in plan.adoption.parts.described().items() if value)


def _next_steps(state: Path, file: Path, stack: str) -> Iterator[str]:
    # A pipe can be read only once.
    state = Path("<state file>") if state == STANDARD_INPUT else state
    yield "\nNext:"
    yield f"  1. Read {file}. Add license, or export TF_VAR_license, and a backend."
    yield f"  2. WANDB_DEPLOYMENTS={file} WANDB_ADOPT_STATE={state} make diff STACK={stack}"
    yield f"  3. The same variables, and make deploy STACK={stack}; then STACK={stack}-app for the server."
    yield f"  4. make adopt-leftovers STACK={stack}, when the new server runs."
    yield "  5. Archive the official state and delete its copies: it holds passwords. Never apply or destroy it again."


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
