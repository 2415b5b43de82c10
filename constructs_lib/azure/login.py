"""What an application on Azure reads while Terraform applies: a login to AKS, and secrets from Key Vault."""

from cdktf import Fn
from constructs import Construct

from constructs_lib.cluster_login import CertificateLogin, ExecLogin
from constructs_lib.framework import EphemeralReference, EphemeralResource, require_reference

# The Microsoft Entra application that stands for the API servers of all AKS clusters, the same in every tenant
# (https://azure.github.io/kubelogin/concepts/aks.html).
AKS_SERVER_ID = "6dae42f8-4368-4678-94ff-3960e28e3630"
# kubelogin reads the variables of the azurerm provider (ARM_CLIENT_ID, ARM_TENANT_ID, ...) when it is told to
# (https://azure.github.io/kubelogin/cli/get-token.html): a service principal is then given once for both.
_FURTHER_ARGS = {"spn": ("--use-azurerm-env-vars",)}
# The other ways of kubelogin ask a person.
LOGIN_MODES = ("azurecli", "msi", "spn", "workloadidentity")


def cluster_login(*, mode: str) -> ExecLogin:
    """A login to AKS with Microsoft Entra ID, in the name of whoever applies, by `kubelogin`, which is on their PATH.

    `mode` is one of `LOGIN_MODES`: the Azure CLI's user, a managed identity, a service principal, or a federated token.
    Terraform keeps nothing of it, and no account of the cluster's own is needed.
    """
    if mode not in LOGIN_MODES:
        raise ValueError(f"mode must be one of {', '.join(LOGIN_MODES)}, got {mode!r}")
    args = ("get-token", "--login", mode, "--server-id", AKS_SERVER_ID, *_FURTHER_ARGS.get(mode, ()))
    return ExecLogin(command="kubelogin", args=args)


def certificate_login(*, client_certificate_data: str, client_key: EphemeralReference) -> CertificateLogin:
    """A login to AKS as the administrator that every cluster with local accounts has, where kubelogin cannot be had.

    It asks for local accounts, which know no person and no group. azurerm reads their certificate and key by itself and
    keeps both in the state of the infrastructure; rotating the cluster's certificates is the only way to withdraw them.
    `client_certificate_data` is base64, as the cluster gives it; `client_key` is a reference to the key in
    the same form, so that the application's state does not hold it once more.
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
