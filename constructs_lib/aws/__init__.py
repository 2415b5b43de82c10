"""The parts of W&B Server on AWS, one component a file. Each stands alone: plain arguments, ids out, no settings.

A name is loaded when it is used, with what it needs of the provider:

    from constructs_lib.aws import Cache
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
