"""Weights & Biases Server as CDK for Terraform constructs.

Importing any part of this package makes the prebuilt provider bindings load on demand (`constructs_lib.bindings`).
Import it first: a provider that is already imported is not affected.
"""

from constructs_lib import engine
from constructs_lib.bindings import install

install()
# Last, so that its finder is asked first.
engine.install()
