"""The providers `kubernetes` and `helm`, with the same login."""

from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.provider import KubernetesProvider, KubernetesProviderExec
from constructs import Construct

from constructs_lib.cluster_login import CertificateLogin, ClusterLogin, ExecLogin, TokenLogin
from constructs_lib.platform_outputs import ClusterAccess

# The API version of kubelogin and other current credential plugins
# (https://kubernetes.io/docs/reference/access-authn-authz/authentication/#client-go-credential-plugins).
EXEC_API = "client.authentication.k8s.io/v1beta1"


def kubernetes_provider(scope: Construct, id_: str, *, cluster: ClusterAccess, login: ClusterLogin) -> None:
    """The provider `kubernetes`, which connects to `cluster` with `login`."""
    found = _connection(cluster, login)
    # `exec` is a block in this provider and an object in helm.
    if "exec" in found:
        found["exec"] = [KubernetesProviderExec(**found["exec"])]
    KubernetesProvider(scope, id_, **found)


def helm_provider(scope: Construct, id_: str, *, cluster: ClusterAccess, login: ClusterLogin) -> None:
    """The provider `helm`, which connects to `cluster` with `login`. Requires the Helm bindings.

    Keep it in the stack until the state has no release: Terraform cannot destroy resources without their provider.
    """
    # Imported here, so that stacks without charts do not load the bindings.
    from cdktf_cdktf_provider_helm.provider import HelmProvider, HelmProviderKubernetes

    HelmProvider(scope, id_, kubernetes=HelmProviderKubernetes(**_connection(cluster, login)))


def _connection(cluster: ClusterAccess, login: ClusterLogin) -> dict[str, Any]:
    """The arguments common to both providers."""
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
