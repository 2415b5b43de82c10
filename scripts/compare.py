"""`python -m scripts.compare A B`: how the settings of two deployments differ, and which of their names collide.

A and B are stack names of one cloud, such as aws-dev and aws-prod. A value is what the deployment gets: from its file,
from the shared file, or by default. Secrets are compared, and not shown.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from pydantic_core import to_jsonable_python

from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.deployments.loading import are_accounts_apart
from constructs_lib.deployments.secrets import TERRAFORM_PREFIX, secret_inputs, secret_variables
from constructs_lib.value_text import show
from scripts.preflight.stacks import Stack, is_literal
from scripts.preflight.synthesis import synthesize

_NOT_SET = "(not set)"


class CompareError(Exception):
    """The two deployments cannot be compared."""


def differences(one: Deployment, other: Deployment) -> Iterator[str]:
    """A line for each input that differs."""
    secrets = set(secret_inputs(type(one.settings)))
    given = [secret_variables(each) for each in (one, other)]
    for name in type(one.settings).model_fields:
        if name in secrets:
            first, second = (values.get(f"{TERRAFORM_PREFIX}{name}") for values in given)
            if first != second:
                shown = ["(secret)" if value else _NOT_SET for value in (first, second)]
                yield f"{name}: {shown[0]} -> {'another (secret)' if first and second else shown[1]}"
            continue
        first, second = (getattr(each.settings, name) for each in (one, other))
        if first != second:
            yield f"{name}: {_text(first)} -> {_text(second)}"


def collisions(one: Stack, other: Stack) -> Iterator[str]:
    """A line for each name that both stacks give to a resource, and that one account can have only once."""
    for type_, argument in _unique_names(one):
        first, second = (
            {str(each[argument]) for each in stack.resources(type_).values() if each.get(argument)}
            for stack in (one, other)
        )
        for name in sorted(first & second):
            # The rest of a name is random, or comes from the subscription.
            if is_literal(name) or type_.startswith("azurerm_"):
                yield f"{type_} {show(name.partition('${')[0])}"


def _unique_names(stack: Stack) -> list[tuple[str, str]]:
    if stack.provider("azurerm"):
        # Other names are unique only in their resource group.
        return [(type_, "name") for type_ in ("azurerm_resource_group", "azurerm_key_vault", "azurerm_storage_account")]
    from scripts.preflight.aws.names import NAMES

    return [(each.type, each.argument) for each in NAMES]


def may_share_account(one: Deployment, other: Deployment) -> str | None:
    """Where the names would collide: a place, or None if the files show that the accounts or regions differ."""
    if one.cloud == "azure":
        first, second = (getattr(each.settings, "subscription_id", None) for each in (one, other))
        return None if first and second and first != second else "one subscription"
    return None if are_accounts_apart(one, other) else "one account"


def _text(value: object) -> str:
    if value is None:
        return _NOT_SET
    return show(value) if isinstance(value, str) else json.dumps(to_jsonable_python(value, exclude_none=True))


def _deployment(name: str, deployments: Sequence[Deployment]) -> Deployment:
    for each in deployments:
        if each.name == name:
            return each
    names = ", ".join(each.name for each in deployments)
    if not name:
        raise CompareError(f"A and B: must both be infrastructure stacks; the stacks are {names}")
    raise CompareError(f"{name}: is not an infrastructure stack; the stacks are {names}")


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.compare", description=__doc__)
    parser.add_argument("a", help="an infrastructure stack, such as aws-dev")
    parser.add_argument("b", help="another one, such as aws-prod")
    parsed = parser.parse_args(arguments)
    try:
        deployments = load_deployments()
        one, other = _deployment(parsed.a, deployments), _deployment(parsed.b, deployments)
        if one.cloud != other.cloud:
            raise CompareError(f"{one.name} and {other.name} are on different clouds; compare two of one cloud")
        found = list(differences(one, other))
        same = _collisions(one, other)
    except (CompareError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    differ = "1 input differs" if len(found) == 1 else f"{len(found)} inputs differ"
    print("\n".join([f"{one.name} -> {other.name}: {differ}", *(f"  {line}" for line in found)]))
    if same:
        print(f"in {may_share_account(one, other)}, these names of both would collide; choose another namespace:")
        print("\n".join(f"  {line}" for line in same))
    return 0


def _collisions(one: Deployment, other: Deployment) -> list[str]:
    if may_share_account(one, other) is None:
        return []
    with tempfile.TemporaryDirectory() as place:
        synthesize([one, other], Path(place))
        first, second = (Stack.read(Path(place) / "stacks" / each.name) for each in (one, other))
        regions = {str(stack.provider("aws").get("region")) for stack in (first, second)}
        found = list(collisions(first, second))
    # Only these have no region.
    return [line for line in found if len(regions) == 1 or line.startswith(("aws_iam_role ", "aws_s3_bucket "))]


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
