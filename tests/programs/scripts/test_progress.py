"""scripts/progress: what a deploy shows at a terminal, on output as cdktf and Terraform write it."""

import os
import pty
import re
import select
import signal
import sys
import time
from io import StringIO
from pathlib import Path

import pytest

from scripts.progress.display import Display
from scripts.progress.durations import in_words, seconds_by_type, usual_seconds
from scripts.progress.output import plain
from scripts.progress.run import is_wanted
from scripts.progress.screen import Screen
from scripts.setup import ROOT

STACKS = ["aws-wandb", "aws-wandb-app"]
PLAN = """\
\x1b[1m\x1b[33maws-wandb\x1b[39m\x1b[22m  Initializing the backend...
aws-wandb  Terraform has been successfully initialized!
aws-wandb  aws_iam_role.nodes: Refreshing state... [id=nodes]
aws-wandb  Terraform will perform the following actions:
             # aws_eks_cluster.cluster will be created
             + resource "aws_eks_cluster" "cluster" {
                 + name = "wandb"
               }

           Plan: 2 to add, 1 to change, 0 to destroy.

           Changes to Outputs:
             + cluster_name = (known after apply)"""
QUESTION = """\
aws-wandb  Do you want to perform these actions?
             Terraform will perform the actions described above.
             Only 'yes' will be accepted to approve."""
APPLY = """\
aws-wandb  aws_eks_cluster.cluster: Creating...
aws-wandb  aws_sqs_queue.files["a b"]: Creating...
aws-wandb  aws_sqs_queue.files["a b"]: Creation complete after 1s [id=files]
aws-wandb  aws_eks_cluster.cluster: Still creating... [10s elapsed]"""
FAILS = """\
aws-wandb  ╷
           │ Error: creating EKS Cluster (wandb): AccessDeniedException
           │
           │   with aws_eks_cluster.cluster,
           │   on cdk.tf.json line 12, in resource.aws_eks_cluster.cluster:
           ╵"""
ENDS = """\
aws-wandb  aws_eks_cluster.cluster: Creation complete after 9m45s [id=wandb]
           Apply complete! Resources: 2 added, 1 changed, 0 destroyed.
           Outputs:

           cluster_name = "wandb"
           cross-stack-output-aws_vpc-network_vpc-id = <sensitive>
aws-wandb-app  Initializing the backend...

  aws-wandb
  cluster_name = wandb
cluster_name = wandb
1 Stacks deploying     1 Stacks done     0 Stacks waiting"""


class Run:
    """A display whose clock goes on as the test says."""

    def __init__(self, *, destroys: bool = False) -> None:
        self.now = 0.0
        self.shown: list[str] = []
        self.display = Display(
            STACKS, log=Path("the.log"), show=self.shown.append, destroys=destroys, clock=lambda: self.now
        )

    def follow(self, *texts: str) -> None:
        for line in "\n".join(texts).splitlines():
            self.display.line(line)


def test_block_shows_what_is_done_and_under_way_and_how_long_it_takes() -> None:
    run = Run()
    assert run.display.block(20) == ["starting for 0s", "log: the.log"]
    run.follow(PLAN, APPLY)
    run.now = 75
    assert run.display.block(20) == [
        "aws-wandb      applying for 1m15s: 1 of 3 done, 1 under way",
        "  aws_eks_cluster.cluster  creating for 1m15s, usually 10m00s",
        "aws-wandb-app  waiting for aws-wandb",
        "log: the.log",
    ]
    assert run.shown == ["aws-wandb  Plan: 2 to add, 1 to change, 0 to destroy."]
    assert len(run.display.block(4)) == 4


def test_application_is_destroyed_before_its_infrastructure() -> None:
    run = Run(destroys=True)
    run.follow(*(f"{name}  Terraform has been successfully initialized!" for name in STACKS))
    run.now = 60
    assert run.display.block(20)[:2] == [
        "aws-wandb      waiting for aws-wandb-app",
        "aws-wandb-app  planning for 1m00s",
    ]
    run.follow("aws-wandb-app  Destroy complete! Resources: 1 destroyed.")
    run.now = 65
    assert run.display.block(20)[:2] == ["aws-wandb      planning for 5s", "aws-wandb-app  done"]


def test_end_of_an_apply_shows_slow_resources_and_outputs_once() -> None:
    run = Run()
    run.follow(PLAN, APPLY)
    run.now = 585
    run.follow(ENDS)
    assert run.shown[1:] == [
        "aws-wandb  aws_eks_cluster.cluster: Creation complete after 9m45s",
        "aws-wandb  Apply complete! Resources: 2 added, 1 changed, 0 destroyed. Took 9m45s.",
        'aws-wandb  cluster_name = "wandb"',
    ]
    assert run.display.block(20)[:2] == ["aws-wandb      done", "aws-wandb-app  initializing for 0s"]


def test_error_is_shown_whole() -> None:
    run = Run()
    run.follow(PLAN, APPLY, FAILS)
    assert "\n".join(run.shown[1:]) == "\n".join(line[11:] for line in FAILS.splitlines()).replace("╷", "aws-wandb  ╷")
    assert run.display.told_an_error and "failing" in run.display.block(20)[0]


def test_error_of_the_app_is_shown_without_cdktfs_prefix() -> None:
    run = Run()
    run.follow(
        "[2026-11-27T10:00:00.000] [ERROR] default - Traceback (most recent call last):", "  File main.py, line 3"
    )
    assert run.shown == ["Traceback (most recent call last):", "  File main.py, line 3"]


def test_plan_is_shown_whole_when_cdktf_asks() -> None:
    run = Run()
    run.follow(PLAN, QUESTION)
    assert run.display.asks == "aws-wandb"
    run.shown.clear()
    run.display.show_plan("aws-wandb")
    whole = [line[11:] for line in plain(PLAN).splitlines()[3:]]
    assert [plain(line) for line in run.shown] == [line.rstrip() for line in whole]
    assert any(line.startswith("\x1b[32m") for line in run.shown), "additions are green"
    run.display.answered("aws-wandb", yes=False)
    assert run.display.asks is None and "not applied" in run.display.block(20)[0]


def test_block_is_drawn_in_place_of_the_one_before() -> None:
    stream = StringIO()
    screen = Screen(stream, (10, 5))
    screen.draw(["a line that is too long", "second"])
    screen.show("stays")
    assert stream.getvalue() == "a line th\nsecond\n\x1b[2A\x1b[Jstays\n"


def test_usual_duration_is_known_by_the_type_of_a_resource() -> None:
    assert usual_seconds("module.wandb.aws_eks_cluster.main[0]") == seconds_by_type()["aws_eks_cluster"]
    assert usual_seconds('aws_sqs_queue.files["a.b"]') is None
    assert [in_words(seconds) for seconds in (59.6, 3_725, 9)] == ["1m00s", "1h02m", "9s"]


@pytest.mark.parametrize(
    ("options", "environment", "terminal", "wanted"),
    [
        ((), {}, True, True),
        ((), {}, False, False),
        (("--no-color",), {}, True, False),
        ((), {"NO_COLOR": "1"}, True, False),
        ((), {"TERM": "dumb"}, True, False),
    ],
)
def test_output_stays_plain_without_a_terminal_or_without_colors(
    options: tuple[str, ...],
    environment: dict[str, str],
    terminal: bool,
    wanted: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for stream in ("stdin", "stdout"):
        monkeypatch.setattr(f"sys.{stream}.isatty", lambda: terminal)
    assert is_wanted(options, environment) is wanted


# Writes lines as cdktf does, waits for keys as its list of choices does, and ends with what was chosen.
CDKTF = f"""
import sys, time, tty
print({PLAN!r}, {QUESTION!r}, sep="\\n", flush=True)
time.sleep(0.3)
tty.setraw(0)
key = chosen = ""
while key != "\\r":
    chosen, key = chosen + key, sys.stdin.read(1)
if chosen == "j":
    sys.exit(print("aws-wandb  Apply cancelled.\\r"))
print({APPLY!r}.replace("\\n", "\\r\\n"), flush=True)
time.sleep(1)
print({ENDS!r}.replace("\\n", "\\r\\n"), flush=True)
sys.exit(3)
"""


@pytest.mark.parametrize(
    ("answer", "status", "ends"), [("yes", 3, "Apply complete!"), ("no", 0, ""), ("\x03", 0, ""), ("\x04", 0, "")]
)
def test_question_is_asked_after_the_plan_and_answered_for_cdktf(
    answer: str, status: int, ends: str, tmp_path: Path
) -> None:
    program = tmp_path / "cdktf.py"
    program.write_text(CDKTF)
    log = tmp_path / "the.log"
    script = (
        "import sys; from pathlib import Path; from scripts.progress.run import run_with_progress as run\n"
        f"status, _ = run([sys.executable, {str(program)!r}], environment={{}}, "
        f"stacks={STACKS}, log=Path({str(log)!r}))\n"
        "sys.exit(status)"
    )
    ended, output = at_a_terminal([sys.executable, "-c", script], asks="approval: ", answer=answer)
    assert ended == status, output
    before, _, after = output.partition("Apply this plan to aws-wandb?")
    assert '+ name = "wandb"' in before and "cluster_name = (known after apply)" in before
    assert ends in after and f"The whole log: {log}" in after
    assert ("creating for" in after) == (answer == "yes")
    text = log.read_text()
    assert "Refreshing state" in text and "Only 'yes' will be accepted" in text and "\x1b" not in text


def at_a_terminal(command: list[str], *, asks: str, answer: str) -> tuple[int, str]:
    """Runs the command at a terminal and types the answer to its question; status and output without escapes."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir(ROOT)
        os.execv(command[0], command)
    output, answered, deadline = b"", False, time.monotonic() + 60
    while select.select([terminal], [], [], max(deadline - time.monotonic(), 0))[0]:
        try:
            if not (data := os.read(terminal, 65536)):
                break
        except OSError:
            break
        output += data
        if asks.encode() in output and not answered:
            answered = True
            os.write(terminal, answer.encode() if answer < " " else f"{answer}\n".encode())
    else:
        os.kill(pid, signal.SIGKILL)
    _, ended = os.waitpid(pid, 0)
    os.close(terminal)
    return os.waitstatus_to_exitcode(ended), re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", output.decode())
