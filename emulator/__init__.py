"""An AWS emulator on this machine, for the demo and the tests.

It is moto's server plus the API calls and behaviours that moto lacks and this project's deployments need. Run it with
`python -m emulator`, or in a test:

    with Emulator(hosted_zones=["Z1=example.com"]) as emulator:
        ...
"""

from emulator.account import LEFT_BEHIND, Inventory, remaining
from emulator.child import Emulator

__all__ = ["LEFT_BEHIND", "Emulator", "Inventory", "remaining"]
