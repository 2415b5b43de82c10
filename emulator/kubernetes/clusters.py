"""The clusters of an emulator, by name."""

from emulator.certificates import Authority
from emulator.kubernetes.authentication import Login
from emulator.kubernetes.cluster import Cluster, Inventory


class Clusters:
    """Clusters whose certificates are issued by `authority`."""

    def __init__(self, authority: Authority) -> None:
        self._authority = authority
        self._clusters: dict[str, Cluster] = {}

    def create(self, name: str, *, version: str, login: Login) -> Cluster:
        """A new cluster of the Kubernetes version `version`, such as "1.34", that serves requests until `delete`."""
        if name in self._clusters:
            raise ValueError(f"cluster {name} exists")
        self._clusters[name] = Cluster(name, self._authority, version=version, login=login)
        return self._clusters[name]

    def get(self, name: str) -> Cluster | None:
        return self._clusters.get(name)

    def delete(self, name: str) -> None:
        self._clusters.pop(name).close()

    def inventory(self) -> dict[str, Inventory]:
        """By cluster, the objects that a new cluster does not have."""
        return {name: cluster.inventory() for name, cluster in sorted(self._clusters.items())}

    def close(self) -> None:
        """Deletes all clusters."""
        for name in list(self._clusters):
            self.delete(name)
