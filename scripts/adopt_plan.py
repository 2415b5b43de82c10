"""Plans the stack of an adopted deployment, judges the plan, and passes on the database's password."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from constructs_lib.adoption import PASSWORD_VARIABLE, AdoptionError, database_password, read_deployment
from constructs_lib.adoption.verdict import Verdict, judge
from constructs_lib.deployments import Deployment
from scripts.confirmation import confirmed
from scripts.saved_plan import FILE, make_plan
from scripts.stack_patterns import matches

# The official state, from which the database's password is read when it is first stored.
STATE_VARIABLE = "WANDB_ADOPT_STATE"
# Set to "yes" to accept the listed interruptions without a terminal.
ACCEPT_VARIABLE = "WANDB_ADOPT_INTERRUPT"
# Backends with workspaces, in which HCP Terraform can also plan and apply. `remote` then refuses to save a plan.
_IN_WORKSPACES = ("cloud", "remote")
_PASSWORD = f"TF_VAR_{PASSWORD_VARIABLE}"


@dataclass(frozen=True)
class JudgedPlan:
    """The last line of a plan, such as `Plan: 2 to add`, and the verdict; None if there is no plan to judge."""

    summary: str
    verdict: Verdict | None


def adopted(patterns: Sequence[str], deployments: Sequence[Deployment]) -> list[Deployment]:
    """The deployments with an adoption file whose infrastructure stack matches a pattern."""
    return [
        deployment
        for deployment in deployments
        if deployment.adoption is not None and matches(patterns, deployment.name)
    ]


def password_environment(
    deployments: Sequence[Deployment], environment: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The variable with the password of the adopted database, for a child process only.

    It is read from the official state, if `WANDB_ADOPT_STATE` names it. Raises `AdoptionError`.
    """
    state = environment.get(STATE_VARIABLE)
    taking = [each.adoption for each in deployments if each.adoption and each.adoption.parts.database_password_version]
    if _PASSWORD in environment or not state or not taking:
        return {}
    passwords = {database_password(read_deployment(Path(state), adoption.module)) for adoption in taking}
    if len(passwords) > 1:
        raise AdoptionError(f"{state}: has several databases; deploy one adopted deployment at a time")
    return {_PASSWORD: passwords.pop()}


def judged_plan(
    deployment: Deployment, folder: Path, environment: Mapping[str, str], show: Callable[[str], None]
) -> JudgedPlan:
    """Plans the synthesized stack in `folder`; `show` gets each line of Terraform's output."""
    assert deployment.adoption is not None  # `adopted` chose it.
    last = ""

    def line(text: str) -> None:
        nonlocal last
        last = text if "Plan:" in text or "No changes." in text else last
        show(text)

    try:
        plan = make_plan(folder, environment, line)
    finally:
        (folder / FILE).unlink(missing_ok=True)
    if plan is None:
        backend = deployment.settings.backend.type
        if backend in _IN_WORKSPACES:
            show(
                f'{deployment.name}: the plan is not judged, so nothing is deployed; with the backend "{backend}", the '
                'workspace must have the execution mode "local"'
            )
        return JudgedPlan("", None)
    verdict = judge(plan, deployment.adoption, has_password=bool(environment.get(_PASSWORD)))
    # Terraform itself says why, unless the verdict does.
    return JudgedPlan(last.strip(), None if plan.get("errored") and not verdict.refused else verdict)


def refuses(deployment: Deployment, folder: Path, environment: Mapping[str, str]) -> bool:
    """Whether the deploy of an adopted deployment must not go on: refused by the verdict, or by whoever is asked."""
    written: list[str] = []
    print(f"{deployment.name}: planning, to judge what happens to adopted resources", flush=True)
    judged = judged_plan(deployment, folder, environment, written.append)
    if judged.verdict is None:
        print("\n".join(written), file=sys.stderr)
        return True
    if judged.verdict.matters:
        print("\n".join(judged.verdict.lines()), flush=True)
    if judged.verdict.refused:
        print(f"{deployment.name}: not deployed, because the plan is refused", file=sys.stderr)
        return True
    return bool(judged.verdict.interruptions) and not _accepted(deployment, environment)


def _accepted(deployment: Deployment, environment: Mapping[str, str]) -> bool:
    if environment.get(ACCEPT_VARIABLE) == "yes":
        return True
    return confirmed(
        f"{deployment.name}: the changes under Interrupts are made now.",
        "yes",
        without_terminal=f"{deployment.name}: not deployed, because changes interrupt; set {ACCEPT_VARIABLE}=yes to "
        "accept those under Interrupts",
    )
