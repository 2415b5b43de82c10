"""`python -m scripts.upgrades [STACK...]`: which versions of a deployment are out of support, or will be; no network.

It reads the deployment files and support.toml. Exit status 1 if a version is out of support.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime

from constructs_lib.deployments import SettingsError
from constructs_lib.value_text import counted
from scripts.preflight.synthesis import NoStackError, chosen_deployments

from .support import Finding, Status, findings, products
from .versions import versions_of


def main(arguments: Sequence[str], today: date | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m scripts.upgrades", description=__doc__)
    parser.add_argument("stacks", nargs="*", default=["*"], help="names or patterns; omitted: all")
    parser.add_argument("--json", action="store_true", help="write the findings as JSON")
    parsed = parser.parse_args(arguments)
    day, known = today or datetime.now(UTC).date(), products()
    try:
        found = {each.name: findings(versions_of(each), known, day) for each in chosen_deployments(parsed.stacks)}
    except (NoStackError, SettingsError) as error:
        print(error, file=sys.stderr)
        return 1
    if parsed.json:
        rows = [{"deployment": name, "findings": [asdict(each) for each in own]} for name, own in found.items()]
        print(json.dumps(rows, indent=2, default=str))
    else:
        for name, own in found.items():
            print("\n".join([f"{name}:", *map(str, own), _summary(own)]))
    return 1 if any(each.status is Status.OUT for own in found.values() for each in own) else 0


def _summary(found: Sequence[Finding]) -> str:
    counts = {status: sum(each.status is status for each in found) for status in Status}
    looked_up = min(each.looked_up for each in found)
    return (
        f"{counted(counts[Status.OUT], 'version')} out of support, {counts[Status.SOON]} soon; "
        f"the oldest of these dates was looked up on {looked_up}"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
