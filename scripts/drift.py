"""`python -m scripts.drift [STACK...]`: compares deployments with their state and their cloud; changes neither.

Terraform plans every stack that matches, several side by side. Exit status 0: no drift, 2: drift, 1: an error.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

from constructs_lib.adoption import AdoptionError
from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.drift import FAILED, StackDrift, read_plan, write_report
from constructs_lib.drift.__main__ import add_options, ignored_attributes
from scripts.adopt_plan import adopted, password_environment
from scripts.demo_emulator import stopped_demo_error
from scripts.diff_report import missing_stacks
from scripts.preflight.synthesis import synthesize
from scripts.provider_mirrors import MirrorError
from scripts.secret_variables import SecretsConflictError, secret_environment
from scripts.stack_patterns import matches, no_match
from scripts.terraform_binary import terraform_binary
from scripts.terraform_environment import terraform_environment

# Local states are next to the output folder of cdktf, so the stacks are synthesized there.
OUTPUT = Path("cdktf.out")
# A plan mostly waits for its cloud.
SIDE_BY_SIDE = 4
_LOCK = ("-lock-timeout=5m",)
_NO_LOCK = ("-lock=false",)


def drift_of(stack: str, folder: Path, environment: Mapping[str, str], options: Sequence[str] = _LOCK) -> StackDrift:
    """Plans the synthesized stack in `folder`. The saved plan, which has values of the state, is deleted."""
    terraform = partial(
        subprocess.run, cwd=folder, env=dict(environment), stdin=subprocess.DEVNULL, capture_output=True, text=True
    )
    with tempfile.TemporaryDirectory() as place:
        plan = f"{place}/plan"
        for command in (
            ["init", "-input=false", "-no-color"],
            ["plan", "-input=false", "-no-color", f"-out={plan}", *options],
            ["show", "-json", plan],
        ):
            ran = terraform([terraform_binary(environment), *command])
            if ran.returncode and (stacks := missing_stacks(ran.stderr)):
                return StackDrift(stack, waits_for=stacks)
            if ran.returncode:
                return StackDrift(stack, error=ran.stderr.strip() or ran.stdout.strip())
    return read_plan(stack, json.loads(ran.stdout), ignored_attributes(folder))


def drift(
    patterns: Sequence[str], deployments: Sequence[Deployment], options: Sequence[str] = _LOCK
) -> list[StackDrift]:
    """The drift of every stack that matches a pattern, in the order of the deployments."""
    # All of them, as `make synth` does: the output folder belongs to the whole app.
    synthesize(deployments, OUTPUT)
    ready = terraform_environment()
    plans = []
    with ThreadPoolExecutor(SIDE_BY_SIDE) as pool:
        for deployment in deployments:
            for stack in deployment.stack_names:
                if matches(patterns, stack):
                    own = secret_environment([deployment], [stack]) | password_environment(
                        adopted([stack], [deployment])
                    )
                    plans.append(pool.submit(drift_of, stack, OUTPUT / "stacks" / stack, {**ready, **own}, options))
    return [plan.result() for plan in plans]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.drift", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--no-lock", action="store_true", help="do not lock the state, for credentials that only read")
    add_options(parser)
    parsed = parser.parse_args(arguments)
    try:
        deployments = load_deployments()
        if problem := stopped_demo_error(os.environ) or no_match(parsed.stacks, deployments):
            print(problem, file=sys.stderr)
            return FAILED
        found = drift(parsed.stacks, deployments, _NO_LOCK if parsed.no_lock else _LOCK)
    except (AdoptionError, MirrorError, SecretsConflictError, SettingsError) as error:
        print(error, file=sys.stderr)
        return FAILED
    show = partial(print, flush=True)
    return write_report(found, show, as_json=parsed.json, show_expected=parsed.all)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
