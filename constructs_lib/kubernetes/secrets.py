"""Kubernetes secrets, set through write-only arguments."""

from collections.abc import Mapping, Sequence

from cdktf import Token
from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1, SecretV1Metadata
from constructs import Construct

from constructs_lib.framework import Component, fingerprint
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes


class ServerSecret(Component):
    """Kubernetes secret `name` with `values`, which may be ephemeral: they are in no plan or state.

    A write-only argument is stored again when its version changes. The version is a hash of the names of the values
    and of `revised_with`: non-secret values that change whenever a value changes.

    Attributes: `name`, `keys`; `version`, for a pod annotation, so that a change replaces the pods.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        labels: Mapping[str, str],
        values: Mapping[str, str],
        revised_with: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        self.keys = sorted(values)
        version = fingerprint([*self.keys, *revised_with])
        secret = SecretV1(
            self,
            "secret",
            metadata=SecretV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
            data_wo={key: values[key] for key in self.keys},
            data_wo_revision=Token.as_number(version),
            lifecycle=ignore_external_changes("secret"),
        )
        self.name = secret.metadata.name
        self.version = Token.as_string(version)
