"""Deployment files for the measured programs: copies of this project's examples."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Final

from bench.run import REPOSITORY

_NAMES: Final = re.compile(r'^(namespace|subdomain)(\s*=\s*)"([^"]*)"', re.MULTILINE)


def example(cloud: str) -> Path:
    """The example deployment of `cloud` in the folder `deployments`."""
    return REPOSITORY / "deployments" / cloud / "wandb.tfvars"


def write(folder: Path, cloud: str, number: int) -> str:
    """Writes `number` deployments on `cloud` with different names; returns the value of WANDB_DEPLOYMENTS for them."""
    text = example(cloud).read_text()
    (folder / cloud).mkdir(parents=True)
    for index in range(number):
        named = _NAMES.sub(rf'\1\2"\g<3>-{index}"', text)
        (folder / cloud / f"bench-{index}.tfvars").write_text(named)
    return str(folder)


def write_mistaken(folder: Path) -> str:
    """Writes one deployment with three mistakes; returns the value of WANDB_DEPLOYMENTS for it."""
    text = example("aws").read_text()
    (folder / "aws").mkdir(parents=True)
    mistakes = 'deletion_protecton = true\nsize = "tiny"\nnetwork_cidr = "10.0.0.0/99"\n'
    (folder / "aws" / "mistaken.tfvars").write_text(text + mistakes)
    return str(folder)
