"""The W&B server on Kubernetes, whatever cloud the cluster is in.

A name is loaded when it is used, with what it needs of the provider:

    from constructs_lib.kubernetes import ServerSecrets, WandbServer
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
