"""Key Vault secrets, set through write-only arguments."""

from cdktf import Token
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret as AzurermKeyVaultSecret
from constructs import Construct

from constructs_lib.framework import (
    Component,
    EphemeralReference,
    EphemeralResource,
    SecretAttribute,
    fingerprint,
    prevent_destroy,
    require_attribute,
    require_known,
    require_reference,
)

# Only letters and digits, because the server reads the password in a URL. MySQL flexible server requires 8-128
# characters of at least three kinds
# (https://learn.microsoft.com/azure/mysql/flexible-server/how-to-manage-server-portal#reset-admin-password).
PASSWORD = {"length": 32, "special": False, "min_lower": 1, "min_upper": 1, "min_numeric": 1}


class DatabaseCredentials(Component):
    """The password of the database user `username`, as the secret `name` (letters, digits and dashes) in `vault_id`.

    The provider hashicorp/random generates it during the apply, and write-only arguments store it: it is in no JSON,
    plan or state.

    Args:
        version: A higher one generates a new password and a new version of the secret.
        adopted_password: Stored instead of a new password, unless it is empty; omitted: a new password.
        deletion_protection: Terraform refuses to destroy the secret.

    Attributes:
        secret_name: The name of the secret.
        version: For resources that store the password.
        password: An `EphemeralReference`, for write-only arguments only. It is read back from the vault, so that vault
            and database have the same password even after an interrupted apply.

    Raises:
        ValueError: `deletion_protection` is unknown until apply.
        TypeError: `adopted_password` is text.

    Example:
        credentials = DatabaseCredentials(
            stack, "credentials", name="wandb-mysql", username="wandb", vault_id=vault.vault_id_for_administrators,
            version=1, deletion_protection=True,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        username: str,
        vault_id: str,
        version: int,
        deletion_protection: bool,
        adopted_password: EphemeralReference | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection)
        generated = EphemeralResource(self, "password", resource_type="random_password", config=PASSWORD)
        password = generated.attribute("result")
        if adopted_password is not None:
            require_reference("DatabaseCredentials.adopted_password", adopted_password)
            password = adopted_password.within(f"coalesce({{}}, {password.expression})")
        secret = AzurermKeyVaultSecret(
            self,
            "credentials",
            name=name,
            key_vault_id=vault_id,
            content_type=f"Password of the database user {username}",
            value_wo=password.value,
            value_wo_version=version,
            lifecycle=prevent_destroy(deletion_protection),
        )
        self.secret_name = secret.name
        self.version = version
        self.password = self._read_back(secret)

    def _read_back(self, secret: AzurermKeyVaultSecret) -> EphemeralReference:
        stored = EphemeralResource(
            self,
            "stored",
            resource_type="azurerm_key_vault_secret",
            # The version is unknown until the secret exists. Without it, Terraform would read the secret during the
            # plan that creates it.
            config={"name": secret.name, "key_vault_id": secret.key_vault_id, "version": secret.version},
        )
        return stored.attribute("value")


class KeyVaultSecret(Component):
    """A `value` that a provider computes, such as an access key, as the secret `name` in `vault_id`.

    Other stacks then read it from the vault and not from this stack's state, which still contains it. The secret is
    written again when the value changes.

    Args:
        description: For people.
        value: A `SecretAttribute`; of a resource of your own, `SecretAttribute(cache.primary_access_key)`.

    Attributes:
        secret_name: The name of the secret.
        version: It changes with the value in the same apply and does not reveal it.

    Raises:
        TypeError: `value` is text, which would be in the synthesized JSON.

    Example:
        KeyVaultSecret(
            stack, "redis_key", name="redis-key", description="Access key of Redis",
            vault_id=vault.vault_id_for_administrators, value=redis.primary_access_key,
        )
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, description: str, vault_id: str, value: SecretAttribute
    ) -> None:
        super().__init__(scope, id_)
        require_attribute("KeyVaultSecret.value", value)
        secret = AzurermKeyVaultSecret(
            self,
            "secret",
            name=name,
            key_vault_id=vault_id,
            content_type=description,
            value_wo=value,
            value_wo_version=Token.as_number(fingerprint([value])),
        )
        self.secret_name = secret.name
        # Not the secret's version: the provider's plan keeps the old one, so another stack would see a new value only
        # after the next apply.
        self.version = Token.as_string(secret.value_wo_version)
