"""What becomes of every resource of an official deployment, by the table of its cloud."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from constructs_lib.settings.base import WholeSettings
from constructs_lib.settings.checking import check

from .file import Adoption, Import
from .leftovers import Leftover
from .parts import Parts
from .patterns import first_match
from .state import OfficialDeployment, Resource
from .tfvars import Setting


@dataclass(frozen=True)
class Plan:
    """Everything that `make adopt` finds out: the two files, and what it reports.

    `ignored` has the reason of each official address; `unknown` are official addresses.
    """

    settings: tuple[Setting, ...]
    adoption: Adoption
    ignored: Mapping[str, str] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class CloudTable:
    """How a deployment of the official module on one cloud is taken over.

    - `ours`: our address and the import id of a resource, or None.
    - `looked_up`: further imports, which depend on the settings.
    - `ignored` and `left_over`: reason and kind by address pattern.
    - `kept`: the part that keeps the refused value of a setting of an existing resource.
    - `of_new_resources`: settings whose default is as good as a refused value.
    """

    settings_class: type[WholeSettings]
    read_settings: Callable[[OfficialDeployment], list[Setting]]
    parts: Callable[[OfficialDeployment], Parts]
    ours: Callable[[OfficialDeployment, Resource], tuple[str, str] | None]
    ignored: Mapping[str, str]
    left_over: Mapping[str, str]
    kept: Mapping[str, str]
    of_new_resources: Sequence[str]
    looked_up: Callable[[OfficialDeployment, Mapping[str, Any]], Iterator[Import]] = lambda _official, _values: iter(())


def plan_adoption(official: OfficialDeployment) -> Plan:
    """What becomes of every resource of the official deployment. Raises `AdoptionError`."""
    table = table_of(official.cloud)
    settings, parts = _fit(table, table.read_settings(official), table.parts(official))
    imports = list(table.looked_up(official, {setting.name: setting.value for setting in settings}))
    leftovers: list[Leftover] = []
    ignored: dict[str, str] = {}
    unknown: list[str] = []
    for resource in official.resources:
        if found := table.ours(official, resource):
            imports.append(Import(found[0], resource.address, found[1]))
        elif reason := first_match(table.ignored, resource.address):
            ignored[resource.address] = reason
        elif kind := first_match(table.left_over, resource.address):
            leftovers.append(Leftover.of(resource, kind))
        else:
            unknown.append(resource.address)
    imports.sort(key=lambda each: each.to)
    adoption = Adoption(official.cloud, official.module, tuple(imports), parts, tuple(leftovers))
    return Plan(tuple(settings), adoption, ignored, tuple(unknown))


def table_of(cloud: str) -> CloudTable:
    """The table of a cloud; only its settings are imported."""
    if cloud == "aws":
        from .aws import TABLE

        return TABLE
    from .azure import TABLE as AZURE_TABLE

    return AZURE_TABLE


def _fit(table: CloudTable, settings: list[Setting], parts: Parts) -> tuple[list[Setting], Parts]:
    """The settings without the values that are refused here; those of existing resources become kept parts."""
    values = {setting.name: setting.value for setting in settings if setting.value is not None}
    refused = {name: message for name, _, message in check(table.settings_class, values)[1]}
    fitting = []
    for setting in settings:
        message = refused.get(setting.name)
        if message and setting.name in table.kept:
            part = table.kept[setting.name]
            changed: dict[str, Any] = {part: setting.value}
            parts = replace(parts, **changed)
            comment = f"{setting.name}: {message}; it is kept by {part} in the adoption file."
            fitting.append(Setting(setting.name, None, comment))
        elif message and setting.name in table.of_new_resources:
            fitting.append(Setting(setting.name, None, f"{setting.name}: {message}; the default is used."))
        else:
            fitting.append(setting)
    return fitting, parts
