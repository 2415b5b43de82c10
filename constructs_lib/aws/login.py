"""What an application reads while Terraform applies, and Terraform keeps nowhere: a login to EKS, a stored password."""

from constructs import Construct

from constructs_lib.framework import EphemeralReference, EphemeralResource

# https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
TOKEN_MINUTES = 15


def cluster_token(scope: Construct, id_: str, *, cluster_name: str) -> EphemeralReference:
    """An ephemeral token for the Kubernetes API of an EKS cluster, in the name of whoever applies; good for 15 minutes
    and for provider configuration alone.
    """
    login = EphemeralResource(scope, id_, resource_type="aws_eks_cluster_auth", config={"name": cluster_name})
    return login.attribute("token")


def stored_password(scope: Construct, id_: str, *, secret_id: str) -> EphemeralReference:
    """The `password` in the newest version of a secret, a JSON object."""
    stored = EphemeralResource(
        scope, id_, resource_type="aws_secretsmanager_secret_version", config={"secret_id": secret_id}
    )
    return stored.attribute("secret_string").within("jsondecode({}).password")
