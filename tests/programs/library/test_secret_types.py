"""mypy refuses text where a construct takes a secret."""

import subprocess
import sys
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]
PROGRAM = """
from constructs_lib.aws import MasterUser
from constructs_lib.azure import Administrator, KeyVaultSecret, certificate_login
from constructs_lib.cluster_login import CertificateLogin, TokenLogin
from constructs_lib.framework import AddressedStack
from constructs_lib.kubernetes import OidcConfig, Proxy, ServerSecrets

stack: AddressedStack
MasterUser("wandb", "hunter2", 1)
Administrator("wandb", "hunter2", 1)
KeyVaultSecret(stack, "key", name="key", description="Key", vault_id="/vault", value="hunter2")
certificate_login(client_certificate_data="", client_key="hunter2")
CertificateLogin("", "hunter2")
TokenLogin("hunter2")
OidcConfig(oidc_secret="hunter2")
Proxy(password="hunter2")
ServerSecrets(database_password="hunter2")
"""


def test_mypy_refuses_text_for_a_secret(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM)
    command = [sys.executable, "-m", "mypy", "--no-error-summary", str(program)]
    ran = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True)

    refused = [line for line in ran.stdout.splitlines() if 'has incompatible type "str"; expected' in line]
    lines = {int(line.split(":")[1]) for line in refused if line.startswith(str(program))}
    calls = [number for number, line in enumerate(PROGRAM.splitlines(), start=1) if "hunter2" in line]
    assert sorted(lines) == calls, ran.stdout + ran.stderr
