"""Weights & Biases Server as CDK for Terraform constructs.

Importing any part of this package also makes the prebuilt provider bindings load on demand (`constructs_lib.bindings`),
so import it as early as you can; a provider that was imported before stays as it is.
"""

from constructs_lib.bindings import install

install()
