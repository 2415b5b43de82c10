"""Identities of what runs in the cluster, and what the W&B server may do with its own."""

from collections.abc import Sequence
from dataclasses import dataclass

from cdktf_cdktf_provider_azurerm.federated_identity_credential import FederatedIdentityCredential
from cdktf_cdktf_provider_azurerm.role_assignment import RoleAssignment
from cdktf_cdktf_provider_azurerm.user_assigned_identity import UserAssignedIdentity
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.roles import grant
from constructs_lib.framework import element_id

# What Entra ID expects of a token that a Kubernetes service account exchanges
# (https://learn.microsoft.com/azure/aks/workload-identity-overview).
AUDIENCE = "api://AzureADTokenExchange"
# Entra ID trusts no more service accounts than these for one identity
# (https://learn.microsoft.com/entra/workload-id/workload-identity-federation-considerations).
CREDENTIALS_LIMIT = 20
# What W&B documents for workload identity (wandb-facts, section d), by the id of the assignment. The first also covers
# the user delegation keys that sign the URLs which browsers and SDKs read and write by, and those are the account's.
STORAGE_ROLES = {"blobs": "Storage Blob Data Contributor", "account": "Reader"}
QUEUE_ROLE = "Storage Queue Data Contributor"


@dataclass(frozen=True)
class ServiceAccount:
    """A Kubernetes service account that an identity trusts; the trust's own name in Entra ID has 3-120 characters."""

    name: str
    kubernetes_namespace: str
    credential_name: str

    @property
    def subject(self) -> str:
        """Who the tokens of the service account are about."""
        return f"system:serviceaccount:{self.kubernetes_namespace}:{self.name}"


class WorkloadIdentity(Construct):
    """Identity `name` that pods of `service_accounts` (20 at most), and nothing else, take on through the cluster.

    `issuer_url` is the OIDC issuer of the cluster. Pods need the label `azure.workload.identity/use: "true"`, their
    service account the annotation `azure.workload.identity/client-id` with the client id. Nothing is granted yet.

    Attributes: `identity_id`, `principal_id` (what roles are given to), `client_id`.
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


def grant_storage(scope: Construct, *, principal_id: str, account_id: str) -> list[RoleAssignment]:
    """Lets the server use the blobs of a storage account, ours or another, by its identity."""
    return [
        grant(scope, id_, role=role, principal_id=principal_id, resource_id=account_id)
        for id_, role in STORAGE_ROLES.items()
    ]


def grant_queue(scope: Construct, *, principal_id: str, queue_id: str) -> RoleAssignment:
    """Lets the server receive from the queue that announces new objects."""
    return grant(scope, "queue", role=QUEUE_ROLE, principal_id=principal_id, resource_id=queue_id)
