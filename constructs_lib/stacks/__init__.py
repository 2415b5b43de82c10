"""Whole deployments: the root modules of a deployment on each cloud, and the synthesis of deployment files.

A name is imported at its first use, together with the provider classes of its cloud:

    from constructs_lib.stacks import synthesize
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
