"""Database credentials in Secrets Manager."""

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.secretsmanager_secret import SecretsmanagerSecret
from cdktf_cdktf_provider_aws.secretsmanager_secret_version import SecretsmanagerSecretVersion
from constructs import Construct

from constructs_lib.aws.grants import Role, grant
from constructs_lib.aws.identity import DECRYPT_ACTIONS
from constructs_lib.aws.policies import statement
from constructs_lib.framework import (
    Component,
    EphemeralReference,
    EphemeralResource,
    prevent_destroy,
    require_known,
    require_reference,
)

# Only letters and digits, because the server reads the password from a URL and decodes percent-encoding twice in
# places. Aurora MySQL accepts 8 to 41 characters
# (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/CHAP_Limits.html).
PASSWORD_LENGTH = 32

# Days during which a deleted secret can be restored: the maximum and the minimum of Secrets Manager
# (https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html).
LONGEST_RECOVERY_DAYS = 30
SHORTEST_RECOVERY_DAYS = 7
READ_ACTIONS = ("secretsmanager:DescribeSecret", "secretsmanager:GetSecretValue")


class DatabaseCredentials(Component):
    """Secret `<name>-<generated>`, encrypted with `kms_key_arn`: JSON object `{"username": ..., "password": ...}`.

    Secrets Manager generates the password during apply. Write-only arguments pass it on, so it is not in the JSON, the
    plan or the state.

    Args:
        username: The user whose password is generated.
        version: Raising it by one generates a new password.
        deletion_protection: Terraform refuses to destroy the secret; a deleted secret can be restored for 30 days, else
            7.
        adopted_password: The password of a database that this deployment took over, stored where it is not empty;
            omitted: a generated one.

    Attributes:
        secret_arn: The ARN of the secret.
        version: To hand on to what stores the password.
        password: An `EphemeralReference`, for write-only arguments only. It is read back from the secret, so that an
            interrupted apply cannot leave the secret and the database with two different passwords.

    Raises:
        ValueError: `deletion_protection` is unknown until apply.
        TypeError: `adopted_password` is text.

    Example:
        credentials = DatabaseCredentials(
            stack, "credentials", name="wandb-database", username="wandb", kms_key_arn=key.key_arn, version=1,
            deletion_protection=True,
        )
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
        adopted_password: EphemeralReference | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, deletion_protection=deletion_protection)
        secret = SecretsmanagerSecret(
            self,
            "credentials",
            # A prefix, because the name of a deleted secret is not available until its recovery window ends.
            name_prefix=f"{name}-",
            description=f"User name and password of the database user {username}",
            kms_key_id=kms_key_arn,
            recovery_window_in_days=LONGEST_RECOVERY_DAYS if deletion_protection else SHORTEST_RECOVERY_DAYS,
            lifecycle=prevent_destroy(deletion_protection),
        )
        password = self._make_password().attribute("random_password")
        if adopted_password is not None:
            require_reference("DatabaseCredentials.adopted_password", adopted_password)
            password = adopted_password.within(f"coalesce({{}}, {password.expression})")
        stored = self._store(secret, username, password, version)
        self.secret_arn = secret.arn
        self.version = version
        self.password = self._read_back(stored)
        self._kms_key_arn = kms_key_arn

    def grant_read(self, role: Role) -> None:
        """Lets `role` read user name and password, and decrypt them with the secret's key."""
        statements = [
            statement("ReadSecret", actions=READ_ACTIONS, resources=[self.secret_arn]),
            statement("Decrypt", actions=DECRYPT_ACTIONS, resources=[self._kms_key_arn]),
        ]
        grant(self, role, "read", statements)

    def _make_password(self) -> EphemeralResource:
        return EphemeralResource(
            self,
            "password",
            resource_type="aws_secretsmanager_random_password",
            config={"password_length": PASSWORD_LENGTH, "exclude_punctuation": True},
        )

    def _store(
        self, secret: SecretsmanagerSecret, username: str, password: EphemeralReference, version: int
    ) -> SecretsmanagerSecretVersion:
        # Fn.join turns plain text, a reference or a mix of both into an expression.
        user = Fn.join("", [username])
        content = f"{{ username = {user}, password = {password.expression} }}"
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
