"""The credentials of an image registry, as an image pull secret."""

from collections.abc import Mapping

from cdktf import Token
from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1, SecretV1Metadata
from constructs import Construct

from constructs_lib.framework import Component, EphemeralReference, fingerprint, require_reference
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes

# Defined by Kubernetes (https://kubernetes.io/docs/concepts/configuration/secret/#docker-config-secrets).
_TYPE, _KEY = "kubernetes.io/dockerconfigjson", ".dockerconfigjson"


class RegistrySecret(Component):
    """Kubernetes secret `name` for `image_pull_secrets`, write-only: its content is in no plan or state.

    Args:
        docker_config: The JSON of a Docker configuration file, as an `EphemeralReference`.
        version: Raise it when the value of `docker_config` has changed.

    Attributes:
        name: Known once the secret exists.

    Raises:
        TypeError: `docker_config` is text.

    Example:
        registry = EphemeralVariable(stack, "registry", name="registry_config", description="Docker configuration file")
        RegistrySecret(
            stack, "registry_secret", name="registry", namespace="wandb", labels={}, docker_config=registry.reference
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        labels: Mapping[str, str],
        docker_config: EphemeralReference,
        version: int = 1,
    ) -> None:
        super().__init__(scope, id_)
        require_reference("RegistrySecret.docker_config", docker_config)
        secret = SecretV1(
            self,
            "secret",
            metadata=SecretV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
            type=_TYPE,
            data_wo={_KEY: docker_config.value},
            data_wo_revision=Token.as_number(fingerprint([str(version)])),
            lifecycle=ignore_external_changes("secret"),
        )
        self.name = secret.metadata.name
