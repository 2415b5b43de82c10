"""The CDKTF app: it synthesizes the stacks of every file in `deployments`."""

import sys

from constructs_lib.stacks import run

if __name__ == "__main__":
    sys.exit(run())
