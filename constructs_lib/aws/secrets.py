"""The database credentials in Secrets Manager, and the prefix under which the server keeps its users' secrets."""

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from constructs_lib.framework import EphemeralReference, EphemeralResource, prevent_destroy, require_known

# Letters and digits alone: the server reads the password inside a URL (wandb-facts: percent-encoding is decoded twice
# in places), and Aurora MySQL takes 8 to 41 characters
# (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html).
PASSWORD_LENGTH = 32

# Days that a deleted secret can be restored: the longest Secrets Manager offers, and the shortest
# (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html).
LONGEST_RECOVERY_DAYS = 30
SHORTEST_RECOVERY_DAYS = 7


class DatabaseCredentials(Construct):
    """A secret `<name>-<generated>` with the JSON object `{"username": ..., "password": ...}`, under `kms_key_arn`.

    The password is made by Secrets Manager while Terraform applies and handed on by write-only arguments: it is in
    no JSON, plan or state. Raising `version` by one makes a new one.

    Attributes: `secret_arn`; `version`, to hand on to what stores the password; `password`, an ephemeral
    reference for write-only arguments only. It is read back from the secret, so that an interrupted apply cannot leave
    the secret and the database with two different passwords.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        username: str,
        kms_key_arn: str,
        version: int,
        deletion_protection: bool,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection)
        secret = SecretsmanagerSecret(
            self,
            "credentials",
            # A prefix, since the name of a deleted secret stays taken until its recovery window has passed.
            name_prefix=f"{name}-",
            description=f"User name and password of the database user {username}",
            kms_key_id=kms_key_arn,
            recovery_window_in_days=LONGEST_RECOVERY_DAYS if deletion_protection else SHORTEST_RECOVERY_DAYS,
            lifecycle=prevent_destroy(deletion_protection),
        )
        stored = self._store(secret, username, self._make_password(), version)
        self.secret_arn = secret.arn
        self.version = version
        self.password = self._read_back(stored)

    def _make_password(self) -> EphemeralResource:
        return EphemeralResource(
            self,
            "password",
            resource_type="aws_secretsmanager_random_password",
            config={"password_length": PASSWORD_LENGTH, "exclude_punctuation": True},
        )

    def _store(
        self, secret: SecretsmanagerSecret, username: str, password: EphemeralResource, version: int
    ) -> SecretsmanagerSecretVersion:
        # A function's result stands inside an expression whatever it is made of: plain text, a reference or both.
        user = Fn.join("", [username])
        content = f"{{ username = {user}, password = {password.attribute('random_password').expression} }}"
        return SecretsmanagerSecretVersion(
            self,
            "credentials_version",
            secret_id=secret.id,
            secret_string_wo=f"${{jsonencode({content})}}",
            secret_string_wo_version=version,
            # A new version is stored before the old one is removed, so that the secret is never empty.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )

    def _read_back(self, version: SecretsmanagerSecretVersion) -> EphemeralReference:
        stored = EphemeralResource(
            self,
            "stored",
            resource_type="aws_secretsmanager_secret_version",
            config={"secret_id": version.secret_id, "version_id": version.version_id},
        )
        return stored.attribute("secret_string").within("jsondecode({}).password")
