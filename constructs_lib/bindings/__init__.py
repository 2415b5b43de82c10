"""Makes the prebuilt provider bindings load on demand, in Python and in the jsii engine.

A prebuilt provider package imports each of its modules (2,212 for AWS) when any one of them is imported, and the
engine's node process then requires them all once more: 7-12 s for an app with one VPC. Here both load what is used.

The engine itself, jsii's node process, starts as one process instead of two, while Python goes on.

Nothing changes for the app: import lines, classes and synthesized output are the same. A package that does not look
like the ones we know is imported the ordinary way, and `WANDB_EAGER_BINDINGS=1` switches everything off.

    import constructs_lib  # calls install()
    from cdktf_cdktf_provider_aws.vpc import Vpc  # one module of 2,212
"""

from constructs_lib.bindings._finder import install

__all__ = ["install"]
