"""Makes the prebuilt provider bindings load on demand, in Python and in jsii's Node.js process.

A prebuilt provider package of CDKTF imports each of its modules (2,212 for AWS) when any one of them is imported, and
jsii's process then requires them all again: 7-12 s for an app with one VPC. With this package, both load only the
modules that are used. CDK Terrain needs it for jsii's process.

jsii starts one process instead of two, and Python continues while it starts.

Nothing changes for the app: import lines, classes and synthesized output are the same. A package of unknown structure
is imported in the ordinary way. `WANDB_EAGER_BINDINGS=1` disables everything.

    import constructs_lib  # calls install()
    from cdktf_cdktf_provider_aws.vpc import Vpc  # one module of 2,212
"""

from constructs_lib.bindings._finder import install

__all__ = ["install"]
