"""Settings of moto that the emulator needs."""

import os

MOTO_SETTINGS = {
    # AWS-managed policies (AmazonEKSClusterPolicy, ...) exist in every account; moto omits them by default.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}


def apply(account: str) -> None:
    """Apply them to this process, which emulates `account`; call it before any service starts."""
    os.environ.update(MOTO_SETTINGS, MOTO_ACCOUNT_ID=account)
