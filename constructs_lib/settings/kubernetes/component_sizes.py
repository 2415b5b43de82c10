"""What the operator's components request per size, and the nodes that this needs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from ..sizes import SIZES


@dataclass(frozen=True)
class Capacity:
    """CPUs and memory (GiB) of a node."""

    cpus: float
    memory: float

    @property
    def allocatable(self) -> Capacity:
        """What is left for pods.

        EKS and AKS reserve up to 0.3 CPUs and 5 % of the memory, and their daemon sets request up to 0.3 CPUs
        (https://learn.microsoft.com/azure/aks/node-resource-reservations).
        """
        return Capacity(self.cpus - 0.6, self.memory * 0.93)


@dataclass(frozen=True)
class Pods:
    """The pods of a component: at least `replicas`, each with these requests."""

    component: str
    replicas: int
    cpus: float
    memory: float


def _table(
    app: tuple[float, float],
    api: tuple[float, float],
    executor: tuple[int, float, float],
    glue: tuple[float, float],
    parquet: tuple[float, float],
    weave: tuple[float, float],
) -> tuple[Pods, ...]:
    return (
        Pods("app", 1, *app),
        Pods("api", 2, *api),
        Pods("console", 1, 1, 1),
        Pods("executor", *executor),
        Pods("glue", 1, *glue),
        Pods("parquet", 2, *parquet),
        # A job that runs every minute.
        Pods("parquet-backfill", 1, 1, 1),
        # With the container that clears the cache.
        Pods("weave", 2, weave[0] + 0.1, weave[1] + 0.125),
    )


# The chart operator-wandb 0.43.8, at its minimum of replicas
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/values.yaml).
REQUESTS = dict(
    zip(
        SIZES,
        (
            _table((1, 2), (1, 2), (1, 1, 8), (1, 2), (1, 8), (1, 8)),
            _table((4, 8), (6, 16), (1, 6, 32), (3, 6), (15, 64), (2, 24)),
            _table((4, 8), (6, 16), (2, 6, 32), (3, 6), (15, 64), (3, 24)),
            _table((4, 8), (6, 16), (2, 10, 80), (3, 6), (15, 64), (3, 24)),
            _table((4, 8), (6, 16), (2, 10, 96), (3, 6), (15, 64), (3, 48)),
        ),
        strict=True,
    )
)
WEAVE_TRACE = dict(zip(SIZES, ((2, 4), (3, 4), (4, 6), (5, 6), (6, 6)), strict=True))
# The controller, and the pods of Kubernetes itself, such as CoreDNS and the drivers' controllers.
OTHERS = (Pods("controller", 1, 0.4, 0.5), Pods("kubernetes", 2, 0.5, 0.5))


def pods_of(size: str, *, weave_trace: bool = False) -> tuple[Pods, ...]:
    """The pods of `size`, with those of the operator and of Kubernetes."""
    replicas, memory = WEAVE_TRACE[size]
    traces = (Pods("weave-trace", replicas, 1, memory),) if weave_trace else ()
    return (*REQUESTS[size], *traces, *OTHERS)


def total(pods: Iterable[Pods]) -> Capacity:
    """The sum of all requests."""
    found = tuple(pods)
    return Capacity(
        round(sum(each.replicas * each.cpus for each in found), 1),
        round(sum(each.replicas * each.memory for each in found), 1),
    )


def largest(pods: Iterable[Pods], node: Capacity) -> Pods | None:
    """A pod that does not fit on an empty `node`, if there is one."""
    free = node.allocatable
    return next((each for each in pods if each.cpus > free.cpus or each.memory > free.memory), None)


def nodes_needed(pods: Iterable[Pods], node: Capacity) -> int:
    """How many nodes hold all pods, the largest placed first. Every pod fits on an empty node."""
    free: list[Capacity] = []
    single = [each for each in pods for _ in range(each.replicas)]
    for pod in sorted(single, key=lambda each: (each.cpus, each.memory), reverse=True):
        place = next(
            (index for index, left in enumerate(free) if left.cpus >= pod.cpus and left.memory >= pod.memory), None
        )
        if place is None:
            free.append(node.allocatable)
            place = len(free) - 1
        free[place] = Capacity(free[place].cpus - pod.cpus, free[place].memory - pod.memory)
    return len(free)
