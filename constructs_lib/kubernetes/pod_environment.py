"""Settings common to the pods of the server, Weave, Parquet and the jobs: placement, proxy, CA certificates."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from constructs_lib.kubernetes.ca_certificates import CaCertificates
from constructs_lib.kubernetes.containers import Container, Environment
from constructs_lib.kubernetes.pods import PodPlacement


@dataclass(frozen=True)
class PodEnvironment:
    """The nodes that pods may run on, the variables of a proxy, and the CA certificates that containers trust.

    `version` is an annotation of pods that read the proxy variables from a secret.
    """

    placement: PodPlacement = field(default_factory=PodPlacement)
    proxy: Environment = field(default_factory=Environment)
    ca_certificates: CaCertificates | None = None
    version: str = ""

    @property
    def pod_annotations(self) -> dict[str, str]:
        """Annotations that change with what pods read at start, so that Kubernetes replaces the pods."""
        certificates: Mapping[str, str] = self.ca_certificates.pod_annotations if self.ca_certificates else {}
        return {**certificates, **({"revision/secret": self.version} if self.proxy.secret else {})}

    def apply_to(self, container: Container) -> Container:
        """A copy of `container` with the proxy's variables (its own take precedence) and the CA certificates."""
        own = container.environment
        environment = replace(
            own,
            plain={**self.proxy.plain, **own.plain},
            secret=sorted({*own.secret, *self.proxy.secret}),
            secret_name=own.secret_name or self.proxy.secret_name,
        )
        container = replace(container, environment=environment)
        return self.ca_certificates.add_to(container) if self.ca_certificates else container
