"""A secret is a reference. Anything else is refused; the error shows how to create one, without the secret."""

import re

import pytest
from cdktf import TerraformStack

from constructs_lib.aws.database import MasterUser
from constructs_lib.azure.database import Administrator
from constructs_lib.azure.login import certificate_login
from constructs_lib.azure.secrets import KeyVaultSecret
from constructs_lib.cluster_login import CertificateLogin, TokenLogin
from constructs_lib.framework import EphemeralReference, SecretAttribute
from constructs_lib.kubernetes import OidcConfig, ServerSecrets

LITERAL = "hunter2"
PASSWORD = EphemeralReference("var.password")


@pytest.mark.parametrize(
    "expression",
    [
        "var.password",
        'var.others["TOKEN"]',
        "local.password",
        "module.database.password",
        "ephemeral.random_password.made.result",
        "jsondecode(ephemeral.aws_secretsmanager_secret_version.stored.secret_string).password",
    ],
)
def test_reference_is_an_expression_that_terraform_resolves(expression: str) -> None:
    reference = EphemeralReference(expression)

    assert reference.value == f"{reference}" == f"${{{expression}}}"
    assert reference.within("upper({})").expression == f"upper({expression})"


@pytest.mark.parametrize("text", [LITERAL, "", "${var.password}", '"var.password"', "avar.password", "var."])
def test_expression_without_reference_is_rejected(text: str) -> None:
    with pytest.raises(ValueError, match=r'without \$\{\}, such as "var\.database_password"') as refused:
        EphemeralReference(text)
    assert LITERAL not in str(refused.value)


@pytest.mark.parametrize(
    ("argument", "construct"),
    [
        ("ServerSecrets.database_password", lambda text: ServerSecrets(database_password=text)),
        ("ServerSecrets.license", lambda text: ServerSecrets(PASSWORD, license=text)),
        ("ServerSecrets.redis_password", lambda text: ServerSecrets(PASSWORD, redis_password=text)),
        ("ServerSecrets.TOKEN", lambda text: ServerSecrets(PASSWORD, others={"TOKEN": text})),
        ("OidcConfig.oidc_secret", lambda text: OidcConfig(oidc_secret=text)),
        ("MasterUser.password", lambda text: MasterUser("wandb", text, 1)),
        ("Administrator.password", lambda text: Administrator("wandb", text, 1)),
        ("TokenLogin.token", TokenLogin),
        ("CertificateLogin.client_key", lambda text: CertificateLogin("certificate", text)),
        (
            "certificate_login.client_key",
            lambda text: certificate_login(client_certificate_data="Y2VydA==", client_key=text),
        ),
    ],
)
def test_literal_secret_error_shows_the_correct_line(argument: str, construct: type) -> None:
    with pytest.raises(TypeError, match=rf"^{re.escape(argument)} must be an EphemeralReference, got str") as refused:
        construct(LITERAL)

    name = argument.partition(".")[2]
    right = f'EphemeralVariable(self, "{name}", name="{name}", description="...").reference'
    assert str(refused.value).endswith(f"write {right}")
    assert LITERAL not in str(refused.value)


def test_literal_for_a_computed_value_is_rejected(stack: TerraformStack) -> None:
    with pytest.raises(TypeError, match=r"^KeyVaultSecret\.value must be a SecretAttribute, got str") as refused:
        KeyVaultSecret(stack, "key", name="key", description="Key", vault_id="/vault", value=LITERAL)  # type: ignore
    assert str(refused.value).endswith("write SecretAttribute(cache.primary_access_key)")
    assert LITERAL not in str(refused.value)

    with pytest.raises(ValueError, match=r"^SecretAttribute must be an attribute of a resource") as refused_literal:
        SecretAttribute(LITERAL)
    assert LITERAL not in str(refused_literal.value)
