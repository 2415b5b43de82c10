"""`python -m scripts.cdktf ACTION [STACK...] [-- OPTION...]`: runs cdktf with this project's environment."""

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from pathlib import Path

from constructs_lib.adoption import AdoptionError
from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.problems import Problem
from constructs_lib.stacks.hcl_output import REFUSED, hcl_is_requested
from scripts.adopt_plan import adopted, judged_plan, password_environment, refuses
from scripts.app_synthesis import DEFAULT_OUTPUT, output_of, synthesize
from scripts.at_once import at_once
from scripts.demo_emulator import stopped_demo_error
from scripts.demo_report import how_to_keep_interrupted
from scripts.destroy_protection import refused_destroys
from scripts.diff_report import Outcome, PlanOutput
from scripts.interruptible import PassOn, run
from scripts.irreversible import irreversible_changes
from scripts.opentofu_backends import refused_backends
from scripts.preflight.hint import preflight_hints
from scripts.progress.run import is_wanted, new_log, run_with_progress
from scripts.provider_mirrors import MirrorError
from scripts.runtime_change import refused_changes
from scripts.secret_variables import SecretsConflictError, secret_environment
from scripts.server_check import check_servers
from scripts.setup import ROOT
from scripts.stack_patterns import matches, no_match
from scripts.state_copies import restore_broken, state_copies
from scripts.states import States, resources_in_file, tainted_resources
from scripts.terraform_binary import terraform_binary
from scripts.terraform_environment import terraform_environment, uses_mirror

CDKTF = ROOT / "node_modules" / ".bin" / "cdktf"
OUTPUT = DEFAULT_OUTPUT
STATES = Path(OUTPUT).parent  # where stacks keep their state, unless it is in a bucket
# cdktf redraws its progress at a terminal; elsewhere it should write line by line, without colours.
LINE_BY_LINE = {"CI": "1", "FORCE_COLOR": "0", "NO_COLOR": "1"}

# Line by line, in Terraform's colours.
COLOURED = {"CI": "1", "FORCE_COLOR": "1"}

# cdktf ends together with Terraform and does not always read the end of Terraform's output.
REASON_MAY_BE_LOST = "If the reason is not above, cdktf lost it. To see it again, run:"

# With these options, users decide how cdktf synthesizes.
_ABOUT_SYNTHESIS = ("-a", "--app", "--skip-synth")

_show = partial(print, flush=True)

# What the states refuse before a run.
_REFUSALS = {"deploy": (irreversible_changes, refused_changes), "destroy": (refused_destroys,)}


def command_line(action: str, *arguments: str, environment: Mapping[str, str], plain: bool) -> list[str]:
    """The cdktf command; `environment` is a result of `terraform_environment`."""
    options = []
    if action != "synth":
        options += ["--no-color"] if plain else []
        options += ["--skip-provider-lock"] if uses_mirror(environment) else []
    return [str(CDKTF), action, *arguments, *options]


def call(action: str, arguments: Sequence[str], deployments: Sequence[Deployment]) -> int:
    """Calls cdktf with our own input and output; only cdktf receives the secrets of the deployment files."""
    plain = not (sys.stdin.isatty() and sys.stdout.isatty())
    environment = terraform_environment() | (LINE_BY_LINE if plain else {})
    stacks = [argument for argument in arguments if not argument.startswith("-")]
    if action != "synth":
        environment |= _prepare(stacks, deployments)
    if action == "deploy" and not plain:
        for line in preflight_hints(deployments, stacks, output_of(arguments)):
            print(line, flush=True)
    if action == "synth" and (ended := synthesize(arguments, environment)) is not None:
        return ended
    if action in _REFUSALS:
        options = _prepared_options(action, arguments, deployments, environment)
        if options is None:
            return 1
        arguments = [*arguments, *options]
    command = command_line(action, *arguments, environment=environment, plain=plain)
    told_an_error = False
    with state_copies(STATES):
        if action in _REFUSALS and is_wanted(arguments, os.environ):
            names = [name for deployment in deployments for name in deployment.stack_names if matches(stacks, name)]
            status, told_an_error = run_with_progress(
                command,
                environment=environment,
                stacks=names,
                log=new_log(action),
                destroys=action == "destroy",
            )
        else:
            status = run(command, environment=environment)
    if status and action != "synth" and not told_an_error:
        _explain_how_to_see_the_reason(action, stacks, output_of(arguments))
    if action != "deploy":
        return status
    if status:
        _explain_tainted_resources()
    # After a failure too: Terraform reports that a rollout did not finish, but not why.
    answers = check_servers(stacks, deployments, output=output_of(arguments), environment=environment, wait=status == 0)
    return status or answers


def _prepare(stacks: Sequence[str], deployments: Sequence[Deployment]) -> dict[str, str]:
    """Restores truncated local states, and returns the secrets of `stacks` as variables."""
    for file in restore_broken(STATES):
        print(f"{file} was truncated when a run was killed; restored from its copy", file=sys.stderr)
    return secret_environment(deployments, stacks) | password_environment(adopted(stacks, deployments))


def _prepared_options(
    action: str, arguments: Sequence[str], deployments: Sequence[Deployment], environment: Mapping[str, str]
) -> list[str] | None:
    """More options for cdktf, or None if the deploy or destroy must not go on; prints why. Nothing is changed before.

    The stacks are synthesized if the refusals depend on them, and then cdktf does not do it again.
    """
    stacks = [argument for argument in arguments if not argument.startswith("-")]
    states = States(output_of(arguments), environment)
    adopting = adopted(stacks, deployments) if action == "deploy" else []
    chosen = [deployment for deployment in deployments if matches(stacks, *deployment.stack_names)]
    # Terraform plans and reads states only in synthesized stacks, except for local states.
    needs_stacks = adopting or any(deployment.settings.backend.type != "local" for deployment in chosen)
    if needs_stacks and call("synth", ["--output", str(states.output)], deployments):
        return None
    if refused := _refusals(action, stacks, deployments, states):
        print(SettingsError(refused), file=sys.stderr)
        return None
    if any(refuses(each, states.output / "stacks" / each.name, environment) for each in adopting):
        return None
    is_chosen = any(argument.partition("=")[0] in _ABOUT_SYNTHESIS for argument in arguments)
    return ["--skip-synth"] if needs_stacks and not is_chosen else []


def _refusals(action: str, stacks: Sequence[str], deployments: Sequence[Deployment], states: States) -> list[Problem]:
    return [problem for find in _REFUSALS[action] for problem in find(stacks, deployments, states)]


def _explain_how_to_see_the_reason(action: str, patterns: Sequence[str], output: Path = Path(OUTPUT)) -> None:
    # Without stacks, nothing was synthesized; the app reports the reason.
    if stacks := synthesized_stacks(patterns, output):
        options = " -destroy" if action == "destroy" else ""
        commands = [f"  {terraform_binary()} -chdir={output}/stacks/{stack} plan{options}" for stack in stacks]
        print("\n".join([REASON_MAY_BE_LOST, *commands]), file=sys.stderr)


def _explain_tainted_resources() -> None:
    for state in sorted(STATES.glob("terraform.*.tfstate")):
        if tainted := tainted_resources(resources_in_file(state)):
            _, stack, _ = state.name.split(".")
            print(how_to_keep_interrupted(stack, tainted, output=OUTPUT), file=sys.stderr)


def synthesized_stacks(patterns: Sequence[str], output: Path = Path(OUTPUT)) -> list[str]:
    """The names of the synthesized stacks that match one of the patterns; none before the first synthesis."""
    manifest = output / "manifest.json"
    names = json.loads(manifest.read_text())["stacks"] if manifest.exists() else ()
    return [name for name in names if matches(patterns, name)]


def difference(patterns: Sequence[str], options: Sequence[str], deployments: Sequence[Deployment]) -> int:
    """Shows what a deploy would change. A stack that waits for another one is not a failure."""
    status = call("synth", [], deployments)
    if status:
        return status
    outcomes = _differences(synthesized_stacks(patterns), options, deployments)
    if len(outcomes) > 1 or any(outcome.waits_for for outcome in outcomes):
        print("\n".join(["", *map(str, outcomes)]), flush=True)
    if refused := _refusals("deploy", patterns, deployments, States(Path(OUTPUT), terraform_environment())):
        print(f"\n{SettingsError(refused)}", file=sys.stderr)
    return 1 if refused or any(outcome.failed for outcome in outcomes) else 0


def _differences(stacks: Sequence[str], options: Sequence[str], deployments: Sequence[Deployment]) -> list[Outcome]:
    """Plans the stacks, at the same time if that is possible, and shows one plan after the other."""
    if adopted(stacks, deployments) or not _are_initialized(stacks):
        return [stack_difference(stack, options, deployments) for stack in stacks]

    def plan(stack: str, show: Callable[[str], None], pass_on: PassOn) -> Outcome:
        return stack_difference(stack, options, deployments, show, pass_on)

    return at_once(stacks, plan, _show)


def _are_initialized(stacks: Sequence[str]) -> bool:
    """Whether no stack has to download a provider: Terraform does not lock the cache in which cdktf shares them."""
    folders = [Path(OUTPUT) / "stacks" / stack / ".terraform" / "providers" for stack in stacks]
    return uses_mirror(terraform_environment()) or all(folder.is_dir() for folder in folders)


def stack_difference(
    stack: str,
    options: Sequence[str],
    deployments: Sequence[Deployment],
    show: Callable[[str], None] = _show,
    pass_on: PassOn | None = None,
) -> Outcome:
    """Shows what a deploy would change in `stack`; returns the outcome. cdktf's own diff takes only one stack."""
    plain = not sys.stdout.isatty() or "NO_COLOR" in os.environ
    environment = terraform_environment() | (LINE_BY_LINE if plain else COLOURED) | _prepare([stack], deployments)
    if chosen := adopted([stack], deployments):
        return _adoption_difference(chosen[0], environment)
    output = PlanOutput(stack, show)
    command = command_line("diff", stack, "--skip-synth", *options, environment=environment, plain=plain)
    outcome = output.end(run(command, environment=environment, on_line=output.line, pass_on=pass_on))
    if outcome.failed and not output.told_an_error:
        _explain_how_to_see_the_reason("diff", [stack])
    return outcome


def _adoption_difference(deployment: Deployment, environment: Mapping[str, str]) -> Outcome:
    """Shows the plan of an adopted deployment, and the verdict if it imports something or is refused."""
    folder = Path(OUTPUT) / "stacks" / deployment.name
    judged = judged_plan(deployment, folder, environment, partial(print, flush=True))
    if judged.verdict is None:
        return Outcome(deployment.name)
    if judged.verdict.matters:
        print("\n".join(["", *judged.verdict.lines()]), flush=True)
    return Outcome(deployment.name, None if judged.verdict.refused else judged.summary)


def main(arguments: Sequence[str]) -> int:
    # Both before and after `--`: users write the option as for cdktf itself.
    if hcl_is_requested(arguments):
        print(REFUSED, file=sys.stderr)
        return 1
    own, options = _split(arguments)
    parser = argparse.ArgumentParser(prog="python -m scripts.cdktf", description=__doc__)
    parser.add_argument("action", choices=("synth", "diff", "deploy", "destroy"))
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parsed = parser.parse_args(own)
    try:
        # Here too, not only in main.py: cdktf takes a second to call it, and prints its errors twice.
        deployments = load_deployments()
        if parsed.action != "synth" and (
            problem := stopped_demo_error(os.environ) or no_match(parsed.stacks, deployments)
        ):
            print(problem, file=sys.stderr)
            return 1
        if parsed.action != "synth" and (refused := list(refused_backends(parsed.stacks, deployments, os.environ))):
            raise SettingsError(refused)
        if parsed.action == "diff":
            return difference(parsed.stacks, options, deployments)
        # A synthesis always writes all stacks of the app; WANDB_DEPLOYMENTS selects the deployments.
        return call(parsed.action, [*([] if parsed.action == "synth" else parsed.stacks), *options], deployments)
    except (AdoptionError, MirrorError, SecretsConflictError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1


def _split(arguments: Sequence[str]) -> tuple[list[str], list[str]]:
    """The arguments before and after the first `--`."""
    position = list(arguments).index("--") if "--" in arguments else len(arguments)
    return list(arguments[:position]), list(arguments[position + 1 :])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
