"""The platform outputs of the Azure infrastructure."""

from typing import Any

from constructs_lib.azure.assembly.infrastructure import WandbInfrastructure
from constructs_lib.azure.assembly.object_store import ContainerAndQueue
from constructs_lib.azure.private_endpoint_approval import approval_job
from constructs_lib.azure.server_environment import (
    DATABASE_PARAMETERS,
    HEALTH_PATH,
    STORAGE_KEY_VARIABLE,
    STORAGE_TYPE_PARAMETER,
    TLS_SECRET,
    bucket_path,
    ingress,
    queue_url,
    server_variables,
    service_account_identity,
)
from constructs_lib.platform_outputs import (
    INTERNAL_QUEUE,
    ClusterAccess,
    CronJobSpec,
    DatabaseEndpoint,
    Ingress,
    ObjectStore,
    PlatformOutputs,
    RedisEndpoint,
    TlsSecret,
)
from constructs_lib.settings import AzureSettings
from constructs_lib.settings.azure import CertificateMode


def cluster_access(infrastructure: WandbInfrastructure) -> ClusterAccess:
    """Name, endpoint and certificate authority of the cluster, for the providers that connect to it."""
    cluster = infrastructure.cluster
    return ClusterAccess(cluster.cluster_name, cluster.endpoint, cluster.certificate_authority_data)


def platform_outputs(
    settings: AzureSettings, infrastructure: WandbInfrastructure, *, issuer: str | None = None
) -> PlatformOutputs:
    """The values for the application stack: names, addresses and ids, no secrets.

    `issuer` is the ClusterIssuer of the certificate, if the certificate mode has one.
    """
    objects, database, cluster = infrastructure.objects, infrastructure.database, infrastructure.cluster
    key = objects.key if objects else None
    return PlatformOutputs(
        url=settings.url,
        cluster=cluster_access(infrastructure),
        database=DatabaseEndpoint(
            host=database.host,
            port=database.port,
            name=database.database_name,
            user=settings.database_master_username,
            credentials_id=infrastructure.credentials.secret_name,
            password_version=infrastructure.credentials.version,
            parameters=DATABASE_PARAMETERS,
        ),
        bucket=_bucket(settings, objects) if objects else None,
        queue_url=_queue_url(objects),
        redis=_redis(infrastructure),
        identity=service_account_identity(
            service_account_name=settings.service_account_name,
            client_id=infrastructure.server_identity.client_id,
            service_account_annotations=settings.service_account_annotations,
        ),
        environment=_environment(settings, infrastructure),
        secret_versions={STORAGE_KEY_VARIABLE: key.version} if key else {},
        operator_values=_operator_values(settings, infrastructure) if settings.runs_operator else {},
        oidc_issuer=cluster.oidc_issuer_url if settings.weave_trace_enabled else None,
        ingress=_ingress(settings, infrastructure, issuer),
        storage_type_parameter=STORAGE_TYPE_PARAMETER,
        storage_provisioner="disk.csi.azure.com",
        jobs=_jobs(settings, infrastructure),
        private_ranges=[settings.network_cidr, cluster.service_cidr],
    )


def _bucket(settings: AzureSettings, objects: ContainerAndQueue) -> ObjectStore:
    path = bucket_path(container_name=objects.container_name, path=settings.bucket_path)
    return ObjectStore("az", objects.account_name, path)


def _queue_url(objects: ContainerAndQueue | None) -> str:
    if objects is None or objects.queue_name is None:
        return INTERNAL_QUEUE
    return queue_url(account_name=objects.account_name, queue_name=objects.queue_name)


def _redis(infrastructure: WandbInfrastructure) -> RedisEndpoint | None:
    cache = infrastructure.cache
    if cache is None:
        return None
    return RedisEndpoint(cache.host, cache.port, {"tls": "true"}, password_version=cache.key.version)


def _environment(settings: AzureSettings, infrastructure: WandbInfrastructure) -> dict[str, str]:
    objects = infrastructure.objects
    region = {"AWS_REGION": settings.external_bucket_region} if settings.external_bucket_region else {}
    return region | server_variables(
        account_name=objects.account_name if objects else None,
        secret_store_vault_uri=infrastructure.secret_store.vault_uri,
    )


def _jobs(settings: AzureSettings, infrastructure: WandbInfrastructure) -> list[CronJobSpec]:
    approver = infrastructure.endpoint_approver
    if approver is None:
        return []
    return [
        approval_job(
            image=f"{settings.azure_cli_image}:{settings.azure_cli_version}",
            client_id=approver.client_id,
            gateway_id=infrastructure.gateway.gateway_id,
            subscription_ids=settings.allowed_subscriptions,
        )
    ]


def _operator_values(settings: AzureSettings, infrastructure: WandbInfrastructure) -> dict[str, Any]:
    """Azure's part of the values of the operator's chart."""
    identity, tenant_id = infrastructure.server_identity, infrastructure.account.tenant_id
    issuer = infrastructure.cluster.oidc_issuer_url
    # Shown to administrators of teams, who give it access to their own buckets; the official module's text.
    shown = f"CLIENT_ID={identity.client_id} - TENANT_ID={tenant_id} - OIDC_ISSUER_URL={issuer}"
    shared: dict[str, Any] = {"cloudProvider": "azure"}
    if infrastructure.objects is not None and not settings.server_uses_key:
        # The bucket has the same key in the chart's values as in `constructs_lib.kubernetes.operator_global_values`.
        bucket = "defaultBucket" if settings.allow_bucket_change else "bucket"
        shared[bucket] = {"azureAuthMethod": "workloadIdentity"}
        shared["azureStorageIdentity"] = {
            "tenantId": tenant_id,
            "clientId": identity.client_id,
            "principalId": identity.principal_id,
            "serviceAccount": {"create": False, "name": settings.service_account_name},
        }
    return {"global": shared, "console": {"env": {"BUCKET_ACCESS_IDENTITY": shown}}}


def _ingress(settings: AzureSettings, infrastructure: WandbInfrastructure, issuer: str | None) -> Ingress:
    in_secret = settings.certificate_mode in (CertificateMode.ACME, CertificateMode.OWN_ISSUER)
    return ingress(
        host=settings.fqdn,
        tls=TlsSecret(TLS_SECRET, issuer) if in_secret else None,
        gateway_certificate=infrastructure.gateway.certificate_name,
        private=settings.gateway_private,
        # One path cannot check all of the operator's components; the gateway takes each one's readiness probe.
        health_path=None if settings.runs_operator else HEALTH_PATH,
    )
