"""The root module of a deployment's application on Azure: the W&B server and cert-manager."""

from collections.abc import Mapping

from cdktf import TerraformOutput
from constructs import Construct

from constructs_lib.azure.assembly import WandbInfrastructure, platform_outputs
from constructs_lib.azure.login import certificate_login, cluster_login, stored_secret
from constructs_lib.azure.server_environment import INGRESS_CLASS, STORAGE_KEY_VARIABLE
from constructs_lib.cluster_login import ClusterLogin
from constructs_lib.framework import HIDDEN_ID, AddressedStack, EphemeralReference, EphemeralVariable
from constructs_lib.kubernetes.assembly import WandbApplication
from constructs_lib.kubernetes.cert_manager import CertManager
from constructs_lib.kubernetes.providers import helm_provider, kubernetes_provider
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.platform_outputs import ClusterAccess
from constructs_lib.settings import AzureSettings
from constructs_lib.settings.azure import CertificateMode
from stacks.azure import AZURERM_PROVIDER_VERSIONS, azurerm_provider
from stacks.root_module import HELM_PROVIDER_VERSIONS, KUBERNETES_PROVIDER_VERSIONS, configure_backend, require_versions

# The official module's name for the ClusterIssuer.
ISSUER = "cert-issuer"


class AzureApplicationStack(AddressedStack):
    """Providers, backend and application of one deployment, in the cluster of `infrastructure`.

    CDKTF reads the values of `infrastructure` from the state of its stack, which is deployed first. `adopted`:
    an old server may still be in the cluster.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: AzureSettings,
        infrastructure: WandbInfrastructure,
        adopted: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        self._settings, self._infrastructure = settings, infrastructure
        require_versions(
            self,
            {
                "azurerm": AZURERM_PROVIDER_VERSIONS,
                "helm": HELM_PROVIDER_VERSIONS,
                "kubernetes": KUBERNETES_PROVIDER_VERSIONS,
            },
        )
        configure_backend(self, settings.backend)
        azurerm_provider(self, settings)
        cluster, login = self._cluster(), self._login()
        kubernetes_provider(self, "kubernetes", cluster=cluster, login=login)
        # Always, because it uninstalls the releases after ACME is disabled or wandb_runtime has changed.
        helm_provider(self, "helm", cluster=cluster, login=login)
        application = WandbApplication(
            self,
            HIDDEN_ID,
            settings=settings,
            platform=platform_outputs(settings, infrastructure, issuer=self._create_issuer(settings)),
            database_password=self._stored("database", infrastructure.credentials.secret_name),
            redis_password=self._redis_password(),
            cloud_secrets=self._storage_secrets(),
            size=settings.size,
            adopted=adopted,
        )
        for name, value in (
            ("url", settings.url),
            ("kubernetes_namespace", application.namespace),
            ("wandb_version", settings.wandb_version),
        ):
            TerraformOutput(self, name, value=value)

    def _cluster(self) -> ClusterAccess:
        cluster = self._infrastructure.cluster
        return ClusterAccess(cluster.cluster_name, cluster.endpoint, cluster.certificate_authority_data)

    def _login(self) -> ClusterLogin:
        cluster = self._infrastructure.cluster
        key = self._infrastructure.cluster_key
        if cluster.client_certificate is None or key is None:
            return cluster_login(mode=self._settings.kubernetes_login)
        return certificate_login(
            client_certificate_data=cluster.client_certificate, client_key=self._stored("login", key.secret_name)
        )

    def _create_issuer(self, settings: AzureSettings) -> str | None:
        if settings.certificate_mode is not CertificateMode.ACME:
            return None
        manager = CertManager(
            self,
            "cert_manager",
            chart_version=settings.cert_manager_chart_version,
            repository=settings.cert_manager_chart_repository,
            issuer_name=ISSUER,
            email=settings.cert_manager_email,
            ingress_class_name=INGRESS_CLASS,
            acme_server=settings.cert_manager_acme_server,
            variables=self._proxy_variables(settings),
            custom_ca_certs=settings.custom_ca_certs,
        )
        return manager.issuer_name

    def _proxy_variables(self, settings: AzureSettings) -> Mapping[str, str]:
        """The proxy variables for cert-manager; none with a login, which Helm would store in its release."""
        if settings.proxy_password:
            return {}
        direct = [settings.fqdn, settings.network_cidr, self._infrastructure.cluster.service_cidr, *settings.no_proxy]
        return Proxy(settings.http_proxy, settings.https_proxy, direct).environment(secret_name="").plain

    def _redis_password(self) -> EphemeralReference | None:
        cache = self._infrastructure.cache
        return self._stored("redis", cache.key.secret_name) if cache else None

    def _storage_secrets(self) -> Mapping[str, EphemeralReference]:
        """The secret variables for the server's storage: an access key, or the address of an external bucket."""
        objects = self._infrastructure.objects
        if objects is None:
            secrets = {"BUCKET": self._secret_input("external_bucket", "Address of the bucket, with its credentials")}
        elif objects.key is not None:
            secrets = {STORAGE_KEY_VARIABLE: self._stored("storage", objects.key.secret_name)}
        else:
            secrets = {STORAGE_KEY_VARIABLE: self._secret_input("storage_key", "Access key of the storage account")}
        return {name: value for name, value in secrets.items() if value is not None}

    def _secret_input(self, name: str, description: str) -> EphemeralReference | None:
        """The secret input `name` as a variable, or None if the deployment file does not set it."""
        if not getattr(self._settings, name):
            return None
        return EphemeralVariable(self, name, name=name, description=description).reference

    def _stored(self, id_: str, name: str) -> EphemeralReference:
        return stored_secret(self, id_, vault_id=self._infrastructure.vault.vault_id, name=name)
