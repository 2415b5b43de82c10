"""What the library adds to CDKTF itself, one idea a file, so that a move to another framework stays small."""

from constructs_lib.framework.addresses import HIDDEN_ID, AddressedStack
from constructs_lib.framework.ephemeral import EphemeralResource
from constructs_lib.framework.fingerprint import fingerprint
from constructs_lib.framework.known_values import element_id, require_known
from constructs_lib.framework.lifecycle import keep_data
from constructs_lib.framework.references import EphemeralReference, require_reference
from constructs_lib.framework.released import Released
from constructs_lib.framework.suffix import UniqueSuffix
from constructs_lib.framework.variables import EphemeralVariable

__all__ = [
    "HIDDEN_ID",
    "AddressedStack",
    "EphemeralReference",
    "EphemeralResource",
    "EphemeralVariable",
    "Released",
    "UniqueSuffix",
    "element_id",
    "fingerprint",
    "keep_data",
    "require_known",
    "require_reference",
]
