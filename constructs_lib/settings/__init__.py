"""Typed settings: the models of each cloud, with their fields and rules. Knows no file format.

Imports neither CDKTF nor a provider, so that mistakes are reported quickly. The settings of a cloud are imported at
their first use.
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
