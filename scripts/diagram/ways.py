"""The ways of one request and of one upload of an artifact: the arrows of an overview that it passes, numbered."""

from __future__ import annotations

from collections.abc import Sequence

from scripts.diagram.drawing import Edge, Group, Picture

_CLIENTS = "clients"
_ENTRY = ("aws_lb.", "azurerm_application_gateway.")
_PODS = ("aws_eks_node_group.", "azurerm_kubernetes_cluster.")
_DATABASE = ("aws_rds_cluster.", "azurerm_mysql_flexible_server.")
_CACHE = ("aws_elasticache_replication_group.", "azurerm_managed_redis.", "azurerm_redis_cache.")
_FILES = ("aws_s3_bucket.", "azurerm_storage_account.")
_QUEUE = ("aws_sqs_queue.", "azurerm_storage_queue.")
# Where the step begins, where it ends, and what happens.
_REQUEST = (
    ((_CLIENTS,), _ENTRY, "asks"),
    (_ENTRY, _PODS, "forwards"),
    (_PODS, _CACHE, "looks up sessions"),
    (_PODS, _DATABASE, "reads and writes"),
    (_PODS, _FILES, "reads and writes files"),
)
_UPLOAD = (
    ((_CLIENTS,), _ENTRY, "asks where to upload"),
    (_ENTRY, _PODS, "forwards"),
    (_PODS, _DATABASE, "records the artifact"),
    ((_CLIENTS,), _FILES, "uploads by signed URL"),
    (_FILES, _QUEUE, "reports the file"),
    (_PODS, _QUEUE, "reads the report"),
)


def ways(name: str, overview: Picture) -> dict[str, Picture]:
    """The pictures `request` and `upload` of the deployment `name`."""
    return {
        "request": _way(f"{name}: one request", overview, _REQUEST),
        "upload": _way(f"{name}: one upload of an artifact", overview, _UPLOAD),
    }


def _way(title: str, overview: Picture, steps: Sequence[tuple[tuple[str, ...], tuple[str, ...], str]]) -> Picture:
    # Files go to the bucket directly; its address is open to signed URLs, so no rule of a security group says it.
    files = sorted({edge.target for edge in overview.edges if _is(edge.source, _PODS) and _is(edge.target, _FILES)})
    known = [*overview.edges, *(Edge(_CLIENTS, each, "443 HTTPS", "tls") for each in files)]
    edges: list[Edge] = []
    number = 0
    for sources, targets, text in steps:
        labels: dict[tuple[str, str, str], list[str]] = {}
        for edge in known:
            if _is(edge.source, sources) and _is(edge.target, targets) and "only redirects" not in edge.label:
                labels.setdefault((edge.source, edge.target, edge.style), []).append(edge.label)
        number += bool(labels)
        for (source, target, style), found in labels.items():
            edges.append(Edge(source, target, "\n".join([f"{number}. {text}", *dict.fromkeys(found)]), style))
    linked = {name for edge in edges for name in (edge.source, edge.target)}
    nodes = [node for node in overview.root.all_nodes() if node.name in linked]
    return Picture(title, Group("", nodes), edges)


def _is(name: str, prefixes: tuple[str, ...]) -> bool:
    return name.startswith(prefixes)
