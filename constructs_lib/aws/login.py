"""Ephemeral values for an application: an EKS login token and a stored password."""

from constructs import Construct

from constructs_lib.framework import EphemeralReference, EphemeralResource

# https://docs.aws.amazon.com/eks/latest/best-practices/identity-and-access-management.html
TOKEN_MINUTES = 15


def cluster_token(scope: Construct, id_: str, *, cluster_name: str) -> EphemeralReference:
    """An ephemeral token for the Kubernetes API of an EKS cluster, issued to the identity that runs Terraform.

    It is valid for 15 minutes. Use it only in provider configuration.
    """
    login = EphemeralResource(scope, id_, resource_type="aws_eks_cluster_auth", config={"name": cluster_name})
    return login.attribute("token")


def stored_password(scope: Construct, id_: str, *, secret_id: str) -> EphemeralReference:
    """The value of `password` in the newest version of a secret that holds a JSON object."""
    stored = EphemeralResource(
        scope, id_, resource_type="aws_secretsmanager_secret_version", config={"secret_id": secret_id}
    )
    return stored.attribute("secret_string").within("jsondecode({}).password")
