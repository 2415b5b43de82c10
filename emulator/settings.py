"""Settings of moto that the endpoint relies on."""

import os

MOTO_SETTINGS = {
    # AWS-managed policies (AmazonEKSClusterPolicy, ...) exist in every account; moto leaves them out unless told.
    "MOTO_IAM_LOAD_MANAGED_POLICIES": "true",
}


def apply() -> None:
    """Set them for this process, before a service starts."""
    os.environ.update(MOTO_SETTINGS)
