"""Extensions of CDKTF, one per file. A move to another framework changes mostly this package."""

from constructs_lib.framework.addresses import HIDDEN_ID, AddressedStack
from constructs_lib.framework.component import Component
from constructs_lib.framework.ephemeral import EphemeralResource
from constructs_lib.framework.fingerprint import fingerprint
from constructs_lib.framework.grants import id_in, is_new_grant, require_receiver
from constructs_lib.framework.known_values import element_id, require_known
from constructs_lib.framework.lifecycle import prevent_destroy
from constructs_lib.framework.provider_choice import use_provider
from constructs_lib.framework.random_suffix import RandomSuffix
from constructs_lib.framework.references import (
    EphemeralReference,
    SecretAttribute,
    require_attribute,
    require_reference,
)
from constructs_lib.framework.removed_block import RemovedBlock
from constructs_lib.framework.variables import EphemeralVariable
from constructs_lib.framework.yaml_values import yaml_encoded

__all__ = [
    "HIDDEN_ID",
    "AddressedStack",
    "Component",
    "EphemeralReference",
    "EphemeralResource",
    "EphemeralVariable",
    "RandomSuffix",
    "RemovedBlock",
    "SecretAttribute",
    "element_id",
    "fingerprint",
    "id_in",
    "is_new_grant",
    "prevent_destroy",
    "require_attribute",
    "require_known",
    "require_receiver",
    "require_reference",
    "use_provider",
    "yaml_encoded",
]


def __dir__() -> list[str]:
    return __all__
