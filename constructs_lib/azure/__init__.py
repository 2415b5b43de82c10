"""Constructs of W&B Server on Azure, one per file. Each takes plain arguments and returns ids; none reads settings.

A name and the provider bindings that it needs are loaded on first use:

    from constructs_lib.azure import KeyVault, ResourceScope
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
