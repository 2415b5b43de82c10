"""Judges the plan of an adoption, from Terraform's JSON: what is refused, what interrupts, and what else changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from .file import Adoption

_PASSWORD = "aws_secretsmanager_secret_version.secrets_credentials_version"
_MOVES_NODES = "nodes are replaced one by one; pods move, a single pod is down for some minutes"
_DATABASE_RESTARTS = "the database restarts or fails over; about 1 to 10 minutes"
_CACHE_RESTARTS = "the cache fails over; connections drop for up to some minutes"

# By type and argument, changes in place that interrupt, and for how long (estimates from the services' user guides).
INTERRUPTIONS: Mapping[str, Mapping[str, str]] = {
    "aws_rds_cluster": {
        "engine_version": "the database is upgraded and restarts; about 5 to 30 minutes",
        "db_cluster_parameter_group_name": _DATABASE_RESTARTS,
        "vpc_security_group_ids": "clients that only an old group lets in lose the database, until they move",
        "port": "clients lose the database until they use the other port",
    },
    "aws_rds_cluster_instance": {
        "engine_version": _DATABASE_RESTARTS,
        "instance_class": _DATABASE_RESTARTS,
        "db_parameter_group_name": _DATABASE_RESTARTS,
        "ca_cert_identifier": _DATABASE_RESTARTS,
    },
    "aws_elasticache_replication_group": {
        "engine_version": _CACHE_RESTARTS,
        "node_type": _CACHE_RESTARTS,
        "num_cache_clusters": _CACHE_RESTARTS,
        "parameter_group_name": _CACHE_RESTARTS,
        "security_group_ids": "clients that only an old group lets in lose the cache, until they move",
        "transit_encryption_enabled": "clients lose the cache until they use the other protocol",
    },
    "aws_eks_cluster": {
        "access_config": "access entries are used besides the aws-auth ConfigMap; no downtime, but no way back",
        "version": "the control plane is upgraded; the API may be slow for about 10 minutes, with no way back",
        "vpc_config": "old nodes, or clients of the Kubernetes API, may lose it until they use another way",
    },
    "aws_eks_node_group": {
        name: _MOVES_NODES for name in ("ami_type", "instance_types", "launch_template", "release_version", "version")
    },
    "aws_lb": {
        "ip_address_type": "the load balancer gets IPv6 addresses; no downtime, clients with IPv6 begin to use them",
        "security_groups": "clients and nodes that only an old group lets in lose the connection",
        "subnets": "connections through a removed zone are cut",
    },
    "aws_lb_listener": {
        "certificate_arn": "clients get the other certificate; no downtime if it is valid for the same names",
        "default_action": "requests go to other targets; down until they are healthy, about 1 minute",
        "port": "clients lose the server until they use the other port",
        "protocol": "clients lose the server until they use the other protocol",
        "ssl_policy": "clients without TLS 1.2 or newer are refused",
    },
    "aws_route53_record": {
        "alias": "clients move to the other load balancer, within minutes",
        "records": "clients move to the other address, within the time to live",
    },
    "aws_vpc_security_group_ingress_rule": {
        name: "clients that the old rule lets in lose the connection"
        for name in ("cidr_ipv4", "cidr_ipv6", "from_port", "to_port", "ip_protocol")
    },
}


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
        """Whether the plan imports something: else the adoption is over, and no verdict is needed."""
        return bool(self.imported)

    def lines(self) -> Iterator[str]:
        """The report: first what is refused and what interrupts, then what is kept, changed, new and left over."""
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
    """The verdict on `plan` (terraform show -json). `has_password`: Terraform got the adopted database's password."""
    changes = [change for change in plan.get("resource_changes", ()) if change["mode"] == "managed"]
    by_action: dict[str, list[str]] = {"no-op": [], "update": [], "create": []}
    refused: list[str] = []
    interruptions: list[str] = []
    known = {each.to: each.official for each in adoption.imports if each.id is not None}
    needs_password = adoption.parts.database_password_version is not None and not has_password
    for change in changes:
        address, actions = change["address"], change["change"]["actions"]
        if "delete" in actions:
            refused.append(f"{address}: {_why_destroyed(change)}")
            continue
        by_action.get(actions[0], []).append(address)
        if actions == ["create"] and address in known:
            refused.append(f"{address}: would be created, because {known[address]} is not there; check the account")
        elif actions == ["create"] and address == _PASSWORD and needs_password:
            refused.append(
                f"{address}: would get a new password, and the running server would lose its database; "
                "set WANDB_ADOPT_STATE to the official state"
            )
        elif actions == ["update"]:
            interruptions += [f"{address}: {line}" for line in _interruptions(change)]
    imported = [change["address"] for change in changes if change["change"].get("importing")]
    return Verdict(
        tuple(sorted(refused)),
        tuple(sorted(interruptions)),
        tuple(sorted(imported)),
        tuple(sorted(by_action["no-op"])),
        tuple(sorted(by_action["update"])),
        tuple(sorted(by_action["create"])),
        len(adoption.leftovers),
    )


def _why_destroyed(resource_change: Mapping[str, Any]) -> str:
    change = resource_change["change"]
    if "create" not in change["actions"]:
        return "would be destroyed; remove nothing from the deployment file before everything is imported"
    reasons = []
    for path in change.get("replace_paths", ()):
        name = ".".join(map(str, path))
        before, after = change.get("before") or {}, change.get("after") or {}
        known = isinstance(path[0], str) and path[0] in after
        becomes = f" from {_shown(before.get(path[0]))} to {_shown(after.get(path[0]))}" if known else ""
        reasons.append(f"{name}{becomes}")
    return f"would be replaced, because of {' and '.join(reasons) or resource_change.get('action_reason', 'a change')}"


def _shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


def _interruptions(resource_change: Mapping[str, Any]) -> Iterator[str]:
    change = resource_change["change"]
    before, after = change["before"] or {}, change["after"] or {}
    unknown = change.get("after_unknown") or {}
    for name, what in INTERRUPTIONS.get(resource_change["type"], {}).items():
        if unknown.get(name) is True or (name in after and _differ(before.get(name), after.get(name))):
            yield f"{name}: {what}"
    if resource_change["type"] == "aws_route_table" and _loses_routes(before.get("route"), after.get("route")):
        yield "route: traffic of a removed route is cut"


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
