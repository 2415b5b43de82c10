"""An AWS endpoint on this machine, for the demo and the tests.

It is moto's server plus the calls and behaviours that moto lacks for a Terraform deployment of a database, a cluster
and what belongs to them. Run it with `python -m emulator`, or in a test:

    with Emulator(hosted_zones=["Z1=example.com"]) as emulator:
        ...
"""

from emulator.account import LEFT_BEHIND, Inventory, remaining
from emulator.child import Emulator

__all__ = ["LEFT_BEHIND", "Emulator", "Inventory", "remaining"]
