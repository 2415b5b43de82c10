"""Secrets in Key Vault, of which Terraform keeps no copy."""

from cdktf import Token
from cdktf_cdktf_provider_azurerm.key_vault_secret import KeyVaultSecret as AzurermKeyVaultSecret
from constructs import Construct

from constructs_lib.framework import EphemeralReference, EphemeralResource, fingerprint, prevent_destroy, require_known

# Letters and digits alone: the server reads the password inside a URL. MySQL flexible server takes 8 to 128 characters
# of three kinds at least, which is why one of each is asked for
# (https://learn.microsoft.com/azure/mysql/flexible-server/how-to-manage-server-portal#reset-admin-password).
PASSWORD = {"length": 32, "special": False, "min_lower": 1, "min_upper": 1, "min_numeric": 1}


class DatabaseCredentials(Construct):
    """The password of the database user `username`, as the secret `name` (letters, digits and dashes) in `vault_id`.

    It is made while Terraform applies, by the provider hashicorp/random, and handed on by write-only arguments: it is
    in no JSON, plan or state. Raising `revision` by one makes a new one, a new version of the secret. With
    `deletion_protection`, Terraform refuses to destroy the secret.

    Attributes: `secret_name`; `revision`, to hand on to what stores the password; `password`, an ephemeral
    reference for write-only arguments only. It is read back from the vault, so that an interrupted apply cannot leave
    the vault and the database with two different passwords.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        username: str,
        vault_id: str,
        revision: int,
        deletion_protection: bool,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection)
        generated = EphemeralResource(self, "password", resource_type="random_password", config=PASSWORD)
        secret = AzurermKeyVaultSecret(
            self,
            "credentials",
            name=name,
            key_vault_id=vault_id,
            content_type=f"Password of the database user {username}",
            value_wo=generated.attribute("result").value,
            value_wo_version=revision,
            lifecycle=prevent_destroy(deletion_protection),
        )
        self.secret_name = secret.name
        self.revision = revision
        self.password = self._read_back(secret)

    def _read_back(self, secret: AzurermKeyVaultSecret) -> EphemeralReference:
        stored = EphemeralResource(
            self,
            "stored",
            resource_type="azurerm_key_vault_secret",
            # The version is what is unknown before the secret exists: without it, Terraform would look for the secret
            # while it plans to make it.
            config={"name": secret.name, "key_vault_id": secret.key_vault_id, "version": secret.version},
        )
        return stored.attribute("value")


class KeyVaultSecret(Construct):
    """A `value` that a provider computes, such as an access key, as the secret `name` in `vault_id`.

    So that whoever needs it reads it there and not in the state of what made it, where it stays. `description` is for
    people. The secret is written again when the value changes.

    Raises `ValueError` for a `value` that is known before Terraform runs: it would be in the synthesized JSON.

    Attributes: `secret_name`; `revision`, which changes with the value, in the same apply, and tells nothing of it.
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, description: str, vault_id: str, value: str) -> None:
        super().__init__(scope, id_)
        if not Token.is_unresolved(value) and "${" not in value:
            raise ValueError(
                "KeyVaultSecret.value must be a reference to what a resource computes, such as "
                "cache.primary_access_key; a literal would be in the synthesized JSON"
            )
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
        # Not the version, which the provider reads back: its plan keeps the old one, and whoever follows it in another
        # stack would learn of a new value with the next apply only.
        self.revision = Token.as_string(secret.value_wo_version)
