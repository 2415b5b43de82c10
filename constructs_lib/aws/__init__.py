"""The AWS components of W&B Server, one per file. Each takes plain arguments, returns ids and knows no settings.

A name is imported at its first use, together with the provider classes that it needs:

    from constructs_lib.aws import Cache
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
