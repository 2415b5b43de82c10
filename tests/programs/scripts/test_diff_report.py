"""scripts/diff_report.py, on lines as cdktf 0.21 prints them with Terraform 1.11."""

import pytest

from scripts.diff_report import Outcome, PlanOutput
from tests.unit.docs.pages import REPOSITORY, blocks

STACK = "aws-wandb-app"
DATA = "data.terraform_remote_state.cross-stack-reference-input-aws-wandb"
READING = f"{STACK}  {DATA}: Reading..."
FAILED = f"{STACK}  Planning failed. Terraform encountered an error while generating this plan."
NO_STATE = f"""\
Error: Unable to find remote state

  with {DATA},
  on cdk.tf.json line 18, in {DATA}:

No stored state was found for the given workspace in the given backend.
"""
NO_OUTPUT = f"""\
Error: Unsupported attribute

  on cdk.tf.json line 43, in resource.kubernetes_deployment_v1.server:
  43:   "v": "${{{DATA}.outputs.cross-stack-output-aws_elasticache-cache-host}}"
    ├────────────────
    │ {DATA}.outputs is object with no attributes

This object does not have an attribute named
"cross-stack-output-aws_elasticache-cache-host".
"""
NO_CREDENTIALS = """\
Error: No valid credential sources found

  on cdk.tf.json line 259, in provider.aws[0]:
 259:       }
"""
OF_CDKTF = "⠹  Processing\nError: External Error: Stack failed to plan: aws-wandb-app. Please check the logs."


def logged(*errors: str) -> str:
    return "[2026-11-26T23:48:53.528] [ERROR] default - \n" + "\n".join(errors)


def of_stack(*errors: str) -> str:
    indented = "\n".join(errors).replace("\n", "\n" + " " * (len(STACK) + 2))
    return f"{STACK}  {indented}"


def follow(*texts: str, status: int = 1) -> tuple[Outcome, str]:
    """The outcome of a diff that says `texts`, and what was shown of them."""
    shown: list[str] = []
    output = PlanOutput(STACK, show=shown.append)
    for line in "\n".join(texts).splitlines():
        output.line(line)
    outcome = output.end(status)
    return outcome, "\n".join(shown)


def coloured(text: str) -> str:
    return text.replace("Error: ", "\x1b[31mError: \x1b[0m\x1b[1m").replace(STACK, f"\x1b[33m{STACK}\x1b[39m")


@pytest.mark.parametrize("look", [str, coloured], ids=["plain", "coloured"])
@pytest.mark.parametrize(
    "errors", [(NO_STATE,), (NO_OUTPUT,), (NO_OUTPUT, NO_OUTPUT)], ids=["no state", "no output", "two outputs"]
)
def test_stack_without_its_inputs_is_reported_as_waiting(errors: tuple[str, ...], look: type[str]) -> None:
    texts = (READING, FAILED, logged(*errors), of_stack(*errors), OF_CDKTF)
    outcome, shown = follow(*(look(text) for text in texts))
    assert (outcome.failed, outcome.waits_for) == (False, ["aws-wandb"])
    assert str(outcome).startswith("aws-wandb-app: waits for outputs of aws-wandb, which")
    assert shown == look(READING)


@pytest.mark.parametrize("lost", ["nothing", "the output of the stack"])
def test_any_other_error_is_a_failure_and_shown_once(lost: str) -> None:
    errors = (NO_OUTPUT, NO_CREDENTIALS)
    outcome, shown = follow(FAILED, logged(*errors), of_stack(*errors) if lost == "nothing" else "", OF_CDKTF)
    assert (outcome.failed, str(outcome)) == (True, "aws-wandb-app: failed, see above")
    assert (shown.count("No valid credential"), shown.count("Unsupported attribute")) == (1, 1)
    assert "default -" not in shown
    assert "External Error" not in shown


def test_attribute_missing_elsewhere_is_a_failure() -> None:
    other = NO_OUTPUT.replace(f"{DATA}.outputs", "aws_vpc.network")
    outcome, _ = follow(READING, of_stack(other))
    assert outcome.failed


def test_failure_without_a_terraform_error_is_a_failure() -> None:
    outcome, _ = follow(READING, OF_CDKTF)
    assert outcome.failed


@pytest.mark.parametrize("changes", ["Plan: 1 to add, 0 to change, 0 to destroy.", "No changes. Nothing to do."])
def test_plan_is_streamed_and_summarized(changes: str) -> None:
    plan = f"{READING}\n\n{STACK}  {changes}"
    outcome, shown = follow(plan, status=0)
    assert shown == plan
    assert str(outcome) == f"{STACK}: {changes}"


def test_troubleshooting_shows_the_lines_of_stacks() -> None:
    plan = Outcome("aws-wandb", "Plan: 3 to add, 1 to change, 0 to destroy.")
    waiting = Outcome("aws-wandb-app", waits_for=["aws-wandb"])
    [block] = [b for b in blocks(REPOSITORY / "docs" / "troubleshooting.md") if b.heading.startswith("Diff")]
    assert block.text == f"{plan}\n{waiting}\n"
