"""A whole deployment on Azure for a stack of your own: infrastructure, application and their providers.

The stacks of `constructs_lib.stacks` consist of these.
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
