"""The whole AWS infrastructure of a W&B deployment, wired from its settings."""

from constructs import Construct

from constructs_lib.aws.account import current_account
from constructs_lib.aws.addons import Addon, Addons
from constructs_lib.aws.certificate import Certificate
from constructs_lib.aws.cluster import Cluster
from constructs_lib.aws.database import Database, MasterUser
from constructs_lib.aws.dns import AliasRecords
from constructs_lib.aws.encryption import EncryptionKey
from constructs_lib.aws.identity import ServiceAccountRole, bucket_statements, secret_store_statement
from constructs_lib.aws.load_balancer import LoadBalancer
from constructs_lib.aws.network import Network
from constructs_lib.aws.nodes import NodeCount, NodeGroup, NodeSecurityGroup
from constructs_lib.aws.policies import managed_policy_arn
from constructs_lib.aws.secrets import DatabaseCredentials
from constructs_lib.aws.storage import Bucket
from constructs_lib.settings import AwsSettings

# The port on every node that leads to the server: the official modules' number, on which their health checks and
# Kubernetes service agree.
SERVER_NODE_PORT = 32543
# The service account that the server's pods run as, named as the official Kubernetes module does.
SERVER_SERVICE_ACCOUNT = "wandb-serviceaccount"


class WandbInfrastructure(Construct):
    """Network, key, data stores, cluster and load balancer of the deployment that `settings` describes.

    Attributes are the components: `network`, `key`, `credentials`, `database`, `bucket`, `cluster`, `nodes`,
    `server_role`, `load_balancer`; and `secret_store_prefix`, with which the names of the users' secrets start.
    """

    def __init__(self, scope: Construct, id_: str, *, settings: AwsSettings) -> None:
        super().__init__(scope, id_)
        self._settings = settings
        self._account = current_account(self, region=settings.region)
        self.secret_store_prefix = f"{settings.namespace}-secret-store"

        self.network = self._create_network()
        self.key = self._create_key()
        self.credentials = self._create_credentials()
        self._node_security_group = NodeSecurityGroup(
            self, "workers", name=settings.namespace, vpc_id=self.network.vpc_id
        )
        self.database = self._create_database()
        self.bucket = self._create_bucket()
        self.cluster = self._create_cluster()
        self.nodes = self._create_nodes()
        self.server_role = self._create_server_role()
        self.load_balancer = self._create_load_balancer()

    def _create_network(self) -> Network:
        settings = self._settings
        return Network(
            self,
            "network",
            name=f"{settings.namespace}-vpc",
            cidr=settings.network_cidr,
            public_subnet_cidrs=settings.network_public_subnet_cidrs,
            private_subnet_cidrs=settings.network_private_subnet_cidrs,
            database_subnet_cidrs=settings.network_database_subnet_cidrs,
            cluster_name=settings.namespace,
            ipv6=settings.load_balancer_dualstack,
        )

    def _create_key(self) -> EncryptionKey:
        settings = self._settings
        return EncryptionKey(
            self,
            "encryption",
            name="wandb-kms-key",
            aliases=[settings.kms_key_alias or f"{settings.namespace}-kms-alias"],
            account=self._account,
            deletion_window_days=settings.kms_key_deletion_window,
            deletion_protection=settings.deletion_protection,
            policy=settings.kms_key_policy,
            administrator_arn=settings.kms_key_policy_administrator_arn,
        )

    def _create_credentials(self) -> DatabaseCredentials:
        settings = self._settings
        return DatabaseCredentials(
            self,
            "secrets",
            name=f"{settings.namespace}-database-credentials",
            username=settings.database_master_username,
            kms_key_arn=self.key.key_arn,
            revision=settings.database_password_revision,
            deletion_protection=settings.deletion_protection,
        )

    def _create_database(self) -> Database:
        settings = self._settings
        return Database(
            self,
            "database",
            name=settings.namespace,
            database_name=settings.database_name,
            master_user=MasterUser(
                name=settings.database_master_username,
                password=self.credentials.password,
                password_revision=self.credentials.revision,
            ),
            engine_version=settings.database_engine_version,
            instance_class=settings.sizing.database_instance_class,
            instance_count=settings.database_instance_count,
            vpc_id=self.network.vpc_id,
            subnet_ids=self.network.database_subnet_ids,
            subnet_group_name=f"{settings.namespace}-vpc",
            client_security_group_ids=[self._node_security_group.security_group_id],
            kms_key_arn=self.key.key_arn,
            account=self._account,
            deletion_protection=settings.deletion_protection,
            sort_buffer_size_bytes=settings.database_sort_buffer_size,
            backup_retention_days=settings.database_backup_retention_days,
            backup_window=settings.database_preferred_backup_window,
            maintenance_window=settings.database_preferred_maintenance_window,
            log_retention_days=settings.log_retention_days,
            performance_insights_kms_key_arn=settings.database_performance_insights_kms_key_arn,
            snapshot_identifier=settings.database_snapshot_identifier,
            binlog_format=settings.database_binlog_format,
            innodb_lru_scan_depth=settings.database_innodb_lru_scan_depth,
        )

    def _create_bucket(self) -> Bucket:
        settings = self._settings
        return Bucket(
            self,
            "storage",
            name=f"{settings.namespace}-file-storage",
            kms_key_arn=self.key.key_arn,
            allowed_origins=[f"https://{name}" for name in settings.all_fqdns],
            deletion_protection=settings.deletion_protection,
        )

    def _create_cluster(self) -> Cluster:
        settings = self._settings
        return Cluster(
            self,
            "cluster",
            name=settings.namespace,
            version=settings.eks_cluster_version,
            subnet_ids=self.network.private_subnet_ids,
            kms_key_arn=self.key.key_arn,
            account=self._account,
            public_access_cidrs=(
                settings.kubernetes_public_access_cidrs if settings.kubernetes_public_access else ()
            ),
            log_retention_days=settings.log_retention_days,
        )

    def _create_nodes(self) -> NodeGroup:
        settings, sizing = self._settings, self._settings.sizing
        zones = len(settings.network_private_subnet_cidrs)
        cni_role = self._create_addon_role(
            "cni", name=f"{settings.namespace}-oidc", service_account="aws-node", policy="AmazonEKS_CNI_Policy"
        )
        # A node is ready, and its group made, once it has pod networking and service addresses.
        networking = Addons(
            self,
            "networking",
            cluster_name=self.cluster.cluster_name,
            addons=[
                Addon("vpc-cni", settings.eks_addon_vpc_cni_version, role_arn=cni_role.role_arn),
                Addon("kube-proxy", settings.eks_addon_kube_proxy_version),
            ],
            depends_on=cni_role.dependencies,
        )
        nodes = NodeGroup(
            self,
            "nodes",
            name=settings.namespace,
            cluster_name=self.cluster.cluster_name,
            version=settings.eks_cluster_version,
            subnet_ids=self.network.private_subnet_ids_with_egress,
            security_group_ids=[self.cluster.security_group_id, self._node_security_group.security_group_id],
            instance_types=sizing.kubernetes_instance_types,
            count=NodeCount(
                minimum=sizing.kubernetes_min_nodes_per_az * zones, maximum=sizing.kubernetes_max_nodes_per_az * zones
            ),
            disk_size_gb=sizing.kubernetes_node_disk_size_gb,
            kms_key_arn=self.key.key_arn,
            account=self._account,
            depends_on=networking.resources,
        )
        ebs_role = self._create_addon_role(
            "ebs",
            name=f"{settings.namespace}-ebs-csi",
            service_account="ebs-csi-controller-sa",
            policy="service-role/AmazonEBSCSIDriverPolicy",
        )
        Addons(
            self,
            "addons",
            cluster_name=self.cluster.cluster_name,
            addons=[
                Addon("coredns", settings.eks_addon_coredns_version),
                Addon("aws-ebs-csi-driver", settings.eks_addon_ebs_csi_driver_version, role_arn=ebs_role.role_arn),
                Addon("metrics-server", settings.eks_addon_metrics_server_version),
            ],
            # These run as ordinary pods: EKS calls them degraded until there are nodes to run on.
            depends_on=[nodes.resource, *ebs_role.dependencies],
        )
        return nodes

    def _create_addon_role(self, id_: str, *, name: str, service_account: str, policy: str) -> ServiceAccountRole:
        return ServiceAccountRole(
            self,
            id_,
            name=name,
            oidc_provider_arn=self.cluster.oidc_provider_arn,
            issuer=self.cluster.oidc_issuer,
            kubernetes_namespace="kube-system",
            service_account=service_account,
            policy_arns={"managed": managed_policy_arn(self._account.partition, policy)},
        )

    def _create_server_role(self) -> ServiceAccountRole:
        settings = self._settings
        return ServiceAccountRole(
            self,
            "identity",
            name=f"{settings.namespace}-irsa-role",
            oidc_provider_arn=self.cluster.oidc_provider_arn,
            issuer=self.cluster.oidc_issuer,
            kubernetes_namespace=settings.k8s_namespace,
            service_account=SERVER_SERVICE_ACCOUNT,
            statements=[
                *bucket_statements(self.bucket.bucket_arn, self.key.key_arn),
                secret_store_statement(self._account, self.secret_store_prefix),
            ],
        )

    def _create_load_balancer(self) -> LoadBalancer:
        settings = self._settings
        certificate = Certificate(self, "certificate", domain_names=settings.all_fqdns, zone_id=settings.zone_id)
        network = self.network
        balancer = LoadBalancer(
            self,
            "load_balancer",
            name=settings.namespace,
            vpc_id=network.vpc_id,
            subnet_ids=network.public_subnet_ids if settings.public_access else network.private_subnet_ids,
            internet_facing=settings.public_access,
            allowed_cidrs=settings.allowed_inbound_cidr,
            allowed_ipv6_cidrs=settings.allowed_inbound_ipv6_cidr,
            certificate_arn=certificate.certificate_arn,
            tls_policy=settings.ssl_policy,
            node_port=SERVER_NODE_PORT,
            node_security_group_id=self._node_security_group.security_group_id,
            autoscaling_group_name=self.nodes.autoscaling_group_name,
            deletion_protection=settings.deletion_protection,
            dualstack=settings.load_balancer_dualstack,
        )
        AliasRecords(
            self,
            "dns",
            zone_id=settings.zone_id,
            domain_names=settings.all_fqdns,
            target_dns_name=balancer.dns_name,
            target_zone_id=balancer.hosted_zone_id,
            ipv6=settings.load_balancer_dualstack,
        )
        return balancer
