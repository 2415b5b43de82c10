"""Emulators of AWS and Azure on this machine, for the demo and the tests.

Run one with `python -m emulator --cloud aws` or `--cloud azure`, or in a test:

    with Emulator(hosted_zones=["Z1=example.com"]) as emulator:
        ...

`aws` is moto's server plus the API calls and behaviours that moto lacks and this project's deployments need.
`azure` is the management API, Entra ID, Key Vault and storage, reached through a proxy under Azure's own host names.
"""

from emulator.child import Emulator
from emulator.inventory import Inventory, inventory, remaining

__all__ = ["Emulator", "Inventory", "inventory", "remaining"]
