"""What the server refuses with "is invalid".

The messages are those of Kubernetes 1.36. Missing fields are found by the schema; the other rules are per kind.
"""

from collections.abc import Callable, Iterable

from emulator.kubernetes.errors import Cause, invalid
from emulator.kubernetes.objects import Object
from emulator.kubernetes.resources import Resource
from emulator.kubernetes.schemas import Schema
from emulator.kubernetes.validation import config, extensions, immutable, network, storage, workloads
from emulator.kubernetes.validation.names import metadata_causes
from emulator.kubernetes.validation.structure import missing_fields

_RULES: dict[str, Callable[[Object], list[Cause]]] = {
    **config.RULES,
    **extensions.RULES,
    **network.RULES,
    **storage.RULES,
    **workloads.RULES,
}


def validate(
    resource: Resource, item: Object, schema: Schema, before: Object | None, more: Iterable[Cause] = ()
) -> None:
    """Raise the answer for an invalid object, with what is wrong in it and `more`."""
    causes = metadata_causes(resource, item)
    rule = _RULES.get(resource.qualified)
    found = rule(item) if rule else []
    told = {cause.field for cause in found}
    causes += [*found, *more, *(cause for cause in missing_fields(item, schema) if cause.field not in told)]
    if before is not None:
        changed = immutable.causes(resource.qualified, before, item)
        causes = changed + causes if resource.qualified == "secrets" else causes + changed
    if causes:
        raise invalid(resource, item["metadata"].get("name", ""), causes)
