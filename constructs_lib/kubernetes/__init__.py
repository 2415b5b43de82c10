"""The W&B server on Kubernetes, independent of the cluster's cloud.

A name and the provider bindings that it needs are loaded on first use:

    from constructs_lib.kubernetes import ServerSecrets, WandbServer
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
