"""The environment with which clients reach an emulator: standard variables only."""

import os
from pathlib import Path

AWS_ACCOUNT = "123456789012"
AWS_CREDENTIALS = ("testing", "testing")
AZURE_TENANT = "11111111-1111-1111-1111-111111111111"
AZURE_SUBSCRIPTION = "44444444-4444-4444-4444-444444444444"
# The service principals of the Azure emulator, by client id.
AZURE_CLIENTS = {
    "owner": "33333333-3333-3333-3333-333333333333",
    "contributor": "66666666-6666-6666-6666-666666666666",
}
_LOOPBACK = "127.0.0.1,localhost"


def aws_environment(endpoint: str, region: str) -> dict[str, str]:
    """The variables that direct any AWS client to the emulator, and never to an account of the user."""
    access_key, secret_key = AWS_CREDENTIALS
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": access_key,
        "AWS_SECRET_ACCESS_KEY": secret_key,
        "AWS_REGION": region,
        "AWS_DEFAULT_REGION": region,
        "AWS_CONFIG_FILE": os.devnull,
        "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        "AWS_EC2_METADATA_DISABLED": "true",
        "NO_PROXY": _LOOPBACK,
        "no_proxy": _LOOPBACK,
    }


def proxy_environment(endpoint: str, authorities: Path) -> dict[str, str]:
    """The variables with which clients reach the host names that the emulator answers for, by HTTPS.

    `authorities` is the file with the certificate authorities that clients then trust.
    """
    return {
        "HTTPS_PROXY": endpoint,
        "https_proxy": endpoint,
        "NO_PROXY": _LOOPBACK,
        "no_proxy": _LOOPBACK,
        "SSL_CERT_FILE": str(authorities),
    }


def azure_environment(
    endpoint: str, authorities: Path, subscription: str, *, principal: str = "owner"
) -> dict[str, str]:
    """The variables that direct any Azure client to the emulator, and never to a subscription of the user.

    The emulator is a proxy that answers for the host names of Azure. `principal` is a key of `AZURE_CLIENTS`.
    """
    return {
        **proxy_environment(endpoint, authorities),
        "ARM_CLIENT_ID": AZURE_CLIENTS[principal],
        "ARM_CLIENT_SECRET": "emulator",
        "ARM_TENANT_ID": AZURE_TENANT,
        "ARM_SUBSCRIPTION_ID": subscription,
        "ARM_USE_CLI": "false",
        # The provider's switch (go-azure-sdk, sdk/client/pollers/poller.go): else it waits 10 seconds per operation.
        "GO_AZURE_SDK_SKIP_POLLING_DELAY": "true",
    }
