"""The Kubernetes API of clusters on this machine.

    clusters = Clusters(Authority())
    cluster = clusters.create("one", version="1.34", login=lambda token: User("admin", ("system:masters",)))
    cluster.endpoint, cluster.authority_pem  # for a client's kubeconfig

It is our own on werkzeug: `kmock` has no server-side apply, strategic merge patches, OpenAPI, field validation or
defaults, and its aiohttp server does not fit the threads of the other emulators.

A client is a user by its bearer token (`Login`), or by a certificate of the authority.
"""

from emulator.kubernetes.authentication import MASTERS, Login, User
from emulator.kubernetes.cluster import Cluster
from emulator.kubernetes.clusters import Clusters

__all__ = ["MASTERS", "Cluster", "Clusters", "Login", "User"]
