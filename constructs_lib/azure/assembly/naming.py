"""Globally unique resource names; plain names such as `wandb` are already taken."""

from dataclasses import dataclass, field

from cdktf import Fn

from constructs_lib.adoption.parts import AzureAdoptedParts

# Hexadecimal digits of a SHA-256: 16^8 values, and short enough for a storage account.
SUFFIX_LENGTH = 8
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules
STORAGE_ACCOUNT_LENGTH = 24
VAULT_LENGTH = 24


@dataclass(frozen=True)
class GlobalNames:
    """The official module's prefixes, each with a suffix derived from subscription and namespace.

    The suffix is known when Terraform plans, is the same in every plan, and differs between subscriptions. `adopted`
    has the names of a deployment that was taken over.
    """

    namespace: str
    subscription_id: str
    adopted: AzureAdoptedParts = field(default_factory=AzureAdoptedParts)

    @property
    def suffix(self) -> str:
        """Eight hexadecimal digits, as an expression."""
        digest = Fn.sha256(Fn.join("/", [self.subscription_id, self.namespace]))
        return str(Fn.substr(digest, 0, SUFFIX_LENGTH))

    @property
    def storage_account(self) -> str:
        """Only lower-case letters and digits."""
        room = STORAGE_ACCOUNT_LENGTH - SUFFIX_LENGTH
        return self.adopted.storage_account_name or f"{self.namespace.replace('-', '')[:room]}{self.suffix}"

    @property
    def database_server(self) -> str:
        """The MySQL server, which is also the first label of its host name."""
        return self.adopted.database_server_name or f"{self.namespace}-{self.suffix}"

    @property
    def cache(self) -> str:
        """The Redis instance, which is also the first label of its host name."""
        return self.adopted.cache_name or f"{self.namespace}-{self.suffix}"

    @property
    def dns_label(self) -> str:
        """The label of the gateway's address in its region's domain."""
        return self.adopted.dns_label or f"{self.namespace}-{self.suffix}"

    @property
    def vault(self) -> str:
        """The vault of the deployment's secrets and keys."""
        return self._vault("-vault-")

    @property
    def secret_store(self) -> str:
        """The vault of users' secrets."""
        return self.adopted.vault_name or self._vault("-store-")

    def _vault(self, middle: str) -> str:
        room = VAULT_LENGTH - SUFFIX_LENGTH - len(middle)
        # Key Vault refuses two consecutive hyphens.
        return f"{self.namespace[:room].rstrip('-')}{middle}{self.suffix}"
