"""The pictures of a deployment on Azure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from scripts.diagram.drawing import Edge, Group, Node, Picture
from scripts.diagram.facts import Facts, listed, shortened
from scripts.diagram.operations import azure_operations
from scripts.diagram.ways import ways
from scripts.preflight.stacks import Arguments

_CLIENTS = "clients"
# Sources in rules of network security groups that are not a range: Azure's service tags.
_TAGS = {"AzureLoadBalancer", "GatewayManager", "VirtualNetwork"}
# What pods call with an identity; the other roles are for the API of Azure.
_CALLED = ("azurerm_storage_account", "azurerm_storage_queue", "azurerm_key_vault")
_EVERYONE = ("*", "Internet", "0.0.0.0/0")


def pictures(name: str, infrastructure: Arguments, application: Arguments) -> dict[str, Picture]:
    """The pictures of the deployment `name`."""
    facts = Facts(infrastructure)
    overview = _overview(f"{name}: overview", facts, application)
    return {
        "overview": overview,
        **ways(name, overview),
        "network": _network(f"{name}: network", facts),
        "identity": _identity(f"{name}: identity", facts),
    }


def _key(arguments: Any) -> str:
    return f"at rest: {'customer' if arguments.get('customer_managed_key') else 'Microsoft'}-managed key"


def _components(facts: Facts) -> Iterator[Node]:
    """The nodes of the overview."""
    for address, each in facts.of("azurerm_application_gateway").items():
        policy = each.get("ssl_policy", {}).get("policy_name", "")
        firewall = "with web application firewall" if each.get("firewall_policy_id") else ""
        public = any("public_ip_address_id" in one for one in each["frontend_ip_configuration"])
        details = ("public address" if public else "private address", policy, firewall)
        yield Node(address, "Application Gateway", tuple(filter(None, details)), "entry")
    for address, each in facts.of("azurerm_kubernetes_cluster").items():
        pool = each["default_node_pool"]
        allowed = shortened(each.get("api_server_access_profile", {}).get("authorized_ip_ranges", ["every address"]))
        api = (
            ("private API",)
            if each.get("private_cluster_enabled")
            else tuple(f"API open to {cidr}" for cidr in allowed)
        )
        size = f"{pool['min_count']} to {pool['max_count']} of {pool['vm_size']}"
        host = ("disks encrypted at the host",) if pool.get("host_encryption_enabled") else ()
        yield Node(address, "AKS: W&B's pods", (size, *api, *host), "compute")
    for address, each in facts.of("azurerm_mysql_flexible_server").items():
        standby = each.get("high_availability", {}).get("mode")
        details = (each["sku_name"], f"standby: {standby}" if standby else "no standby", _key(each))
        yield Node(address, "MySQL flexible server", details)
    for address, each in facts.of("azurerm_managed_redis", "azurerm_redis_cache").items():
        size = each["sku_name"] + (f" {each['family']}{each['capacity']}" if "family" in each else "")
        yield Node(address, "Redis", (size, _key(each)))
    for address, each in facts.of("azurerm_storage_account").items():
        key = "and by key" if each.get("shared_access_key_enabled", True) else "no keys"
        details = (each["account_replication_type"], f"access by identity, {key}", _key(each))
        yield Node(address, "Storage account", details)
    for address, each in facts.of("azurerm_key_vault").items():
        action = each.get("network_acls", {}).get("default_action", "Allow")
        title = "Key Vault: " + ("users' secrets" if "store" in address else "the deployment's secrets")
        yield Node(address, title, ("firewall on" if action == "Deny" else "firewall off",))
    for address in facts.of("azurerm_storage_queue"):
        yield Node(address, "Storage queue", ("new files",))
    for address, each in facts.of("azurerm_private_endpoint").items():
        if "private_connection_resource_alias" in each["private_service_connection"]:
            yield Node(address, "Private endpoint", (address.partition(".")[2].replace("_", " "),), "entry")


def _subnet_members(facts: Facts) -> dict[str, list[str]]:
    """Subnet to what is in it; a private endpoint counts as the resource behind it."""
    found: dict[str, list[str]] = {}
    places: list[tuple[str, Any]] = [
        *(
            (address, each["gateway_ip_configuration"])
            for address, each in facts.of("azurerm_application_gateway").items()
        ),
        *((address, each["default_node_pool"]) for address, each in facts.of("azurerm_kubernetes_cluster").items()),
        *(
            (address, each.get("delegated_subnet_id"))
            for address, each in facts.of("azurerm_mysql_flexible_server").items()
        ),
    ]
    for address, each in facts.of("azurerm_private_endpoint").items():
        connection = each["private_service_connection"]
        places.append((facts.reference(connection.get("private_connection_resource_id")) or address, each["subnet_id"]))
    for address, value in places:
        for subnet in facts.references(value, "azurerm_subnet"):
            found.setdefault(subnet, []).append(address)
    return found


def _rules(facts: Facts) -> Iterator[tuple[str, list[str], str]]:
    """Subnet, sources and ports of each rule that lets something in."""
    groups = {
        facts.reference(each["network_security_group_id"]): facts.reference(each["subnet_id"])
        for each in facts.of("azurerm_subnet_network_security_group_association").values()
    }
    for each in facts.of("azurerm_network_security_rule").values():
        if each["access"] == "Allow" and each["direction"] == "Inbound":
            sources = listed(each.get("source_address_prefixes")) or listed(each.get("source_address_prefix"))
            ports = listed(each.get("destination_port_ranges")) or listed(each.get("destination_port_range"))
            text = "all ports" if ports == ["*"] else ", ".join(map(str, ports))
            yield groups.get(facts.reference(each["network_security_group_name"]), ""), sources, text


def _overview(title: str, facts: Facts, application: Arguments) -> Picture:
    nodes = list(_components(facts))
    members = _subnet_members(facts)
    by_range = {cidr: name for name, each in facts.of("azurerm_subnet").items() for cidr in each["address_prefixes"]}
    edges: list[Edge] = []
    ranges: list[str] = []
    for subnet, sources, ports in _rules(facts):
        for source in sources:
            if source in _TAGS or by_range.get(source) == subnet:
                continue
            inside = members.get(by_range.get(source, ""), [])
            if not inside and source not in ranges:
                ranges.append("every address" if source in _EVERYONE else source)
            for target in members.get(subnet, []):
                for style, text in _encryption(facts, target, ports, application):
                    edges += [Edge(one, target, text, style) for one in inside or [_CLIENTS]]
    nodes.append(Node(_CLIENTS, "Clients", shortened(ranges, 4), "outside"))
    edges += _calls(facts, application)
    for address, each in facts.of("azurerm_application_gateway").items():
        if each.get("private_link_configuration"):
            nodes.append(Node("consumers", "Other virtual networks", ("Private Link",), "outside"))
            edges.append(Edge("consumers", address, "443 HTTPS", "tls"))
    nodes.append(Node("deployer", "Deployer", ("Terraform",), "outside"))
    for drawn in azure_operations(facts):
        if isinstance(drawn, Node):
            nodes += [] if drawn in nodes else [drawn]
        else:
            edges.append(drawn)
    entry = [node for node in nodes if node.name.startswith("azurerm_application_gateway.")]
    rest = [node for node in nodes if node not in entry]
    return Picture(title, Group("", rest, [Group("Entry", entry)]), edges, "TB")


def _encryption(facts: Facts, target: str, ports: str, application: Arguments) -> Iterator[tuple[str, str]]:
    """The styles and the texts of what is sent to the ports of `target`."""
    kind, each = target.partition(".")[0], facts.arguments(target)
    if kind == "azurerm_mysql_flexible_server":
        settings = facts.of("azurerm_mysql_flexible_server_configuration").values()
        required = any(one["name"] == "require_secure_transport" and one["value"] == "ON" for one in settings)
        yield ("tls" if required else "plain"), f"{ports} MySQL"
    elif kind == "azurerm_managed_redis":
        encrypted = each["default_database"].get("client_protocol") == "Encrypted"
        yield ("tls" if encrypted else "plain"), f"{ports} Redis"
    elif kind == "azurerm_redis_cache":
        yield ("plain" if each.get("non_ssl_port_enabled") else "tls"), f"{ports} Redis"
    elif kind == "azurerm_kubernetes_cluster":
        yield "plain", f"HTTP to pods, {ports}"
    elif kind == "azurerm_application_gateway" and "ssl-redirect" in str(application):
        for port in ports.split(", "):
            yield ("tls", f"{port} HTTPS") if port == "443" else ("plain", f"{port} HTTP, only redirects to HTTPS")
    elif kind != "azurerm_storage_account":  # what reaches it is in _calls
        yield ("any" if kind == "azurerm_application_gateway" else "tls"), ports


def _calls(facts: Facts, application: Arguments) -> Iterator[Edge]:
    """What pods and services call over HTTPS: by an identity's roles, or by a key in the application's secret."""
    pods = {facts.reference(each["parent_id"]) for each in facts.of("azurerm_federated_identity_credential").values()}
    [cluster] = facts.of("azurerm_kubernetes_cluster") or [""]
    for each in facts.of("azurerm_role_assignment").values():
        if facts.reference(each["principal_id"]) in pods:
            for target in facts.references(each["scope"], *_CALLED):
                yield Edge(cluster, target, "443 HTTPS", "tls")
    for address in (*facts.of("azurerm_key_vault_secret"), cluster):
        for target in facts.references(facts.arguments(address).get("key_vault_id"), "azurerm_key_vault") or [cluster]:
            yield Edge("deployer", target, "443 HTTPS", "tls")
    if "AZURE_STORAGE_KEY" in str(application):
        for account in facts.of("azurerm_storage_account"):
            yield Edge(cluster, account, "443 HTTPS, by key", "tls")
    for each in facts.of("azurerm_eventgrid_system_topic").values():
        for account in facts.references(each, "azurerm_storage_account"):
            for queue in facts.of("azurerm_storage_queue"):
                yield Edge(account, queue, "new files, by Event Grid", "tls")


def _network(title: str, facts: Facts) -> Picture:
    members = _subnet_members(facts)
    titles = {node.name: node.title for node in _components(facts)}
    by_range = {cidr: name for name, each in facts.of("azurerm_subnet").items() for cidr in each["address_prefixes"]}
    edges: list[Edge] = []
    virtual = Group(
        "virtual network "
        + ", ".join(cidr for each in facts.of("azurerm_virtual_network").values() for cidr in each["address_space"])
    )
    for address, each in facts.of("azurerm_subnet").items():
        details = [titles.get(one, one) for one in members.get(address, [])]
        details += [f"service endpoint {one}" for one in each.get("service_endpoints", [])]
        name = address.partition("network_")[2].replace("_", " ")
        virtual.nodes.append(Node(address, f"{name} subnet {each['address_prefixes'][0]}", tuple(details), "network"))
    outside: dict[str, Node] = {}
    for subnet, sources, ports in _rules(facts):
        known = [by_range[source] for source in sources if source in by_range]
        rest = ["every address" if source in _EVERYONE else source for source in sources if source not in by_range]
        edges += [Edge(source, subnet, ports, "allowed") for source in known if source != subnet]
        if rest and rest[0] not in ("AzureLoadBalancer", "VirtualNetwork"):
            name = ", ".join(rest)
            outside[name] = Node(
                name, *((rest[0], ("service tag",)) if rest[0] in _TAGS else ("Clients", shortened(rest, 4))), "outside"
            )
            edges.append(Edge(name, subnet, ports, "allowed"))
        elif rest == ["VirtualNetwork"]:
            outside["network"] = Node("network", "the whole virtual network", (), "network")
            edges.append(Edge("network", subnet, ports, "allowed"))
    zones = [Node(address, each["name"], (), "zone") for address, each in facts.of("azurerm_private_dns_zone").items()]
    frames = [virtual, *([Group("DNS zones that the virtual network sees", zones)] if zones else [])]
    return Picture(title, Group("", list(outside.values()), frames), edges)


def _identity(title: str, facts: Facts) -> Picture:
    edges: list[Edge] = []
    nodes: dict[str, Node] = {}
    for address, each in facts.of("azurerm_user_assigned_identity").items():
        nodes[address] = Node(address, each["name"], ("managed identity",), "identity")
    for each in facts.of("azurerm_federated_identity_credential").values():
        who = "pod " + each["subject"].removeprefix("system:serviceaccount:").replace(":", "/")
        nodes[who] = Node(who, who, (), "compute")
        edges.append(Edge(who, facts.reference(each["parent_id"]), "", "trust"))
    for kind in ("azurerm_kubernetes_cluster", "azurerm_mysql_flexible_server", "azurerm_storage_account"):
        for address, each in facts.of(kind).items():
            for identity in facts.references(each.get("identity"), "azurerm_user_assigned_identity"):
                nodes[address] = Node(address, *_scope(facts, address), "compute" if "cluster" in kind else "data")
                edges.append(Edge(address, identity, "", "trust"))
    for each in facts.of("azurerm_role_assignment").values():
        who = _principal(facts, each["principal_id"])
        if who not in nodes:
            nodes[who] = Node(who, who, (), "identity" if "of" in who.split() else "outside")
        for target in facts.references(each["scope"])[:1]:
            # What is also a holder of an identity appears a second time, as a target.
            nodes[f"{target} "] = Node(
                f"{target} ", *_scope(facts, target), "network" if "subnet" in target else "data"
            )
            edges.append(Edge(who, f"{target} ", each["role_definition_name"], "grant"))
    return Picture(title, Group("", list(nodes.values())), edges)


def _principal(facts: Facts, value: str) -> str:
    """Who has a role: a managed identity by address, another identity by a title."""
    identity = facts.reference(value, "azurerm_user_assigned_identity")
    if identity:
        return identity
    for part, title in (
        ("ingress_application_gateway_identity", "identity of AGIC"),
        ("eventgrid_system_topic", "identity of Event Grid"),
        ("kubelet_identity", "identity of the nodes"),
        ("azurerm_client_config", "deployer"),
    ):
        if part in value:
            return title
    return f"principal {value}"


def _scope(facts: Facts, address: str) -> tuple[str, tuple[str, ...]]:
    """The title and the details of a resource."""
    name = re.sub(r"\$\{.*\}", "…", facts.arguments(address).get("name", ""))
    return address.partition(".")[0].removeprefix("azurerm_").replace("_", " ").capitalize(), (name,)
