"""scripts/demo_progress.py, on lines as cdktf prints them."""

import io

from scripts.demo_progress import Progress

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
    progress = Progress(
        log,
        name="the.log",
        stacks=("aws-wandb", "aws-wandb-app", "aws-other"),
        show=shown.append,
        clock=lambda: float(next(seconds)),
    )
    for line in lines:
        progress.line(line)
    return progress, shown, log.getvalue()


def test_the_text_of_the_plan_goes_to_the_log_and_the_rest_is_shown() -> None:
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


def test_an_error_is_shown_even_where_no_plan_came_about() -> None:
    _, shown, _ = follow(*REFUSED.splitlines())
    assert shown[-2:] == [line for line in REFUSED.splitlines() if "Error" in line or "line 33" in line]
    assert not any("will be destroyed" in line for line in shown)


def test_an_error_of_init_is_shown() -> None:
    _, shown, _ = follow("Initializing provider plugins...", "- Finding", "Error: Failed to query", "no such provider")
    assert shown[-2:] == ["Error: Failed to query", "no such provider"]


def test_steps_of_a_stack_are_timed_from_its_first_line() -> None:
    # The clock moves on with each look at it: at the start of a stack, and at the end of each step.
    progress, _, _ = follow(*DEPLOY.splitlines())
    assert progress.seconds("aws-wandb") == {"init and plan": 1.0, "apply": 1.0}


def test_steps_of_each_stack_are_timed_by_themselves() -> None:
    # cdktf names the stack only in the first line of what it prints.
    other = [line.replace("aws-wandb", "aws-other") for line in DEPLOY.splitlines()]
    progress, _, _ = follow(*DEPLOY.splitlines()[:-1], *other, DEPLOY.splitlines()[-1])
    # Looks at the clock: 0 and 1 start and plan, 2 to 4 start, plan and apply of the other one, 5 apply.
    assert progress.seconds("aws-wandb") == {"init and plan": 1.0, "apply": 4.0}
    assert progress.seconds("aws-other") == {"init and plan": 1.0, "apply": 1.0}


def test_application_is_timed_from_the_end_of_its_infrastructure() -> None:
    # cdktf initializes both at the start.
    early = "aws-wandb-app  Initializing the backend..."
    application = [line.replace("aws-wandb", "aws-wandb-app") for line in DEPLOY.splitlines()]
    progress, _, _ = follow(early, *DEPLOY.splitlines(), *application)
    # Looks at the clock: 0 start of the application, 1 to 3 the infrastructure, 4 and 5 plan and apply.
    assert progress.seconds("aws-wandb-app") == {"init and plan": 1.0, "apply": 1.0}


def test_step_that_did_not_end_has_no_duration() -> None:
    progress, _, _ = follow(*DEPLOY.splitlines()[:-1])
    assert list(progress.seconds("aws-wandb")) == ["init and plan"]
    assert progress.seconds("aws-other") == {}


def test_other_words_before_two_spaces_are_no_stack() -> None:
    progress, _, _ = follow("found  a file", "No changes. Your infrastructure matches the configuration.")
    assert progress.seconds("found") == {}
