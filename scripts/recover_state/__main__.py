"""`python -m scripts.recover_state STACK`: writes import blocks for a deployment on AWS whose state is lost.

It finds the resources by their names, tags and positions in the network, and changes neither the account nor a state.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

from botocore.exceptions import BotoCoreError, ClientError

from constructs_lib.deployments import SettingsError, load_deployments
from constructs_lib.value_text import counted
from scripts.preflight.aws.account import AwsAccount
from scripts.preflight.findings import DeniedError, UnreachableError
from scripts.preflight.stacks import Stack

from .aws import IDS
from .resolver import Ask, NotFoundError, Resolver

OUTPUT = Path("cdktf.out") / "stacks"
FILE = "imports.tf.json"


def imports(stack: Stack, ask: Ask) -> Iterator[tuple[str, str | None, str]]:
    """Address, import id (`CREATED` or None without one) and the reason for None, of every resource of `stack`."""
    resolver = Resolver(stack, ask, IDS)
    # Terraform refuses a second import block of an address, such as one of an adopted deployment.
    for address in sorted(resolver.resources.keys() - stack.imported):
        try:
            yield address, resolver.id_of(address), ""
        except (DeniedError, NotFoundError) as error:
            yield address, None, str(error)
        except ClientError as error:
            yield address, None, error.response["Error"]["Code"]


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.recover_state", description=__doc__)
    parser.add_argument("stack", help="an infrastructure stack on AWS, such as aws-wandb")
    name = parser.parse_args(arguments).stack
    folder = OUTPUT / name
    try:
        if name not in (each.name for each in load_deployments() if each.cloud == "aws"):
            print(f"{name}: is not an infrastructure stack on AWS of these files", file=sys.stderr)
            return 1
        if not folder.is_dir():
            print(f"{name}: is not synthesized; run make synth first", file=sys.stderr)
            return 1
        stack = Stack.read(folder)
        found = list(imports(stack, AwsAccount(stack).ask))
    except (BotoCoreError, DeniedError, SettingsError, UnreachableError) as error:
        print(error, file=sys.stderr)
        return 1
    blocks = [{"to": address, "id": id_} for address, id_, _ in found if id_]
    (folder / FILE).write_text(json.dumps({"import": blocks}, indent=2) + "\n")
    missing = [f"not found  {address}: {reason}" for address, id_, reason in found if id_ is None]
    print(*missing, f"{counted(len(blocks), 'import')} in {folder / FILE}", sep="\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
