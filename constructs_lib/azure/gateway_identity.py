"""The identity with which the gateway reads its certificate."""

from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant, wait_for_roles
from constructs_lib.framework import Component

# Allows to read the secret of a certificate, which holds its private key
# (https://learn.microsoft.com/azure/application-gateway/key-vault-certs).
SECRETS_USER = "Key Vault Secrets User"


class GatewayIdentity(Component):
    """Identity `name` that may read the secrets of the vault `vault_id`, any vault with RBAC authorization.

    Azure creates no gateway whose certificate it cannot read, so the role is assigned first.

    Attributes:
        identity_id: Known once the role has had time to take effect.

    Example:
        GatewayIdentity(
            stack, "gateway_identity", name="wandb-gateway", resource_scope=group.resource_scope,
            vault_id=vault.vault_id,
        )
    """

    def __init__(self, scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, vault_id: str) -> None:
        super().__init__(scope, id_)
        identity = UserAssignedIdentity(
            self,
            "identity",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        reads = grant(
            self, "reads_secrets", role=SECRETS_USER, principal_id=identity.principal_id, resource_id=vault_id
        )
        self.identity_id = wait_for_roles(self, "right_in_effect", value=identity.id, roles=[reads])
