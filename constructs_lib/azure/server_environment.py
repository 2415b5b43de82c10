"""Azure's values for the W&B server and for the gateway's ingress controller."""

from collections.abc import Mapping

from constructs_lib.platform_outputs import Ingress, ServiceAccountIdentity, TlsSecret

# MySQL flexible server requires TLS. W&B's charts use only this value.
DATABASE_PARAMETERS: Mapping[str, str] = {"tls": "preferred"}
# The volume type parameter of the Azure Disk CSI driver (https://learn.microsoft.com/azure/aks/azure-csi-disk-storage-provision).
STORAGE_TYPE_PARAMETER = "skuName"
# The storage account key. If it is not set, the server uses the identity of its pods.
STORAGE_KEY_VARIABLE = "AZURE_STORAGE_KEY"
# The ingress class of the AKS add-on (https://azure.github.io/application-gateway-kubernetes-ingress/ingress-v1/).
INGRESS_CLASS = "azure-application-gateway"
# The secret name in the official module's ingress.
TLS_SECRET = "wandb-ssl-cert"
# Uploads and exports take longer than the gateway's default of 30 s.
REQUEST_TIMEOUT_SECONDS = 300
# By default, the controller would use the readiness probe, which also checks the database.
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
    """The storage account, if there is one, and the Key Vault for users' secrets."""
    found = {"AZURE_STORAGE_ACCOUNT": account_name} if account_name else {}
    # Server versions before and after 2025-08 read different names.
    for store in ("GORILLA_CUSTOMER_SECRET_STORE", "GORILLA_SECRET_STORE"):
        found[f"{store}_SOURCE"] = "az-secretmanager://wandb"
        found[f"{store}_AZ_CONFIG_VAULT_URI"] = secret_store_vault_uri
    return found


def service_account_identity(
    *, service_account_name: str, client_id: str, service_account_annotations: Mapping[str, str]
) -> ServiceAccountIdentity:
    """The service account and pod labels for the user-assigned identity `client_id`. AKS sets the variables
    `AZURE_CLIENT_ID`, `AZURE_TENANT_ID` and `AZURE_FEDERATED_TOKEN_FILE` in pods with the labels.
    """
    return ServiceAccountIdentity(
        service_account_name=service_account_name,
        service_account_annotations={**service_account_annotations, _CLIENT_ID: client_id},
        pod_labels={_USE: "true"},
    )


def ingress(
    *,
    host: str,
    tls: TlsSecret | None = None,
    gateway_certificate: str | None = None,
    private: bool = False,
    health_path: str | None = HEALTH_PATH,
) -> Ingress:
    """The server's ingress on the public address of the Application Gateway or, if `private`, on its private address.

    Not on both: the controller creates no private listener on a port that has a public one. The certificate is that of
    the secret `tls` or the gateway's certificate `gateway_certificate`. With neither, `host` is served over HTTP.
    Without `health_path`, the controller uses the readiness probes of the pods.
    """
    if tls and gateway_certificate:
        raise ValueError(
            "tls and gateway_certificate are mutually exclusive: with tls, the controller ignores the other"
        )
    annotations = {f"{_CONTROLLER}/request-timeout": str(REQUEST_TIMEOUT_SECONDS)}
    if health_path:
        annotations[f"{_CONTROLLER}/health-probe-path"] = health_path
    if tls or gateway_certificate:
        annotations[f"{_CONTROLLER}/ssl-redirect"] = "true"
    if gateway_certificate:
        annotations[f"{_CONTROLLER}/appgw-ssl-certificate"] = gateway_certificate
    if private:
        annotations[f"{_CONTROLLER}/use-private-ip"] = "true"
    return Ingress(class_name=INGRESS_CLASS, hosts=(host,), annotations=annotations, tls=tls)
