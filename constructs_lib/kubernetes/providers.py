"""The providers that speak to a cluster, both with one login."""

from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from constructs_lib.cluster_login import CertificateLogin, ClusterLogin, ExecLogin, TokenLogin
from constructs_lib.platform_outputs import ClusterAccess

# What kubelogin and the other login programs of today answer in
# (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
EXEC_API = "client.authentication.k8s.io/v1beta1"


def kubernetes_provider(scope: Construct, id_: str, *, cluster: ClusterAccess, login: ClusterLogin) -> None:
    """The provider `kubernetes`, which reaches `cluster` by `login`."""
    found = _connection(cluster, login)
    # A block for this provider, an object for Helm.
    if "exec" in found:
        found["exec"] = [KubernetesProviderExec(**found["exec"])]
    KubernetesProvider(scope, id_, **found)


def helm_provider(scope: Construct, id_: str, *, cluster: ClusterAccess, login: ClusterLogin) -> None:
    """The provider `helm`, which reaches `cluster` by `login`; it needs the bindings of Helm.

    Keep it in the stack until no release is in its state: Terraform forgets what it has no provider for.
    """
    # Who has no chart to install needs neither the bindings nor the time to load them.
    from cdktf_cdktf_provider_helm.provider import HelmProvider, HelmProviderKubernetes

    HelmProvider(scope, id_, kubernetes=HelmProviderKubernetes(**_connection(cluster, login)))


def _connection(cluster: ClusterAccess, login: ClusterLogin) -> dict[str, Any]:
    """The arguments that both providers have under the same names."""
    return {
        "host": cluster.endpoint,
        "cluster_ca_certificate": Fn.base64decode(cluster.certificate_authority_data),
        **_credentials(login),
    }


def _credentials(login: ClusterLogin) -> dict[str, Any]:
    match login:
        case TokenLogin(token=token):
            return {"token": token.value}
        case ExecLogin():
            return {"exec": {"api_version": EXEC_API, "command": login.command, "args": list(login.args)}}
        case CertificateLogin():
            return {"client_certificate": login.client_certificate, "client_key": login.client_key.value}
