"""Takes over a running deployment of the official Terraform module: reads its state, and keeps what it made.

Imports neither CDKTF nor a provider; `import_blocks` does, for the stacks.
"""

from __future__ import annotations

from .file import Adoption, Import, adoption_path, read_adoption
from .parts import PASSWORD_VARIABLE, AdoptedParts, AzureAdoptedParts
from .state import AdoptionError, OfficialDeployment, database_password, read_deployment

__all__ = [
    "PASSWORD_VARIABLE",
    "AdoptedParts",
    "Adoption",
    "AdoptionError",
    "AzureAdoptedParts",
    "Import",
    "OfficialDeployment",
    "adoption_path",
    "database_password",
    "read_adoption",
    "read_deployment",
]
