"""Workload identities of pods, and the roles of the W&B server's identity."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant
from constructs_lib.framework import Component, element_id

# The audience that Entra ID expects in a service account's token
# (https://learn.microsoft.com/azure/aks/workload-identity-overview).
AUDIENCE = "api://AzureADTokenExchange"
# Maximum number of federated credentials per identity
# (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations).
CREDENTIALS_LIMIT = 20
# W&B's documented roles for workload identity, by construct id of the assignment. They are
# assigned on the account: the first also allows user delegation keys, which sign the URLs for browsers and SDKs.
STORAGE_ROLES = {"blobs": "Storage Blob Data Contributor", "account": "Reader"}
QUEUE_ROLE = "Storage Queue Data Contributor"


@dataclass(frozen=True)
class ServiceAccount:
    """A Kubernetes service account that an identity trusts. `credential_name` has 3-120 characters."""

    name: str
    kubernetes_namespace: str
    credential_name: str

    @property
    def subject(self) -> str:
        """The subject of the service account's tokens."""
        return f"system:serviceaccount:{self.kubernetes_namespace}:{self.name}"


class WorkloadIdentity(Component):
    """User-assigned identity `name`, only for pods of `service_accounts` (20 at most). It has no roles yet.

    Pods need the label `azure.workload.identity/use: "true"`, their service account the annotation
    `azure.workload.identity/client-id` with the client id. The grants of other constructs assign roles, such as
    `storage.grant_read_write(identity)`.

    Args:
        issuer_url: The OIDC issuer of the cluster.

    Attributes:
        identity_id: The id of the identity.
        principal_id: For role assignments.
        client_id: For the annotation of the service account.

    Raises:
        ValueError: There are more than 20 `service_accounts`.

    Example:
        identity = WorkloadIdentity(
            stack, "identity", name="wandb", resource_scope=group.resource_scope, issuer_url=cluster.oidc_issuer_url,
            service_accounts=[ServiceAccount("wandb", kubernetes_namespace="wandb", credential_name="wandb")],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        resource_scope: ResourceScope,
        issuer_url: str,
        service_accounts: Sequence[ServiceAccount],
    ) -> None:
        super().__init__(scope, id_)
        if len(service_accounts) > CREDENTIALS_LIMIT:
            raise ValueError(f"service_accounts must be at most {CREDENTIALS_LIMIT}, got {len(service_accounts)}")
        identity = UserAssignedIdentity(
            self,
            "identity",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            tags=dict(resource_scope.tags),
        )
        for index, account in enumerate(service_accounts):
            FederatedIdentityCredential(
                self,
                f"credential_{element_id(account.name, index)}",
                name=account.credential_name,
                resource_group_name=resource_scope.resource_group_name,
                parent_id=identity.id,
                audience=[AUDIENCE],
                issuer=issuer_url,
                subject=account.subject,
            )
        self.identity_id = identity.id
        self.principal_id = identity.principal_id
        self.client_id = identity.client_id

    @staticmethod
    def from_existing(scope: Construct, id_: str, *, name: str, resource_group_name: str) -> "WorkloadIdentity":
        """The existing user-assigned identity `name`, for the grants of other constructs."""
        return _ExistingIdentity(scope, id_, name, resource_group_name)


class _ExistingIdentity(WorkloadIdentity):
    def __init__(self, scope: Construct, id_: str, name: str, resource_group_name: str) -> None:
        # Imported here, because most stacks create their own.
        from cdktf_cdktf_provider_azurerm.data_azurerm_user_assigned_identity import DataAzurermUserAssignedIdentity

        Component.__init__(self, scope, id_)
        found = DataAzurermUserAssignedIdentity(self, "identity", name=name, resource_group_name=resource_group_name)
        self.identity_id, self.principal_id, self.client_id = found.id, found.principal_id, found.client_id


def grant_storage(scope: Construct, *, principal_id: str, account_id: str) -> list[RoleAssignment]:
    """Lets the server's identity use the blobs of a storage account."""
    return [
        grant(scope, id_, role=role, principal_id=principal_id, resource_id=account_id)
        for id_, role in STORAGE_ROLES.items()
    ]


def grant_queue(scope: Construct, *, principal_id: str, queue_id: str) -> RoleAssignment:
    """Lets the server's identity receive messages from the queue of new objects."""
    return grant(scope, "queue", role=QUEUE_ROLE, principal_id=principal_id, resource_id=queue_id)
