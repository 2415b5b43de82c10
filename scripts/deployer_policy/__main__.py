"""`python -m scripts.deployer_policy [STACK...] [--folder FOLDER]`: writes what a deployer must be allowed to do.

One file per document: `first-deploy` (also destroys), `changes` (no resource is created or deleted), `plans` (reads).
On AWS, IAM policies, several if the size limit requires it; on Azure, definitions of custom roles.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment, SettingsError
from scripts.preflight.stacks import Stack
from scripts.preflight.synthesis import NoStackError, chosen_deployments, synthesize

from . import aws, azure
from .documents import DOCUMENTS, UnknownTypeError

_SUBSCRIPTION = "00000000-0000-0000-0000-000000000000"


def documents_of(deployment: Deployment, folder: Path) -> Iterator[tuple[str, dict[str, object]]]:
    """File name and content of each document, for the stacks that were synthesized into `folder`."""
    stack = merged(Stack.read(folder / "stacks" / name) for name in deployment.stack_names)
    for document in DOCUMENTS:
        if deployment.cloud == "azure":
            subscription = stack.provider("azurerm").get("subscription_id") or os.environ.get(
                "ARM_SUBSCRIPTION_ID", _SUBSCRIPTION
            )
            for name, role in azure.roles_of(stack, document, str(subscription)):
                yield f"{deployment.name}-{name}.json", role
            continue
        accounts = stack.provider("aws").get("allowed_account_ids") or ["*"]
        account = accounts[0] if len(accounts) == 1 else "*"
        policies = aws.policies_of(aws.statements_of(stack, document, account))
        for number, policy in enumerate(policies, 1):
            part = f"-{number}" if len(policies) > 1 else ""
            yield f"{deployment.name}-{document}{part}.json", policy


def merged(stacks: Iterator[Stack]) -> Stack:
    """The stacks of a deployment as one, with what only the application stack reads."""
    first, *others = stacks
    configuration = dict(first.configuration)
    for other in others:
        for kind in ("data", "ephemeral"):
            configuration[kind] = {**other.configuration.get(kind, {}), **configuration.get(kind, {})}
    return Stack(first.name, configuration)


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.deployer_policy", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--folder", type=Path, default=Path("deployer-policy"), help="default: deployer-policy")
    parsed = parser.parse_args(arguments)
    try:
        chosen = chosen_deployments(parsed.stacks)
        with tempfile.TemporaryDirectory() as place:
            synthesize(chosen, Path(place))
            found = [each for deployment in chosen for each in documents_of(deployment, Path(place))]
    except (NoStackError, SettingsError, UnknownTypeError) as error:
        print(error, file=sys.stderr)
        return 1
    parsed.folder.mkdir(parents=True, exist_ok=True)
    for name, content in found:
        text = json.dumps(content, indent=2)
        (parsed.folder / name).write_text(f"{text}\n")
        print(f"{parsed.folder / name}: {len(json.dumps(content, separators=(',', ':')))} characters")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
