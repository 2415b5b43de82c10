"""The W&B server on Kubernetes, whatever cloud the cluster is in.

A name is loaded when it is used, with what it needs of the provider:

    from constructs_lib.kubernetes import ServerSecrets, WandbServer
"""

from typing import TYPE_CHECKING

from constructs_lib.offers import offer

if TYPE_CHECKING:
    from constructs_lib.kubernetes.cert_manager import CertManager as CertManager
    from constructs_lib.kubernetes.cluster_autoscaler import ClusterAutoscaler as ClusterAutoscaler
    from constructs_lib.kubernetes.custom_resource import CustomResource as CustomResource
    from constructs_lib.kubernetes.environment import ServerSecrets as ServerSecrets
    from constructs_lib.kubernetes.environment import SignOn as SignOn
    from constructs_lib.kubernetes.providers import (
        helm_provider as helm_provider,
    )
    from constructs_lib.kubernetes.providers import (
        kubernetes_provider as kubernetes_provider,
    )
    from constructs_lib.kubernetes.server import (
        ServerPods as ServerPods,
    )
    from constructs_lib.kubernetes.server import (
        WandbServer as WandbServer,
    )
    from constructs_lib.kubernetes.server import (
        WeaveOptions as WeaveOptions,
    )
    from constructs_lib.kubernetes.side_services import (
        DatadogOptions as DatadogOptions,
    )
    from constructs_lib.kubernetes.side_services import (
        SideServiceOptions as SideServiceOptions,
    )
    from constructs_lib.kubernetes.side_services import (
        StorageOptions as StorageOptions,
    )
else:
    __all__, __getattr__, __dir__ = offer(
        __name__,
        {
            "cert_manager": "CertManager",
            "cluster_autoscaler": "ClusterAutoscaler",
            "custom_resource": "CustomResource",
            "environment": "ServerSecrets SignOn",
            "providers": "helm_provider kubernetes_provider",
            "server": "ServerPods WandbServer WeaveOptions",
            "side_services": "DatadogOptions SideServiceOptions StorageOptions",
        },
    )
