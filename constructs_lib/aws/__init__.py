"""The parts of W&B Server on AWS, one component a file. Each stands alone: plain arguments, ids out, no settings.

A name is loaded when it is used, with what it needs of the provider:

    from constructs_lib.aws import Cache
"""

from typing import TYPE_CHECKING

from constructs_lib.offers import offer

if TYPE_CHECKING:
    from constructs_lib.aws.access import Access as Access
    from constructs_lib.aws.access import Principal as Principal
    from constructs_lib.aws.account import Account as Account
    from constructs_lib.aws.account import current_account as current_account
    from constructs_lib.aws.addons import Addon as Addon
    from constructs_lib.aws.addons import Addons as Addons
    from constructs_lib.aws.bootstrap import SystemReserved as SystemReserved
    from constructs_lib.aws.cache import Cache as Cache
    from constructs_lib.aws.certificate import Certificate as Certificate
    from constructs_lib.aws.clickhouse import ClickHouseEndpoint as ClickHouseEndpoint
    from constructs_lib.aws.cluster import Cluster as Cluster
    from constructs_lib.aws.database import Database as Database
    from constructs_lib.aws.database import MasterUser as MasterUser
    from constructs_lib.aws.dns import AliasRecords as AliasRecords
    from constructs_lib.aws.encryption import EncryptionKey as EncryptionKey
    from constructs_lib.aws.encryption import service_users as service_users
    from constructs_lib.aws.flow_log import FlowLogBucket as FlowLogBucket
    from constructs_lib.aws.flow_log import RejectedTraffic as RejectedTraffic
    from constructs_lib.aws.identity import (
        ServiceAccountRole as ServiceAccountRole,
    )
    from constructs_lib.aws.identity import (
        autoscaler_statements as autoscaler_statements,
    )
    from constructs_lib.aws.identity import (
        bucket_statements as bucket_statements,
    )
    from constructs_lib.aws.identity import (
        foreign_bucket_statements as foreign_bucket_statements,
    )
    from constructs_lib.aws.identity import (
        metrics_statement as metrics_statement,
    )
    from constructs_lib.aws.identity import (
        queue_statement as queue_statement,
    )
    from constructs_lib.aws.identity import (
        secret_store_statement as secret_store_statement,
    )
    from constructs_lib.aws.identity import (
        volume_statements as volume_statements,
    )
    from constructs_lib.aws.load_balancer import LoadBalancer as LoadBalancer
    from constructs_lib.aws.login import cluster_token as cluster_token
    from constructs_lib.aws.login import stored_password as stored_password
    from constructs_lib.aws.network import Network as Network
    from constructs_lib.aws.nodes import (
        NodeCount as NodeCount,
    )
    from constructs_lib.aws.nodes import (
        NodeGroup as NodeGroup,
    )
    from constructs_lib.aws.nodes import (
        NodeSecurityGroup as NodeSecurityGroup,
    )
    from constructs_lib.aws.private_link import PrivateLink as PrivateLink
    from constructs_lib.aws.queue import BucketNotifications as BucketNotifications
    from constructs_lib.aws.queue import Queue as Queue
    from constructs_lib.aws.secrets import DatabaseCredentials as DatabaseCredentials
    from constructs_lib.aws.storage import Bucket as Bucket
else:
    __all__, __getattr__, __dir__ = offer(
        __name__,
        {
            "access": "Access Principal",
            "account": "Account current_account",
            "addons": "Addon Addons",
            "bootstrap": "SystemReserved",
            "cache": "Cache",
            "certificate": "Certificate",
            "clickhouse": "ClickHouseEndpoint",
            "cluster": "Cluster",
            "database": "Database MasterUser",
            "dns": "AliasRecords",
            "encryption": "EncryptionKey service_users",
            "flow_log": "FlowLogBucket RejectedTraffic",
            "identity": "ServiceAccountRole autoscaler_statements bucket_statements foreign_bucket_statements "
            "metrics_statement queue_statement secret_store_statement volume_statements",
            "load_balancer": "LoadBalancer",
            "login": "cluster_token stored_password",
            "network": "Network",
            "nodes": "NodeCount NodeGroup NodeSecurityGroup",
            "private_link": "PrivateLink",
            "queue": "BucketNotifications Queue",
            "secrets": "DatabaseCredentials",
            "storage": "Bucket",
        },
    )
