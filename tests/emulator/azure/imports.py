"""Resources that an interrupted apply created without recording them, imported by the next apply."""

import json
import re

from tests.emulator.deployed import Deployed
from tests.terraform_runner import TerraformError

# azurerm names the id of what exists already, and Terraform the address. The id of an association is its subnet's
# (ImportAsExistsAssociationError in azurerm's helpers/tf/errors.go names both of its ends). Of a role assignment,
# Azure names only the last part of the id, without dashes.
_EXISTS = re.compile(r'resource with the ID "([^"]+)" already exists[^\n]*\n\s*\n  with (\S+),$', re.MULTILINE)
_ASSOCIATED = re.compile(
    r'association between "([^"]+)" and "[^"]+" already exists[^\n]*\n\s*\n  with (\S+),$', re.MULTILINE
)
_ASSIGNED = re.compile(r"conflicting role assignment is (\w+)\.\s*\n\s*\n  with (\S+),$", re.MULTILINE)
# One import can make the next resource visible: a vault its secrets, for example.
ROUNDS = 12


def apply_despite_leftovers(deployment: Deployed, *, after_any_error: bool = False) -> set[str]:
    """Applies; imports what is refused because it exists, and applies again. Returns the imported addresses.

    `after_any_error`: applies again after other errors too, as people do when a connection was lost.
    """
    ids: dict[str, str] = {}
    for _ in range(ROUNDS):
        try:
            deployment.terraform.apply()
        except TerraformError as error:
            named = (*_EXISTS.findall(error.output), *_ASSOCIATED.findall(error.output))
            found = {address: id_ for id_, address in named}
            found |= {address: _assignment(deployment, id_) for id_, address in _ASSIGNED.findall(error.output)}
            if not (found.keys() - ids.keys() or after_any_error):
                raise
            ids |= found
            blocks = [{"to": address, "id": ids[address]} for address in sorted(ids)]
            (deployment.stack / "imports.tf.json").write_text(json.dumps({"import": blocks}))
        else:
            return set(ids)
    raise AssertionError(f"{ROUNDS} applies did not suffice; imported: {sorted(ids)}")


def _assignment(deployment: Deployed, name: str) -> str:
    ids = deployment.emulator.inventory()["authorization/roleAssignments"]
    return next(id_ for id_ in ids if id_.rpartition("/")[2].replace("-", "") == name)
