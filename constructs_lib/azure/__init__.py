"""The parts of W&B Server on Azure, one component a file. Each stands alone: plain arguments, ids out, no settings.

A name is loaded when it is used, with what it needs of the provider:

    from constructs_lib.azure import Place, Vault
"""

from typing import TYPE_CHECKING

from constructs_lib.offers import offer

if TYPE_CHECKING:
    from constructs_lib.azure.cache import LegacyCache as LegacyCache
    from constructs_lib.azure.cache import ManagedCache as ManagedCache
    from constructs_lib.azure.clickhouse import ClickHouseEndpoint as ClickHouseEndpoint
    from constructs_lib.azure.cluster import Cluster as Cluster
    from constructs_lib.azure.database import Administrator as Administrator
    from constructs_lib.azure.database import Database as Database
    from constructs_lib.azure.dns import AddressRecord as AddressRecord
    from constructs_lib.azure.encryption import CustomerKey as CustomerKey
    from constructs_lib.azure.encryption import EncryptionKey as EncryptionKey
    from constructs_lib.azure.events import Events as Events
    from constructs_lib.azure.gateway import Gateway as Gateway
    from constructs_lib.azure.gateway_identity import GatewayIdentity as GatewayIdentity
    from constructs_lib.azure.identity import (
        ServiceAccount as ServiceAccount,
    )
    from constructs_lib.azure.identity import (
        WorkloadIdentity as WorkloadIdentity,
    )
    from constructs_lib.azure.identity import (
        grant_queue as grant_queue,
    )
    from constructs_lib.azure.identity import (
        grant_storage as grant_storage,
    )
    from constructs_lib.azure.ingress_controller import IngressControllerRoles as IngressControllerRoles
    from constructs_lib.azure.login import (
        certificate_login as certificate_login,
    )
    from constructs_lib.azure.login import (
        cluster_login as cluster_login,
    )
    from constructs_lib.azure.login import (
        stored_secret as stored_secret,
    )
    from constructs_lib.azure.monitoring import Monitoring as Monitoring
    from constructs_lib.azure.network import Network as Network
    from constructs_lib.azure.network_rules import Allowed as Allowed
    from constructs_lib.azure.network_rules import SubnetFirewall as SubnetFirewall
    from constructs_lib.azure.nodes import NodeCount as NodeCount
    from constructs_lib.azure.place import Place as Place
    from constructs_lib.azure.private_dns import PrivateZone as PrivateZone
    from constructs_lib.azure.private_endpoint import PrivateEndpoint as PrivateEndpoint
    from constructs_lib.azure.resource_group import ResourceGroup as ResourceGroup
    from constructs_lib.azure.secrets import DatabaseCredentials as DatabaseCredentials
    from constructs_lib.azure.secrets import StoredValue as StoredValue
    from constructs_lib.azure.storage import Storage as Storage
    from constructs_lib.azure.vault import Vault as Vault
    from constructs_lib.azure.waf import FirewallPolicy as FirewallPolicy
else:
    __all__, __getattr__, __dir__ = offer(
        __name__,
        {
            "cache": "LegacyCache ManagedCache",
            "clickhouse": "ClickHouseEndpoint",
            "cluster": "Cluster",
            "database": "Administrator Database",
            "dns": "AddressRecord",
            "encryption": "CustomerKey EncryptionKey",
            "events": "Events",
            "gateway": "Gateway",
            "gateway_identity": "GatewayIdentity",
            "identity": "ServiceAccount WorkloadIdentity grant_queue grant_storage",
            "ingress_controller": "IngressControllerRoles",
            "login": "certificate_login cluster_login stored_secret",
            "monitoring": "Monitoring",
            "network": "Network",
            "network_rules": "Allowed SubnetFirewall",
            "nodes": "NodeCount",
            "place": "Place",
            "private_dns": "PrivateZone",
            "private_endpoint": "PrivateEndpoint",
            "resource_group": "ResourceGroup",
            "secrets": "DatabaseCredentials StoredValue",
            "storage": "Storage",
            "vault": "Vault",
            "waf": "FirewallPolicy",
        },
    )
