"""`python -m scripts.adopt_leftovers STACK [KIND...]`: lists and removes what the official deployment left over.

It asks before each kind. Leftovers that hold data are removed only when the kind `data` is named. Objects in the
cluster belong to Helm and kubectl, and are only listed.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from constructs_lib.adoption import Adoption, AdoptionError, adoption_path
from constructs_lib.adoption.leftovers import KINDS, Leftover
from constructs_lib.adoption.removal import unexpected, write_removal
from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from scripts.cdktf import LINE_BY_LINE, OUTPUT, call
from scripts.confirmation import confirmed
from scripts.interruptible import run
from scripts.saved_plan import FILE, color_options, make_plan
from scripts.terraform_binary import terraform_binary
from scripts.terraform_environment import terraform_environment

DATA = "data"
APPLICATION = "application"
ACCEPT_VARIABLE = "WANDB_ADOPT_REMOVE"


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.adopt_leftovers", description=__doc__)
    parser.add_argument("stack", help="the infrastructure stack, such as aws-wandb")
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)}; omitted: all but data")
    parsed = parser.parse_args(arguments)
    if unknown := [kind for kind in parsed.kinds if kind not in KINDS]:
        parser.error(f"{unknown[0]} is not a kind; the kinds are {', '.join(KINDS)}")
    try:
        deployment = _adopted(parsed.stack)
        if call("synth", [], [deployment]):
            return 1
        environment = terraform_environment() | ({} if sys.stdout.isatty() else LINE_BY_LINE)
        return remove(deployment, parsed.kinds or [kind for kind in KINDS if kind != DATA], environment)
    except (AdoptionError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1


def _adopted(stack: str) -> Deployment:
    deployments = load_deployments()
    for deployment in deployments:
        if deployment.name == stack:
            if deployment.adoption is None:
                raise AdoptionError(f"{stack}: was not adopted, so nothing is left over")
            return deployment
    names = ", ".join(deployment.name for deployment in deployments)
    raise AdoptionError(f"{stack}: is not an infrastructure stack; set STACK to one of {names}")


def remove(deployment: Deployment, kinds: Sequence[str], environment: Mapping[str, str]) -> int:
    """Removes the leftovers of `kinds`, kind by kind, each after a yes; returns the exit status."""
    adoption = deployment.adoption
    assert adoption is not None
    stack = json.loads((Path(OUTPUT) / "stacks" / deployment.name / "cdk.tf.json").read_text())
    for kind in KINDS:
        mine = [each for each in adoption.leftovers if each.kind == kind]
        if not mine:
            continue
        print(f"\n{kind} ({len(mine)}): {KINDS[kind]}")
        print("\n".join(f"  {each.address}  {each.id}" for each in mine))
        chosen = removable(kind, mine, adoption)
        if kind not in kinds:
            print(f"  not chosen; name it to remove it: {kind}")
        elif chosen and _accepted(kind):
            if not destroy(adoption.cloud, chosen, stack, environment):
                return 1
            adoption = forget(deployment.path, adoption, chosen)
            print(f"{kind}: {len(chosen)} removed")
    print(f"\n{len(adoption.leftovers)} left over")
    return 0


def forget(deployment_file: Path, adoption: Adoption, removed: Sequence[Leftover]) -> Adoption:
    """The adoption without leftovers that were removed, also in its file."""
    left = replace(adoption, leftovers=tuple(each for each in adoption.leftovers if each not in removed))
    left.write(adoption_path(deployment_file))
    return left


def removable(kind: str, leftovers: list[Leftover], adoption: Adoption) -> list[Leftover]:
    """Those of the `leftovers` of a kind that nothing uses and Terraform can remove; says what stays and why."""
    if kind == APPLICATION:
        print("  remove Helm releases with helm uninstall, and objects with kubectl delete, in the old namespaces")
        return []
    used = [each for each in leftovers if adoption.parts.in_use(each.type, each.id, each.attributes)]
    if used:
        names = " and ".join(each.address for each in used)
        print(f"  {names} stay: in use until removed from kept in the adoption file and deployed")
    return [each for each in leftovers if each not in used]


def _accepted(kind: str) -> bool:
    if kind in os.environ.get(ACCEPT_VARIABLE, "").split(","):
        return True
    return confirmed(
        "  These are removed for good.",
        kind,
        without_terminal=f"{kind}: not removed; set {ACCEPT_VARIABLE}={kind} to remove it without a terminal",
    )


def destroy(
    cloud: str, leftovers: Sequence[Leftover], stack: Mapping[str, object], environment: Mapping[str, str]
) -> bool:
    """Destroys `leftovers` with the provider of `stack`; returns whether that succeeded."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        write_removal(folder, cloud, leftovers, stack)
        shown = {**environment, "TF_IN_AUTOMATION": "1"}
        plan = make_plan(folder, shown)
        if plan is None or plan.get("errored"):
            return False
        if others := unexpected(plan, len(leftovers)):
            print(f"not removed, because the plan would change {', '.join(others)}", file=sys.stderr)
            return False
        apply = [terraform_binary(shown), "apply", "-input=false", *color_options(shown), FILE]
        return run(apply, environment=shown, directory=folder) == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
