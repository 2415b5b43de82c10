"""The CDKTF app: it synthesizes the stacks of every deployment file."""

import sys

from constructs_lib.stacks import run
from stacks.deployment import add_stacks

if __name__ == "__main__":
    sys.exit(run(add=add_stacks))
