"""What the server, the services and the jobs beside it have in common: where they run, and how they reach others."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from constructs_lib.kubernetes.ca_certificates import CaCertificates
from constructs_lib.kubernetes.containers import Container, Environment
from constructs_lib.kubernetes.pods import PodPlacement


@dataclass(frozen=True)
class PodEnvironment:
    """The nodes that pods may run on, the variables of a proxy, and the authorities that are trusted.

    `revision` marks pods that read the variables from a secret.
    """

    placement: PodPlacement = field(default_factory=PodPlacement)
    proxy: Environment = field(default_factory=Environment)
    ca_certificates: CaCertificates | None = None
    revision: str = ""

    @property
    def pod_annotations(self) -> dict[str, str]:
        """Annotations that change with what pods read at start: pods with other ones are new pods."""
        certificates: Mapping[str, str] = self.ca_certificates.pod_annotations if self.ca_certificates else {}
        return {**certificates, **({"revision/secret": self.revision} if self.proxy.secret else {})}

    def apply_to(self, container: Container) -> Container:
        """`container` with the variables of the proxy, if it has none of those names, and the authorities."""
        own = container.environment
        environment = replace(
            own,
            plain={**self.proxy.plain, **own.plain},
            secret=sorted({*own.secret, *self.proxy.secret}),
            secret_name=own.secret_name or self.proxy.secret_name,
        )
        container = replace(container, environment=environment)
        return self.ca_certificates.add_to(container) if self.ca_certificates else container
