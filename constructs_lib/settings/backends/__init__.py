"""Where Terraform keeps the state: the backends that a deployment file may choose, one a file.

The model of a backend is loaded when a file chooses it, or when a program uses its name.
"""

from constructs_lib.lazy_exports import lazy_exports

__all__, __getattr__, __dir__ = lazy_exports(__name__, __file__)
