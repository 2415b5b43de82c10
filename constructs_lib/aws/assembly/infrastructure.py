"""The whole AWS infrastructure of a W&B deployment, in the order of the architecture drawing."""

from cdktf import TerraformProvider
from constructs import Construct

from constructs_lib.adoption.parts import AdoptedParts
from constructs_lib.aws.account import Account, current_account
from constructs_lib.aws.assembly.compute import create_compute
from constructs_lib.aws.assembly.data_stores import (
    create_cache,
    create_clickhouse_key,
    create_credentials,
    create_database,
    create_key,
    create_object_store,
)
from constructs_lib.aws.assembly.ingress import create_load_balancer, create_private_link
from constructs_lib.aws.assembly.placement import create_placement
from constructs_lib.aws.assembly.service_roles import create_autoscaler_role, create_metrics_role, create_server_role
from constructs_lib.aws.clickhouse import ClickHouseEndpoint
from constructs_lib.aws.nodes import NodeSecurityGroup
from constructs_lib.framework import Component
from constructs_lib.settings import AwsSettings


class WandbInfrastructure(Component):
    """Network, keys, data stores, cluster and load balancer of the deployment that `settings` describe.

    Args:
        settings: The deployment's settings, made in Python or read from a file.
        dns_provider: Creates the records in the hosted zone; omitted: the stack's AWS provider.
        adopted: Names and versions of a deployment of the official module that was taken over; omitted: everything is
            created here.

    Attributes:
        placement: The VPC and the subnets of each part.
        kms_key_arn, clickhouse_key_arn: The keys of stored data, and of ClickHouse (or `None`).
        credentials, database: The Aurora database, and its user and password in Secrets Manager.
        objects: The bucket and the queue of the server's files.
        cache: The Redis replication group, or `None`.
        cluster, nodes: The EKS cluster and its node groups.
        server_role, autoscaler_role, metrics_role: The roles of service accounts; without metrics `None`.
        load_balancer: The load balancer of the server.
        private_link: The endpoint service, or `None`.
        secret_store_prefix: The start of the names of users' secrets.

    Example:
        aws_provider(stack, settings, tags={"team": "research"})
        infrastructure = WandbInfrastructure(stack, "wandb", settings=settings)
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        settings: AwsSettings,
        dns_provider: TerraformProvider | None = None,
        adopted: AdoptedParts | None = None,
    ) -> None:
        super().__init__(scope, id_)
        adopted = adopted or AdoptedParts()
        account = current_account(self, region=settings.region)
        # The server can write every secret with this prefix, so the database credentials must not have it.
        self.secret_store_prefix = f"{settings.namespace}-secret-store"

        self.placement = create_placement(self, settings, account, adopted)
        workers = NodeSecurityGroup(self, "workers", name=settings.namespace, vpc_id=self.placement.vpc_id)
        clients = [workers.security_group_id]

        self.kms_key_arn = create_key(self, settings, account)
        self.clickhouse_key_arn = create_clickhouse_key(self, settings, account)
        self.credentials = create_credentials(self, settings, self.kms_key_arn, adopted)
        self.database = create_database(
            self,
            settings,
            account,
            placement=self.placement,
            kms_key_arn=self.kms_key_arn,
            credentials=self.credentials,
            client_security_group_ids=clients,
            adopted=adopted,
        )
        self.objects = create_object_store(self, settings, account, self.kms_key_arn, adopted)
        self.cache = create_cache(
            self,
            settings,
            placement=self.placement,
            kms_key_arn=self.kms_key_arn,
            client_security_group_ids=clients,
            adopted=adopted,
        )
        compute = create_compute(
            self,
            settings,
            account,
            placement=self.placement,
            kms_key_arn=self.kms_key_arn,
            node_security_group_id=workers.security_group_id,
            objects=self.objects,
            adopted=adopted,
        )
        self.cluster, self.nodes, self._extra_nodes = compute.cluster, compute.nodes, compute.extra_nodes
        self.server_role = create_server_role(
            self,
            settings,
            account,
            self.cluster,
            objects=self.objects,
            secret_store_prefix=self.secret_store_prefix,
        )
        self.metrics_role = create_metrics_role(self, settings, self.cluster)
        self.autoscaler_role = create_autoscaler_role(self, settings, account, self.cluster)
        self.load_balancer = create_load_balancer(
            self,
            settings,
            placement=self.placement,
            nodes=self.nodes,
            node_security_group_id=workers.security_group_id,
            dns_provider=dns_provider,
        )
        self.private_link = create_private_link(
            self, settings, account, placement=self.placement, balancer=self.load_balancer
        )
        self._create_clickhouse_endpoint(settings, clients)
        if settings.alarms is not None:
            self._create_alarms(settings, account)
        if settings.backup is not None:
            self._create_backups(settings, account)

    def _create_backups(self, settings: AwsSettings, account: Account) -> None:
        from constructs_lib.aws.assembly.backup import create_backups

        create_backups(
            self, settings, account, kms_key_arn=self.kms_key_arn, database=self.database, objects=self.objects
        )

    def _create_alarms(self, settings: AwsSettings, account: Account) -> None:
        # Imported here, because most stacks have none.
        from constructs_lib.aws.assembly.alarms import create_alarms

        create_alarms(
            self,
            settings,
            account,
            placement=self.placement,
            kms_key_arn=self.kms_key_arn,
            database=self.database,
            cache=self.cache,
            objects=self.objects,
            nodes=self.nodes,
            extra_nodes=self._extra_nodes,
            balancer=self.load_balancer,
        )

    def _create_clickhouse_endpoint(self, settings: AwsSettings, clients: list[str]) -> None:
        if settings.clickhouse_endpoint_service_id is not None:
            ClickHouseEndpoint(
                self,
                "clickhouse",
                name=settings.namespace,
                vpc_id=self.placement.vpc_id,
                subnet_ids=self.placement.private_subnet_ids,
                service_name=settings.clickhouse_endpoint_service_id,
                client_security_group_ids=clients,
            )
