"""Logins to AKS and secrets from Key Vault, which the application stack reads while Terraform applies."""

from cdktf import Fn
from constructs import Construct

from constructs_lib.cluster_login import CertificateLogin, ExecLogin
from constructs_lib.framework import EphemeralReference, EphemeralResource, require_reference

# The Entra application of the API servers of all AKS clusters, the same in every tenant
# (https://azure.github.io/kubelogin/concepts/aks.html).
AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
# With this flag, kubelogin reads the variables of the azurerm provider (ARM_CLIENT_ID, ARM_TENANT_ID, ...)
# (https://azure.github.io/kubelogin/cli/get-token.html), so a service principal is configured once for both.
_FURTHER_ARGS = {"spn": ("--use-azurerm-env-vars",)}
# kubelogin's other modes are interactive.
LOGIN_MODES = ("azurecli", "msi", "spn", "workloadidentity")


def cluster_login(*, mode: str) -> ExecLogin:
    """A login to AKS with Microsoft Entra ID as the principal that applies. Requires `kubelogin` on the PATH.

    `mode` is one of `LOGIN_MODES`: the Azure CLI's user, a managed identity, a service principal, or a federated token.
    Terraform stores no credentials, and the cluster needs no local accounts.
    """
    if mode not in LOGIN_MODES:
        raise ValueError(f"mode must be one of {', '.join(LOGIN_MODES)}, got {mode!r}")
    args = ("get-token", "--login", mode, "--server-id", AKS_SERVER_ID, *_FURTHER_ARGS.get(mode, ()))
    return ExecLogin(command="kubelogin", args=args)


def certificate_login(*, client_certificate_data: str, client_key: EphemeralReference) -> CertificateLogin:
    """A login to AKS as the cluster's local administrator, for machines without kubelogin.

    The cluster needs local accounts, which are not tied to a user or group. azurerm stores their certificate and key in
    the infrastructure's state; only rotating the cluster's certificates revokes them. `client_certificate_data` is
    base64, as the cluster returns it; `client_key` is a reference to the key in the same form, so that the
    application's state does not contain it.
    """
    require_reference("certificate_login.client_key", client_key)
    return CertificateLogin(
        client_certificate=Fn.base64decode(client_certificate_data),
        client_key=client_key.within("base64decode({})"),
    )


def stored_secret(scope: Construct, id_: str, *, vault_id: str, name: str) -> EphemeralReference:
    """The newest version of the secret `name` in a Key Vault."""
    stored = EphemeralResource(
        scope, id_, resource_type="azurerm_key_vault_secret", config={"name": name, "key_vault_id": vault_id}
    )
    return stored.attribute("value")
