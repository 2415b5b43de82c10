"""Judges the plan of an adoption, from Terraform's JSON: what is refused, what interrupts, and what else changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .aws.interruptions import INTERRUPTIONS as ON_AWS
from .azure.interruptions import INTERRUPTIONS as ON_AZURE
from .azure.interruptions import POOL_ARGUMENTS, POOL_REPLACED
from .file import Adoption

# What stores the password of the adopted database.
_PASSWORDS = {
    "aws_secretsmanager_secret_version.secrets_credentials_version",
    "azurerm_key_vault_secret.secrets_credentials",
}
# What to do about what is refused when everything is imported.
_ALLOW = "; to allow it, delete its entry of imports in the adoption file"
# Where the server's files are, and the inputs that name an existing place.
_FILES = {
    "aws_s3_bucket.storage_bucket": "bucket_name",
    "azurerm_storage_account.storage_account": "storage_account and blob_container",
}
# On Azure, blocks that interrupt only if they then refuse by default.
_FIREWALLS = ("network_acls", "network_rules")
# Both clouds: the types tell them apart.
INTERRUPTIONS: Mapping[str, Mapping[str, str]] = {**ON_AWS, **ON_AZURE}


@dataclass(frozen=True)
class Verdict:
    """What a plan does. Each of `refused` and `interruptions` is a line; the others are addresses."""

    refused: tuple[str, ...]
    interruptions: tuple[str, ...]
    imported: tuple[str, ...]
    unchanged: tuple[str, ...]
    changed: tuple[str, ...]
    created: tuple[str, ...]
    left_over: int = 0

    @property
    def adopts(self) -> bool:
        """Whether the plan imports something: else the adoption is over, and only what is refused matters."""
        return bool(self.imported)

    @property
    def matters(self) -> bool:
        """Whether the report says anything that Terraform's plan does not."""
        return self.adopts or bool(self.refused)

    def lines(self) -> Iterator[str]:
        """The report: first what is refused and what interrupts, then what is kept, changed, new and left over.

        When everything is imported, the report has only what is refused.
        """
        if not self.adopts:
            yield from (f"Refused ({len(self.refused)}):", *(f"  {line}" for line in self.refused), "Verdict: refused")
            return
        for title, lines, if_none in (
            ("Refused", self.refused, False),
            ("Interrupts", self.interruptions, False),
            ("Kept as it is", self.unchanged, True),
            ("Changed in place", self.changed, True),
            ("New", self.created, True),
        ):
            if lines or if_none:
                yield f"{title} ({len(lines)}):"
                yield from (f"  {line}" for line in lines)
        yield f"Left over: {self.left_over}, by name in the adoption file"
        outcome = "refused" if self.refused else "0 destroyed, 0 replaced"
        yield (
            f"Verdict: {outcome}; {len(self.imported)} imported, {len(self.changed)} changed in place "
            f"({len(self.interruptions)} interrupt), {len(self.created)} new"
        )


def judge(plan: Mapping[str, Any], adoption: Adoption, *, has_password: bool) -> Verdict:
    """The verdict on `plan` (terraform show -json). `has_password`: Terraform got the adopted database's password.

    While something is imported, every delete or replacement is refused. Later, only those of adopted resources are.
    """
    changes = [change for change in plan.get("resource_changes", ()) if change["mode"] == "managed"]
    by_action: dict[str, list[str]] = {"no-op": [], "update": [], "create": []}
    refused: list[str] = []
    interruptions: list[str] = []
    known = {each.to: each.official for each in adoption.imports if each.id is not None}
    protected = {each.to for each in adoption.imports}
    imported = [change["address"] for change in changes if change["change"].get("importing")]
    needs_password = adoption.parts.database_password_version is not None and not has_password
    for change in changes:
        address, actions = change["address"], change["change"]["actions"]
        allow = "" if imported else _ALLOW
        if "delete" in actions:
            if imported or protected & {address, change.get("previous_address")}:
                refused.append(f"{address}: {_why_destroyed(change, first=bool(imported))}{allow}")
            continue
        by_action.get(actions[0], []).append(address)
        if actions == ["create"] and address in known:
            refused.append(
                f"{address}: would be created, because {known[address]} does not exist; check the account{allow}"
            )
        elif actions == ["create"] and address in _PASSWORDS and needs_password:
            refused.append(
                f"{address}: would get a new password, and the running server would lose its database; "
                "set WANDB_ADOPT_STATE to the official state"
            )
        elif actions == ["create"] and imported and address in _FILES:
            refused.append(
                f"{address}: would be created, and the server would not find its files; set {_FILES[address]} to what "
                "it uses now"
            )
        elif actions == ["update"] and imported:
            interruptions += [f"{address}: {line}" for line in _interruptions(change)]
    return Verdict(
        tuple(sorted(refused)),
        tuple(sorted(interruptions)),
        tuple(sorted(imported)),
        tuple(sorted(by_action["no-op"])),
        tuple(sorted(by_action["update"])),
        tuple(sorted(by_action["create"])),
        len(adoption.leftovers),
    )


def _why_destroyed(resource_change: Mapping[str, Any], *, first: bool) -> str:
    change = resource_change["change"]
    if "create" not in change["actions"]:
        before_all = "; remove nothing from the deployment file before everything is imported"
        return f"would be destroyed{before_all if first else ''}"
    reasons = []
    for path in change.get("replace_paths", ()):
        name = ".".join(map(str, path))
        before, after = change.get("before") or {}, change.get("after") or {}
        # Terraform's JSON has secrets in clear, and marks where they are.
        marks = [change.get(f"{when}_sensitive") for when in ("before", "after")]
        secret = any(_marked(each.get(path[0]) if isinstance(each, Mapping) else each) for each in marks)
        known = isinstance(path[0], str) and path[0] in after and not secret
        becomes = f" from {_shown(before.get(path[0]))} to {_shown(after.get(path[0]))}" if known else ""
        reasons.append(f"{name}{becomes}")
    return f"would be replaced, because of {' and '.join(reasons) or resource_change.get('action_reason', 'a change')}"


def _marked(marks: Any) -> bool:
    """Whether anything in a part of `before_sensitive` or `after_sensitive` is marked."""
    inner = marks.values() if isinstance(marks, Mapping) else marks if isinstance(marks, list) else ()
    return marks is True or any(map(_marked, inner))


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _interruptions(resource_change: Mapping[str, Any]) -> Iterator[str]:
    change = resource_change["change"]
    before, after = change["before"] or {}, change["after"] or {}
    unknown = change.get("after_unknown") or {}
    for name, what in INTERRUPTIONS.get(resource_change["type"], {}).items():
        if name in _FIREWALLS and not _closed(after.get(name)):
            continue
        if unknown.get(name) is True or (name in after and _differ(before.get(name), after.get(name))):
            yield f"{name}: {what}"
    if resource_change["type"] == "azurerm_kubernetes_cluster":
        was, is_ = ((each.get("default_node_pool") or [{}])[0] for each in (before, after))
        if changed := [name for name in POOL_ARGUMENTS if name in is_ and _differ(was.get(name), is_.get(name))]:
            yield f"default_node_pool.{', '.join(changed)}: {POOL_REPLACED}"
    if resource_change["type"] == "aws_route_table" and _loses_routes(before.get("route"), after.get("route")):
        yield "route: traffic of a removed route is cut"


def _closed(firewall: Any) -> bool:
    return bool(firewall) and firewall[0].get("default_action") == "Deny"


def _differ(before: Any, after: Any) -> bool:
    """Whether two values differ for the service; the order of a list of names does not matter."""
    return bool(_plain(before) != _plain(after))


def _plain(value: Any) -> Any:
    if isinstance(value, list):
        return sorted(repr(_plain(each)) for each in value)
    if isinstance(value, Mapping):
        # What a provider does not set, it shows as null, empty or absent.
        return {name: _plain(each) for name, each in sorted(value.items()) if each not in (None, "", [], {})}
    return value


def _loses_routes(before: Any, after: Any) -> bool:
    kept = {repr(_plain(route)) for route in after or ()}
    return any(repr(_plain(route)) not in kept for route in before or ())
