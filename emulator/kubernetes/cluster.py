"""A cluster: its API, its HTTPS server, its controllers and what is in it."""

from collections.abc import Mapping

from emulator.certificates import Authority
from emulator.kubernetes import control, nodes
from emulator.kubernetes.api import Api
from emulator.kubernetes.application import KubernetesApplication, full_version
from emulator.kubernetes.authentication import Login
from emulator.kubernetes.controllers import Worker
from emulator.kubernetes.initial_objects import create_initial_objects, new_objects
from emulator.kubernetes.server import HttpsServer
from emulator.loopback import HOST

Inventory = dict[str, list[str]]


class Cluster:
    """The Kubernetes API `application` under `endpoint`, whose certificate is one of the authority `authority_pem`.

    A new cluster has one node, until `set_nodes`.
    """

    def __init__(self, name: str, authority: Authority, *, version: str, login: Login) -> None:
        self.name = name
        self.authority_pem = authority.pem
        self._api = Api(version, authority.pem, login)
        create_initial_objects(self._api)
        self.set_nodes({"node-1": {}})
        self._initial = {item["metadata"]["uid"] for _, item in self._api.store.all()}
        self._worker = Worker(self._api)
        self.application = KubernetesApplication(self._api)
        self._server = HttpsServer(self.application, authority.server_context(HOST, "localhost"))
        self.endpoint = f"https://{HOST}:{self._server.port}"

    @property
    def version(self) -> str:
        return self._api.version

    @version.setter
    def version(self, version: str) -> None:
        """An upgrade keeps all objects."""
        self._api.set_version(version)

    def set_nodes(self, wanted: Mapping[str, Mapping[str, str]]) -> None:
        """Make the cluster have exactly these nodes, by name, each with its labels. Without nodes, no pod runs."""
        nodes.set_nodes(self._api, wanted, full_version(self._api.version))

    def hold(self, namespace: str, prefix: str) -> None:
        """Keep the pods whose name starts with `prefix` from getting ready."""
        control.set_held(self._api, namespace, prefix, held=True)

    def release(self, namespace: str, prefix: str) -> None:
        """End `hold`."""
        control.set_held(self._api, namespace, prefix, held=False)

    def settle(self) -> None:
        """Let the controllers do now what they would do in a moment."""
        self._worker.settle()

    def inventory(self) -> Inventory:
        """The objects that a new cluster does not have, as {"kind": ["namespace/name"]}."""
        return new_objects(self._api, self._initial)

    def close(self) -> None:
        self.application.is_closed = True
        self._worker.stop()
        self._server.close()
