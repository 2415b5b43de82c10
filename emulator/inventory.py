"""`python -m emulator.inventory ENDPOINT`: print the resources that a new account does not have, as JSON."""

import json
import sys

from emulator.account import inventory

if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: python -m emulator.inventory ENDPOINT")
    sys.stdout.write(json.dumps(inventory(sys.argv[1]), indent=2) + "\n")
