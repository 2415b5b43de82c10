"""The state of a cluster, with what every part of the API needs."""

from collections.abc import Callable
from dataclasses import dataclass, field

from emulator.kubernetes.authentication import MASTERS, Login, User
from emulator.kubernetes.objects import Object, new_uid, now
from emulator.kubernetes.registry import Registry
from emulator.kubernetes.requests import Caller
from emulator.kubernetes.resources import BY_NAME, Resource
from emulator.kubernetes.store import Store

CONTROLLER_MANAGER = "kube-controller-manager"


@dataclass
class Api:
    """The objects of a cluster of `version`.

    `held` are the pods that never get ready, by namespace and start of the name; `poke` wakes the controllers.
    `tokens` are those of service accounts; `login` knows all others.
    """

    version: str
    authority_pem: str
    login: Login
    store: Store = field(default_factory=Store)
    tokens: dict[str, User] = field(default_factory=dict)
    held: set[tuple[str, str]] = field(default_factory=set)
    poke: Callable[[], None] = lambda: None

    def __post_init__(self) -> None:
        self.registry = Registry(self.store, self.version)

    def user_of_token(self, token: str) -> User | None:
        return self.tokens.get(token) or self.login(token)

    def set_version(self, version: str) -> None:
        """Another version of Kubernetes, with its schemas; the objects stay."""
        with self.store.lock:
            self.version = version
            self.registry = Registry(self.store, version)

    def get(self, resource: str, namespace: str, name: str) -> Object | None:
        """An object of Kubernetes' own resources, for reading; `resource` is such as `deployments.apps`."""
        return self.store.get(BY_NAME[resource].storage, (namespace, name))

    def list(self, resource: str, namespace: str | None = None) -> list[Object]:
        return self.store.items(BY_NAME[resource].storage, namespace)

    def resource(self, name: str) -> Resource:
        return BY_NAME[name]


def controller(name: str = CONTROLLER_MANAGER) -> Caller:
    """The caller of a controller's changes."""
    return Caller(User(f"system:{name}", (MASTERS,)), name)


def new_metadata(item: Object, resource: Resource, namespace: str) -> None:
    """What the server gives to a new object."""
    metadata = item["metadata"]
    for name in ("resourceVersion", "selfLink", "deletionTimestamp", "deletionGracePeriodSeconds", "generation"):
        metadata.pop(name, None)
    metadata["uid"] = new_uid()
    metadata["creationTimestamp"] = now()
    if resource.is_namespaced:
        metadata["namespace"] = namespace
    else:
        metadata.pop("namespace", None)
