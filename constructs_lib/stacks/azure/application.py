"""The application of a deployment on Azure: the W&B server and cert-manager, and its root module."""

from collections.abc import Mapping

from cdktf import TerraformStack
from constructs import Construct

from constructs_lib.azure.assembly import WandbInfrastructure, cluster_access, platform_outputs
from constructs_lib.azure.login import certificate_login, cluster_login, stored_secret
from constructs_lib.azure.server_environment import INGRESS_CLASS, STORAGE_KEY_VARIABLE
from constructs_lib.cluster_login import ClusterLogin
from constructs_lib.framework import HIDDEN_ID, AddressedStack, Component, EphemeralReference, EphemeralVariable
from constructs_lib.kubernetes.assembly import WandbApplication as Server
from constructs_lib.kubernetes.cert_manager import CertManager
from constructs_lib.kubernetes.providers import helm_provider, kubernetes_provider
from constructs_lib.kubernetes.proxy import Proxy
from constructs_lib.settings import AzureSettings
from constructs_lib.settings.azure import CertificateMode
from constructs_lib.stacks.azure.providers import azurerm_provider
from constructs_lib.stacks.root_module import (
    CLUSTER_PROVIDER_VERSIONS,
    application_outputs,
    configure_backend,
    require_versions,
)

# The official module's name for the ClusterIssuer.
ISSUER = "cert-issuer"


class WandbApplication(Component):
    """The W&B server, and cert-manager if the deployment's certificates need it, in the cluster of `infrastructure`.

    The stack needs the providers of `cluster_providers`, and the provider azurerm for the deployment's subscription.
    If `infrastructure` is in another stack of the app, that stack is deployed first: CDKTF reads the values from its
    state.

    Args:
        settings: Those of `infrastructure`.
        infrastructure: The infrastructure whose cluster runs the server.
        adopted: A server of the official module may still be in the cluster.

    Attributes:
        namespace: The Kubernetes namespace of the server.
        url: The URL of the server.

    Example:
        azurerm_provider(application_stack, settings)
        cluster_providers(application_stack, settings, infrastructure)
        application = WandbApplication(
            application_stack, "application", settings=settings, infrastructure=infrastructure
        )
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
        server = Server(
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
        self.namespace = server.namespace
        self.url = settings.url

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
        return _stored(self, self._infrastructure, id_, name)


class AzureApplicationStack(AddressedStack):
    """Providers, backend and application of one deployment, in the cluster of `infrastructure`.

    CDKTF reads the values of `infrastructure` from the state of its stack, which is deployed first.

    Args:
        settings: Those of `infrastructure`.
        infrastructure: The infrastructure whose cluster runs the server, such as that of `AzureInfrastructureStack`.
        adopted: A server of the official module may still be in the cluster.

    Attributes:
        application: The `WandbApplication`.

    Example:
        AzureApplicationStack(
            app, "azure-team-app", settings=settings, infrastructure=infrastructure_stack.infrastructure
        )
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
        configure_backend(self, settings.backend)
        azurerm_provider(self, settings)
        cluster_providers(self, settings, infrastructure)
        self.application = WandbApplication(
            self, HIDDEN_ID, settings=settings, infrastructure=infrastructure, adopted=adopted
        )
        application_outputs(self, settings, self.application.namespace)


def cluster_providers(scope: Construct, settings: AzureSettings, infrastructure: WandbInfrastructure) -> None:
    """The providers `kubernetes` and `helm` for the cluster of `infrastructure`, with the login in `settings`.

    It also sets the tested versions of Terraform and of both providers in the stack of `scope`.
    """
    require_versions(TerraformStack.of(scope), CLUSTER_PROVIDER_VERSIONS)
    cluster, login = cluster_access(infrastructure), _login(scope, settings, infrastructure)
    kubernetes_provider(scope, "kubernetes", cluster=cluster, login=login)
    # Always, because it uninstalls the releases after ACME is disabled or wandb_runtime has changed.
    helm_provider(scope, "helm", cluster=cluster, login=login)


def _login(scope: Construct, settings: AzureSettings, infrastructure: WandbInfrastructure) -> ClusterLogin:
    certificate, key = infrastructure.cluster.client_certificate, infrastructure.cluster_key
    if certificate is None or key is None:
        return cluster_login(mode=settings.kubernetes_login)
    return certificate_login(
        client_certificate_data=certificate, client_key=_stored(scope, infrastructure, "login", key.secret_name)
    )


def _stored(scope: Construct, infrastructure: WandbInfrastructure, id_: str, name: str) -> EphemeralReference:
    return stored_secret(scope, id_, vault_id=infrastructure.vault.vault_id, name=name)
