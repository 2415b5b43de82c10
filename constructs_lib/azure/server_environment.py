"""Azure in the words that the W&B server and the gateway's ingress controller read."""

from collections.abc import Mapping

from constructs_lib.platform_outputs import Ingress, ServiceAccountIdentity, TlsSecret

# Azure's MySQL refuses plain connections. This is the one value that W&B's own charts use (wandb-facts, section b).
DATABASE_PARAMETERS: Mapping[str, str] = {"tls": "preferred"}
# What the driver of Azure disks calls the type of a volume (https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision).
STORAGE_TYPE_PARAMETER = "skuName"
# The server reads the account's key here; in its absence it is the identity of its pods.
STORAGE_KEY_VARIABLE = "AZURE_STORAGE_KEY"
# The class that the AKS add-on makes (https://azure.github.io/application-gateway-kubernetes-ingress/ingress-v1/).
INGRESS_CLASS = "azure-application-gateway"
# The secret of the official module's ingress.
TLS_SECRET = "wandb-ssl-cert"
# Uploads and exports outlive the gateway's own 30 s (wandb-facts, section a).
REQUEST_TIMEOUT_SECONDS = 300
# Without it, the controller would ask what Kubernetes asks of readiness, which is about the database too.
HEALTH_PATH = "/healthz"
# https://learn.microsoft.com/azure/application-gateway/ingress-controller-annotations
_CONTROLLER = "appgw.ingress.kubernetes.io"
# https://azure.github.io/azure-workload-identity/docs/topics/service-account-labels-and-annotations.html
_CLIENT_ID = "azure.workload.identity/client-id"
_USE = "azure.workload.identity/use"


def queue_url(*, account_name: str, queue_name: str) -> str:
    """`az://account/queue`."""
    return f"az://{account_name}/{queue_name}"


def bucket_path(*, container_name: str, path: str | None) -> str:
    """`container/path`: what follows the account in `az://account/container/path`."""
    return f"{container_name}/{path}" if path else container_name


def server_variables(*, account_name: str | None, secret_store_vault_uri: str) -> dict[str, str]:
    """The storage account, if files are kept in one, and the Key Vault in which the server keeps its users' secrets."""
    found = {"AZURE_STORAGE_ACCOUNT": account_name} if account_name else {}
    # The server of before and after 2025-08 reads one pair or the other.
    for store in ("GORILLA_CUSTOMER_SECRET_STORE", "GORILLA_SECRET_STORE"):
        found[f"{store}_SOURCE"] = "az-secretmanager://wandb"
        found[f"{store}_AZ_CONFIG_VAULT_URI"] = secret_store_vault_uri
    return found


def service_account_identity(
    *, service_account_name: str, client_id: str, service_account_annotations: Mapping[str, str]
) -> ServiceAccountIdentity:
    """Pods that are the user-assigned identity `client_id`: AKS gives those with the label a token and its variables
    (`AZURE_CLIENT_ID`, `AZURE_TENANT_ID`, `AZURE_FEDERATED_TOKEN_FILE`).
    """
    return ServiceAccountIdentity(
        service_account_name=service_account_name,
        service_account_annotations={**service_account_annotations, _CLIENT_ID: client_id},
        pod_labels={_USE: "true"},
    )


def ingress(
    *, host: str, tls: TlsSecret | None = None, gateway_certificate: str | None = None, private: bool = False
) -> Ingress:
    """The Application Gateway as the server's entrance: by its public address or, if `private`, by its private one.
    Not by both: its controller makes no private listener on a port that has a public one.

    The certificate is the one in the secret `tls`, or the gateway's own, named `gateway_certificate`. With neither,
    `host` is served in plain HTTP.
    """
    if tls and gateway_certificate:
        raise ValueError("tls and gateway_certificate exclude each other: the controller would ignore the latter")
    annotations = {
        f"{_CONTROLLER}/request-timeout": str(REQUEST_TIMEOUT_SECONDS),
        f"{_CONTROLLER}/health-probe-path": HEALTH_PATH,
    }
    if tls or gateway_certificate:
        annotations[f"{_CONTROLLER}/ssl-redirect"] = "true"
    if gateway_certificate:
        annotations[f"{_CONTROLLER}/appgw-ssl-certificate"] = gateway_certificate
    if private:
        annotations[f"{_CONTROLLER}/use-private-ip"] = "true"
    return Ingress(class_name=INGRESS_CLASS, hosts=(host,), annotations=annotations, tls=tls)
