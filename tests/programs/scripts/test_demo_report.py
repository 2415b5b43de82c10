"""scripts/demo_report.py, on lines as cdktf prints them."""

import io
import json
from pathlib import Path

from scripts.demo_report import Progress, count_resources, tainted_resources, what_is_left

DEPLOY = """\
aws-wandb  Initializing the backend...
           Initializing provider plugins...
           - Installing hashicorp/aws v5.100.0...
aws-wandb  Terraform has been successfully initialized!
aws-wandb  Terraform will perform the following actions:
             # aws_vpc.network_vpc will be created
             + resource "aws_vpc" "network_vpc" {
               }

           Plan: 1 to add, 0 to change, 0 to destroy.
           Changes to Outputs:
             + cluster_name = (known after apply)
aws-wandb  + cross-stack-output-aws_vpc-network_vpc-id = (sensitive value)
aws-wandb  aws_vpc.network_vpc: Creating...
aws-wandb  Apply complete! Resources: 1 added, 0 changed, 0 destroyed."""

OUTPUTS = """\
           Outputs:

           cluster_certificate_authority_data = "LS0tLS1CRUdJTi"
           cluster_name = "wandb"
           cross-stack-output-aws_eks_cluster-control_plane-certificate_authority-0--data = <sensitive>
aws-wandb  cross-stack-output-aws_vpc-network_vpc-id = <sensitive>
           url = "https://wandb.example.com"

  aws-wandb
  cluster_certificate_authority_data =
  LS0tLS1CRUdJTi
  cluster_name = wandb
  cross-stack-output-aws_eks_cluster.control_plane.certificate_authority
  [0].data = <sensitive>
  url = https://wandb.example.com"""

REFUSED = """\
aws-wandb  Terraform planned the following actions, but then encountered a problem:
             # aws_s3_bucket.storage_bucket will be destroyed
           Error: Instance cannot be destroyed
             on cdk.tf.json line 33, in resource.aws_s3_bucket:"""


def follow(*lines: str) -> tuple[Progress, list[str], str]:
    """Follows lines that come a second apart; returns what was shown and what was logged too."""
    seconds = iter(range(1000))
    log, shown = io.StringIO(), list[str]()
    progress = Progress(log, name="the.log", show=shown.append, clock=lambda: float(next(seconds)))
    for line in lines:
        progress.line(line)
    return progress, shown, log.getvalue()


def test_plan_text_goes_to_the_log_and_the_rest_is_shown() -> None:
    _, shown, log = follow(*DEPLOY.splitlines())
    assert shown == [
        "aws-wandb  Initializing the backend...",
        "           Initializing provider plugins...",
        "           ... (see the.log)",
        "aws-wandb  Terraform has been successfully initialized!",
        "aws-wandb  Terraform will perform the following actions:",
        "           ... (see the.log)",
        "           Plan: 1 to add, 0 to change, 0 to destroy.",
        "aws-wandb  aws_vpc.network_vpc: Creating...",
        "aws-wandb  Apply complete! Resources: 1 added, 0 changed, 0 destroyed.",
    ]
    assert log == DEPLOY + "\n"


def test_outputs_are_shown_once_without_those_for_programs() -> None:
    _, shown, log = follow(*DEPLOY.splitlines(), *OUTPUTS.splitlines(), "Error: late")
    after = shown[shown.index("aws-wandb  Apply complete! Resources: 1 added, 0 changed, 0 destroyed.") + 1 :]
    assert [line.strip() for line in after] == [
        "Outputs:",
        'cluster_name = "wandb"',
        'url = "https://wandb.example.com"',
        "Error: late",
    ]
    assert log == f"{DEPLOY}\n{OUTPUTS}\nError: late\n"


def test_error_before_the_plan_is_shown() -> None:
    _, shown, _ = follow(*REFUSED.splitlines())
    assert shown[-2:] == [line for line in REFUSED.splitlines() if "Error" in line or "line 33" in line]
    assert not any("will be destroyed" in line for line in shown)


def test_error_of_init_is_shown() -> None:
    _, shown, _ = follow("Initializing provider plugins...", "- Finding", "Error: Failed to query", "no such provider")
    assert shown[-2:] == ["Error: Failed to query", "no such provider"]


def test_steps_are_timed_between_their_ends() -> None:
    # The clock moves on with each look at it, and it is looked at once at the start and at the end of each step.
    progress, _, _ = follow(*DEPLOY.splitlines())
    assert progress.steps() == [("synth", 1.0), ("init and plan", 1.0), ("apply", 1.0)]


def test_last_stack_to_plan_and_apply_counts() -> None:
    other = [line.replace("aws-wandb", "aws-other") for line in DEPLOY.splitlines()]
    progress, _, _ = follow(*DEPLOY.splitlines()[:-1], *other, DEPLOY.splitlines()[-1])
    # Looks at the clock: 0 start, 1 synthesis done, 2 and 3 planned, 4 and 5 applied.
    assert progress.steps() == [("synth", 1.0), ("init and plan", 2.0), ("apply", 2.0)]


def test_skipped_step_is_not_reported() -> None:
    progress, _, _ = follow(*DEPLOY.splitlines()[:2])
    assert [step for step, _ in progress.steps()] == ["synth"]


def test_resources_are_counted_instance_by_instance_without_data_sources(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    resources = [
        {"mode": "managed", "type": "aws_subnet", "instances": [{}, {}, {}]},
        {"mode": "managed", "type": "aws_vpc", "instances": [{}]},
        {"mode": "data", "type": "aws_region", "instances": [{}]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert count_resources(state) == 4
    assert count_resources(tmp_path / "missing") == 0
    state.write_text("")
    assert count_resources(state) == 0


def test_interrupted_resources_are_named(tmp_path: Path) -> None:
    state = tmp_path / "terraform.aws-wandb.tfstate"
    tainted, sound = {"status": "tainted"}, {"status": ""}
    resources = [
        {"mode": "managed", "type": "aws_rds_cluster", "name": "database_cluster", "instances": [tainted]},
        {"mode": "managed", "type": "aws_vpc", "name": "network_vpc", "instances": [sound]},
        {"mode": "managed", "type": "aws_lb", "name": "load_balancer_alb", "instances": [sound, tainted]},
    ]
    state.write_text(json.dumps({"version": 4, "resources": resources}))
    assert tainted_resources(state) == ["aws_rds_cluster.database_cluster", "aws_lb.load_balancer_alb"]


def test_account_with_only_retained_resources_counts_as_empty() -> None:
    kept = ("rds/cluster-snapshot",)
    assert what_is_left({}, kept) == "The account is empty."
    assert what_is_left({"rds/cluster-snapshot": ["final-1", "final-2"]}, kept).splitlines() == [
        "The account is empty, except for what AWS retains for a while after a deletion:",
        "  rds/cluster-snapshot: final-1, final-2",
    ]
    assert what_is_left({"ec2/vpc": ["vpc-1"], "rds/cluster-snapshot": ["final-1"]}, kept).splitlines() == [
        "These resources are still in the account:",
        "  ec2/vpc: vpc-1",
        "  rds/cluster-snapshot: final-1",
    ]
