"""The Kubernetes API of each EKS cluster, and who may log in to it.

A principal logs in with its access entry; an access policy for the whole cluster makes it an administrator. Without
access entries (`CONFIG_MAP`), only the principal that created the cluster is admitted; the config map `aws-auth` is not
read. Source: https://docs.aws.amazon.com/eks/latest/userguide/access-entries.html
"""

from collections.abc import Iterable, Mapping
from weakref import WeakKeyDictionary

from moto.eks.models import Cluster
from moto.iam.models import iam_backends
from moto.sts.models import STSBackend, sts_backends

from emulator import kubernetes
from emulator.aws.eks_access import AccessEntry, entries_of, takes_access_entries
from emulator.aws.eks_tokens import SignedToken
from emulator.environment import AWS_CREDENTIALS
from emulator.kubernetes import MASTERS, Clusters, User

_ADMINISTRATORS = ("AmazonEKSClusterAdminPolicy", "AmazonEKSAdminPolicy")
_clusters: list[Clusters] = []
_names: WeakKeyDictionary[Cluster, str] = WeakKeyDictionary()
_creators: WeakKeyDictionary[Cluster, str] = WeakKeyDictionary()


def use(clusters: Clusters) -> None:
    """The clusters to which those of EKS are added."""
    _clusters[:] = [clusters]


def start(cluster: Cluster, creator_arn: str) -> kubernetes.Cluster:
    """Start the API of a new cluster; its name is also that of the EKS cluster, unless another region has it."""
    (clusters,) = _clusters
    name = cluster.name if clusters.get(cluster.name) is None else f"{cluster.name}.{_region(cluster)}"
    _names[cluster], _creators[cluster] = name, creator_arn
    made = clusters.create(name, version=cluster.version, login=lambda token: _user(cluster, token))
    made.set_nodes({})  # Nodes come with node groups.
    return made


def creator_of(cluster: Cluster) -> str:
    """The ARN of the principal that created the cluster."""
    return _creators[cluster]


def stop(cluster: Cluster) -> None:
    _clusters[0].delete(_names.pop(cluster))


def upgrade(cluster: Cluster) -> None:
    _api_of(cluster).version = cluster.version


def set_nodes(cluster: Cluster, nodes: Mapping[str, Mapping[str, str]]) -> None:
    """Make the cluster have these nodes, by name, each with its labels."""
    if cluster in _names:
        _api_of(cluster).set_nodes(nodes)


def _api_of(cluster: Cluster) -> kubernetes.Cluster:
    found = _clusters[0].get(_names[cluster])
    assert found is not None
    return found


def _user(cluster: Cluster, token: str) -> User | None:
    try:
        signed = SignedToken(token)
    except ValueError:
        return None
    sts = _sts(cluster)
    secret = _secret_key(sts, signed.access_key)
    if secret is None or not signed.is_for(cluster.name, secret):
        return None
    return _admitted(cluster, principal_of(sts, signed.access_key, _region(cluster)))


def _secret_key(sts: STSBackend, access_key: str) -> str | None:
    if access_key == AWS_CREDENTIALS[0]:
        return AWS_CREDENTIALS[1]
    assumed = sts.get_assumed_role_from_access_key(access_key)
    if assumed:
        return assumed.secret_access_key
    key = iam_backends[sts.account_id][sts.partition].access_keys.get(access_key)
    return key.secret_access_key if key else None


def _sts(cluster: Cluster) -> STSBackend:
    partition, account_id = cluster.arn.split(":")[1], cluster.arn.split(":")[4]
    return sts_backends[account_id][partition]


def _region(cluster: Cluster) -> str:
    return cluster.arn.split(":")[3]


def principal_of(sts: STSBackend, access_key: str, region: str) -> str:
    """The ARN of a caller as access entries have it: a session of a role counts as the role."""
    arn = sts.get_caller_identity(access_key, region)[1]
    prefix, is_session, role = arn.partition(":assumed-role/")
    if not is_session:
        return arn
    return f"{prefix.replace(':sts:', ':iam:')}:role/{role.rpartition('/')[0]}"


def _admitted(cluster: Cluster, principal: str) -> User | None:
    entry = entries_of(cluster).get(principal)
    if entry is not None:
        return User(entry.username, tuple(_groups(entry)))
    if not takes_access_entries(cluster) and principal == _creators[cluster]:
        return User("kubernetes-admin", (MASTERS,))
    return None


def _groups(entry: AccessEntry) -> Iterable[str]:
    yield from entry.kubernetes_groups
    for arn, policy in entry.policies.items():
        if arn.endswith(_ADMINISTRATORS) and policy["accessScope"]["type"] == "cluster":
            yield MASTERS
