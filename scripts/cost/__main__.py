"""`python -m scripts.cost [STACK...] [--region REGION]`: the rough monthly price of deployments.

It multiplies what the stacks are billed for by time with the list of prices, and names what it cannot price. If
infracost is on the PATH, it runs infracost on the synthesized stacks instead; --list and --region use the list of
prices anyway.
"""

from __future__ import annotations

import argparse
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment, SettingsError
from constructs_lib.settings import AwsSettings
from constructs_lib.settings.aws.instances import node_capacity as aws_capacity
from constructs_lib.settings.azure.skus import node_capacity as azure_capacity
from constructs_lib.settings.kubernetes.component_sizes import nodes_needed, pods_of
from scripts.cost.parts import by_use_of, parts_of
from scripts.cost.prices import price_of, regions_of
from scripts.preflight.stacks import Stack, is_literal
from scripts.preflight.synthesis import NoStackError, chosen_deployments, synthesize


class RegionError(Exception):
    """The list has no prices of a region."""


def region_of(stack: Stack) -> str:
    """The region of an infrastructure stack."""
    for resource in stack.resources("azurerm_resource_group", "azurerm_kubernetes_cluster").values():
        if is_literal(resource.get("location")):
            return str(resource["location"]).lower().replace(" ", "")
    return str(stack.provider("aws").get("region", ""))


def report(name: str, stacks: Sequence[Stack], region: str, prices_of: str | None = None) -> Iterator[str]:
    """The lines for one deployment in `region`, at the prices of `prices_of`; omitted: at those of `region`."""
    quantities: dict[str, float] = {}
    for part in (part for stack in stacks for part in parts_of(stack) if part.quantity):
        quantities[part.item] = quantities.get(part.item, 0) + part.quantity
    wanted = prices_of or region
    found = {item: price_of(item, wanted) for item in quantities}
    used = [price for price in found.values() if price]
    others = sorted({price.region for price in used} - {region})
    yield f"{name} in {region}: USD per month of 730 hours, list prices without taxes and discounts"
    if others:
        names = " and ".join(others)
        yield f"  prices of {names}, not of {region}, where the lines say so; they often differ by 10 to 25%"
    total = 0.0
    for item, price in found.items():
        if price:
            cost = quantities[item] * price.monthly
            total += cost
            other = "" if price.region == region else f"  (price of {price.region})"
            yield f"  {item:<30} {quantities[item]:>6g} {cost:>10.2f}{other}"
    for item in (item for item, price in found.items() if not price):
        yield f"  {item:<30} {quantities[item]:>6g} {'?':>10}  (no price in the list)"
    without = ", without the parts that have no price" if len(used) < len(found) else ""
    yield f"  {'together':<37} {total:>10.2f}{without}"
    by_use = dict.fromkeys(text for stack in stacks for text in by_use_of(stack))
    yield f"  billed by use, not included: {'; '.join(by_use)}"
    if used:
        dates = sorted(price.date for price in used)
        yield f"  dates of the prices: {dates[0]} to {dates[-1]}; scripts/cost/prices.json has their sources"


def more_nodes(deployment: Deployment, stacks: Sequence[Stack]) -> Iterator[str]:
    """A line if the application's pods need more nodes than the deployment starts with."""
    settings = deployment.settings
    if isinstance(settings, AwsSettings):
        type_ = settings.sizing.kubernetes_instance_types[0]
        capacity = aws_capacity(type_)
    else:
        type_ = settings.sizing.kubernetes_instance_type
        capacity = azure_capacity(type_)
    counted = sum(part.quantity for stack in stacks for part in parts_of(stack) if part.item == type_)
    if settings.runs_operator and capacity is not None and counted:
        needed = nodes_needed(pods_of(settings.size, weave_trace=settings.weave_trace_enabled), capacity)
        if needed > counted:
            nodes = f"{needed} nodes of {type_}, {counted:g} are counted"
            yield f'  size "{settings.size}" needs {nodes}; see docs/sizes.md'


def main(arguments: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.cost", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--region", help="the list's prices of another region; default: the deployment's")
    parser.add_argument("--list", action="store_true", help="use the list of prices, even with infracost on the PATH")
    parsed = parser.parse_args(arguments)
    infracost = None if parsed.list or parsed.region is not None else shutil.which("infracost")
    try:
        chosen = chosen_deployments(parsed.stacks)
        known = regions_of(*(deployment.cloud for deployment in chosen))
        if parsed.region is not None and parsed.region not in known:
            raise RegionError(
                f"--region: {parsed.region!r} has no prices in the list; must be one of {', '.join(known)}"
            )
        with tempfile.TemporaryDirectory() as place:
            synthesize(chosen, Path(place))
            if infracost:
                folders = [Path(place) / "stacks" / name for each in chosen for name in each.stack_names]
                return max(subprocess.run([infracost, "breakdown", "--path", str(each)]).returncode for each in folders)
            for deployment in chosen:
                stacks = [Stack.read(Path(place) / "stacks" / name) for name in deployment.stack_names]
                # With deployments of both clouds, a region is one of the other cloud for some of them.
                prices_of = parsed.region if parsed.region in regions_of(deployment.cloud) else None
                lines = report(deployment.name, stacks, region_of(stacks[0]), prices_of)
                print("\n".join([*lines, *more_nodes(deployment, stacks)]))
    except (NoStackError, RegionError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
