"""What raises an alarm: Azure Monitor metrics by subject, without thresholds and receivers.

Metrics: https://learn.microsoft.com/azure/azure-monitor/reference/metrics-index
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

MYSQL = "Microsoft.DBforMySQL/flexibleServers"
GATEWAY = "Microsoft.Network/applicationGateways"
CLUSTER = "Microsoft.ContainerService/managedClusters"
STORAGE = "Microsoft.Storage/storageAccounts"
TOPIC = "Microsoft.EventGrid/systemTopics"
VAULT = "Microsoft.KeyVault/vaults"
MANAGED_REDIS = "Microsoft.Cache/redisEnterprise"
CACHE_FOR_REDIS = "Microsoft.Cache/redis"
# Every value of a dimension, each with its own total.
EACH = ("*",)
# The response types of requests that failed in the service.
_STORAGE_FAILURES = ("ServerBusyError", "ServerOtherError", "ServerTimeoutError")

# Thresholds that no input changes. Any failover.
FIXED_THRESHOLDS = {"cache_failover": 0}


@dataclass(frozen=True)
class Alarm:
    """An alarm: the metric of `resource_id` is above a threshold, or `below` it, in a window of `minutes`.

    `name` is the name of its threshold and of its section in docs/alarms.md; `title` is what it tells. `dimensions`
    count only metrics with one of these values; with `EACH`, every value has an alert of its own. `minutes` are 5, 15,
    30 or 60. `samples` multiply the threshold: a total counts an object once per sample.
    """

    name: str
    title: str
    resource_id: str
    namespace: str
    metric: str
    aggregation: str = "Average"
    below: bool = False
    minutes: int = 15
    dimensions: Mapping[str, Sequence[str]] = field(default_factory=dict)
    samples: int = 1


def database_alarms(server_id: str) -> list[Alarm]:
    """Alarms of a MySQL flexible server."""

    def alarm(name: str, title: str, metric: str, aggregation: str = "Average", minutes: int = 15) -> Alarm:
        return Alarm(f"database_{name}", title, server_id, MYSQL, metric, aggregation, minutes=minutes)

    return [
        alarm("cpu", "The database's CPU is busy.", "cpu_percent"),
        alarm("memory", "The database has little free memory.", "memory_percent"),
        alarm("storage", "The database's disk is nearly full.", "storage_percent", "Maximum"),
        alarm("connections", "The database has nearly all its connections in use.", "active_connections", "Maximum"),
        alarm("slow_queries", "Many queries are slow.", "Slow_queries", "Total", 5),
        alarm("login_failures", "Many connections to the database fail.", "aborted_connections", "Total", 5),
    ]


def cache_alarms(cache_id: str, *, managed: bool) -> list[Alarm]:
    """Alarms of a Redis: Azure Managed Redis if `managed`, else Azure Cache for Redis.

    https://learn.microsoft.com/azure/azure-cache-for-redis/monitor-cache-reference
    """
    namespace = MANAGED_REDIS if managed else CACHE_FOR_REDIS

    def alarm(name: str, title: str, metric: str, aggregation: str = "Maximum", minutes: int = 15) -> Alarm:
        return Alarm(f"cache_{name}", title, cache_id, namespace, metric, aggregation, minutes=minutes)

    # Azure Managed Redis has no metric of failovers; see `tell_of_health`.
    failover = Alarm(
        "cache_failover",
        "Redis failed over to its replica.",
        cache_id,
        namespace,
        "errors",
        "Maximum",
        minutes=5,
        dimensions={"ErrorType": ["Failover"]},
    )
    return [
        alarm("cpu", "Redis uses nearly all of its CPU.", "percentProcessorTime"),
        alarm("memory", "Redis has little free memory.", "usedmemorypercentage"),
        alarm("evictions", "Redis evicts keys for lack of memory.", "evictedkeys", "Total", 5),
        *([] if managed else [failover]),
    ]


def gateway_alarms(gateway_id: str) -> list[Alarm]:
    """Alarms of an application gateway."""
    failed = {"HttpStatusGroup": ["5xx"]}
    return [
        Alarm(
            "load_balancer_errors",
            "The gateway answers with errors.",
            gateway_id,
            GATEWAY,
            "ResponseStatus",
            "Total",
            minutes=5,
            dimensions=failed,
        ),
        Alarm(
            "server_errors",
            "The server answers with errors.",
            gateway_id,
            GATEWAY,
            "BackendResponseStatus",
            "Total",
            minutes=5,
            dimensions=failed,
        ),
        Alarm("server_latency", "The server answers slowly.", gateway_id, GATEWAY, "BackendLastByteResponseTime"),
        Alarm("unhealthy_targets", "A target fails the health probe.", gateway_id, GATEWAY, "UnhealthyHostCount"),
    ]


def cluster_alarms(cluster_id: str) -> list[Alarm]:
    """Alarms of the nodes and pods of an AKS cluster.

    The metrics of conditions and phases have a sample per minute for each node and pod, so the total of one node or pod
    is a number of minutes, and a rolling update does not add up
    (https://learn.microsoft.com/azure/azure-monitor/reference/supported-metrics/microsoft-containerservice-managedclusters-metrics).
    A failed pod stays until its Job or the garbage collector removes it, so `pods_failed` counts pods, over an hour.
    """

    def alarm(
        name: str,
        title: str,
        metric: str,
        aggregation: str,
        minutes: int = 15,
        samples: int = 1,
        **dimensions: Sequence[str],
    ) -> Alarm:
        return Alarm(
            name,
            title,
            cluster_id,
            CLUSTER,
            metric,
            aggregation,
            minutes=minutes,
            samples=samples,
            dimensions=dimensions,
        )

    conditions, phases = "kube_node_status_condition", "kube_pod_status_phase"
    return [
        alarm("node_not_ready", "A node is not ready.", conditions, "Total", 30, status2=["NotReady"], node=EACH),
        alarm("node_cpu", "A node's CPU is busy.", "node_cpu_usage_percentage", "Maximum"),
        alarm("node_disk", "A node's disk is nearly full.", "node_disk_usage_percentage", "Maximum"),
        alarm("pods_pending", "A pod does not start.", phases, "Total", 30, phase=["Pending"], pod=EACH),
        alarm("pods_failed", "Many pods failed.", phases, "Total", 60, 60, phase=["Failed"]),
    ]


def queue_alarms(topic_id: str) -> list[Alarm]:
    """Alarms of the Event Grid topic that fills the queue."""
    return [
        Alarm(
            "queue_delivery",
            "Event Grid cannot write to the queue.",
            topic_id,
            TOPIC,
            "DeliveryAttemptFailCount",
            "Total",
        ),
        Alarm("queue_dead_letters", "Event Grid gave up on events.", topic_id, TOPIC, "DeadLetteredCount", "Total"),
    ]


def storage_alarms(account_id: str) -> list[Alarm]:
    """Alarms of a storage account."""
    return [
        Alarm("bucket_availability", "The storage account fails.", account_id, STORAGE, "Availability", below=True),
        Alarm(
            "bucket_server_errors",
            "The storage account refuses requests or fails.",
            account_id,
            STORAGE,
            "Transactions",
            "Total",
            minutes=5,
            dimensions={"ResponseType": _STORAGE_FAILURES},
        ),
    ]


def vault_alarms(vault_id: str) -> list[Alarm]:
    """Alarms of a key vault."""
    return [Alarm("vault_availability", "The key vault fails.", vault_id, VAULT, "Availability", below=True)]
