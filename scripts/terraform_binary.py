"""The binary that runs Terraform's commands: Terraform, or OpenTofu, which has the same commands.

`TERRAFORM_BINARY_NAME` selects it, by name or path, as in cdktf. A binary whose name contains `tofu` is OpenTofu;
`scripts/prerequisites.sh` checks that.
"""

import os
from collections.abc import Mapping
from pathlib import Path

VARIABLE = "TERRAFORM_BINARY_NAME"
_DEFAULT_HOSTS = {"Terraform": "registry.terraform.io", "OpenTofu": "registry.opentofu.org"}


def terraform_binary(environment: Mapping[str, str] = os.environ) -> str:
    """The name or path of the binary."""
    return environment.get(VARIABLE) or "terraform"


def product(environment: Mapping[str, str] = os.environ) -> str:
    """`Terraform` or `OpenTofu`."""
    return "OpenTofu" if "tofu" in Path(terraform_binary(environment)).name else "Terraform"


def default_host(environment: Mapping[str, str] = os.environ) -> str:
    """The registry of providers whose source has no host, such as `hashicorp/aws`."""
    return _DEFAULT_HOSTS[product(environment)]


def other_hosts(environment: Mapping[str, str] = os.environ) -> set[str]:
    """The registries of the products that are not selected."""
    return set(_DEFAULT_HOSTS.values()) - {default_host(environment)}
