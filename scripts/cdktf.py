"""`python -m scripts.cdktf ACTION [STACK...] [-- OPTION...]`: the cdktf command in this project's environment."""

import argparse
import fnmatch
import json
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from constructs_lib.settings import Deployment, SettingsError, load_deployments
from scripts.demo_report import how_to_keep_interrupted, tainted_resources
from scripts.interruptible import run
from scripts.provider_mirrors import MirrorError
from scripts.secret_variables import SecretsConflictError, secret_environment
from scripts.setup import ROOT
from scripts.state_copies import restore_broken, state_copies
from scripts.terraform_environment import terraform_environment, uses_mirror

CDKTF = ROOT / "node_modules" / ".bin" / "cdktf"
OUTPUT = "cdktf.out"
STATES = Path(OUTPUT).parent  # where stacks keep their state, unless it is in a bucket
# cdktf redraws its progress for a person at a terminal; elsewhere it should write line by line, without colours.
LINE_BY_LINE = {"CI": "1", "FORCE_COLOR": "0", "NO_COLOR": "1"}

# cdktf ends with Terraform, and what Terraform said last is then not always read.
REASON_MAY_BE_LOST = (
    "Where the reason is not above, cdktf lost it; Terraform tells it again: "
    "terraform -chdir=cdktf.out/stacks/STACK plan{options}"
)


def command_line(action: str, *arguments: str, environment: Mapping[str, str], plain: bool) -> list[str]:
    """How to call cdktf; `environment` is one made ready by `terraform_environment`."""
    options = []
    if action != "synth":
        options += ["--no-color"] if plain else []
        options += ["--skip-provider-lock"] if uses_mirror(environment) else []
    return [str(CDKTF), action, *arguments, *options]


def call(action: str, arguments: Sequence[str], deployments: Sequence[Deployment]) -> int:
    """Calls cdktf with our own input and output; the secrets of the deployment files reach it alone."""
    plain = not (sys.stdin.isatty() and sys.stdout.isatty())
    environment = terraform_environment() | (LINE_BY_LINE if plain else {})
    if action != "synth":
        stacks = [argument for argument in arguments if not argument.startswith("-")]
        environment |= secret_environment(deployments, stacks)
        for file in restore_broken(STATES):
            print(f"{file} was cut off when a run was ended by force: going on from its copy", file=sys.stderr)
    with state_copies(STATES):
        status = run(command_line(action, *arguments, environment=environment, plain=plain), environment=environment)
    if status and action != "synth":
        print(REASON_MAY_BE_LOST.format(options=" -destroy" if action == "destroy" else ""), file=sys.stderr)
    if status and action == "deploy":
        _tell_of_half_made()
    return status


def _tell_of_half_made() -> None:
    for state in sorted(STATES.glob("terraform.*.tfstate")):
        if tainted := tainted_resources(state):
            _, stack, _ = state.name.split(".")
            print(how_to_keep_interrupted(stack, tainted, output=OUTPUT), file=sys.stderr)


def synthesized_stacks(patterns: Sequence[str], output: Path = Path(OUTPUT)) -> list[str]:
    """The names of the synthesized stacks that match one of the patterns."""
    names = json.loads((output / "manifest.json").read_text())["stacks"]
    return [name for name in names if any(fnmatch.fnmatch(name, pattern) for pattern in patterns)]


def difference(patterns: Sequence[str], options: Sequence[str], deployments: Sequence[Deployment]) -> int:
    """Shows what a deploy would change, stack after stack: cdktf's own diff takes one alone."""
    status = call("synth", [], deployments)
    if status:
        return status
    stacks = synthesized_stacks(patterns)
    return max(call("diff", [stack, "--skip-synth", *options], deployments) for stack in stacks)


def _no_match(patterns: Sequence[str], deployments: Sequence[Deployment]) -> str | None:
    """Which patterns choose nothing, and what there is: said before anything is synthesized."""
    names = [name for deployment in deployments for name in deployment.stack_names]
    empty = [pattern for pattern in patterns if not fnmatch.filter(names, pattern)]
    return f"No stack matches {' or '.join(empty)}; there are {', '.join(names)}" if empty else None


def main(arguments: Sequence[str]) -> int:
    own, options = _split(arguments)
    parser = argparse.ArgumentParser(prog="python -m scripts.cdktf", description=__doc__)
    parser.add_argument("action", choices=("synth", "diff", "deploy", "destroy"))
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parsed = parser.parse_args(own)
    try:
        # Here too, not by main.py alone: cdktf takes a second to call it, and shows what it says twice.
        deployments = load_deployments()
        if parsed.action != "synth" and (unknown := _no_match(parsed.stacks, deployments)):
            print(unknown, file=sys.stderr)
            return 1
        if parsed.action == "diff":
            return difference(parsed.stacks, options, deployments)
        # A synthesis always writes every stack of the app; which deployments that is, WANDB_DEPLOYMENTS says.
        return call(parsed.action, [*([] if parsed.action == "synth" else parsed.stacks), *options], deployments)
    except (MirrorError, SecretsConflictError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """What stands before and after the first `--`."""
    position = list(arguments).index("--") if "--" in arguments else len(arguments)
    return list(arguments[:position]), list(arguments[position + 1 :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
