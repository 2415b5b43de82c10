"""Which versions of charts and images the vendor's operator runs, and where they come from."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# W&B's chart repository; also oci://ghcr.io/wandb/helm-charts.
REPOSITORY = "https://charts.wandb.ai"
CHART = "operator-wandb"
CONTROLLER_IMAGE = "wandb/controller"


@dataclass(frozen=True)
class OperatorVersions:
    """The versions of everything that the operator runs: the server's images, the console, both charts, the controller.

    `server` and `console` also select which components' versions an upgrade changes.
    """

    server: str
    console: str = "2.18.16"
    chart: str = "0.43.8"
    operator_chart: str = "1.4.8"
    controller: str = "1.22.0"


@dataclass(frozen=True)
class OperatorSources:
    """Where charts and images come from.

    `chart_repository` has the charts `operator` and `operator-wandb`; `chart_credentials_secret` is an existing
    Kubernetes secret with the controller's login to it (`HELM_USERNAME`, `HELM_PASSWORD`). `image_registry` is a prefix
    for all images, such as `registry.example.com/mirror`. `images` replace single images, without tag, by component.
    """

    chart_repository: str = REPOSITORY
    chart_credentials_secret: str | None = None
    image_registry: str | None = None
    images: Mapping[str, str] | None = None

    @property
    def controller_image(self) -> str:
        """The image of the controller, without tag."""
        return f"{self.image_registry}/{CONTROLLER_IMAGE}" if self.image_registry else CONTROLLER_IMAGE

    def chart(self, version: str) -> dict[str, Any]:
        """The part `spec.chart` of the resource."""
        repository = self.chart_repository.rstrip("/")
        login = {"credentialSecret": {"name": self.chart_credentials_secret}} if self.chart_credentials_secret else {}
        if repository.startswith("oci://"):
            return {"url": f"{repository}/{CHART}", "version": version, **login}
        return {"url": repository, "name": CHART, "version": version, **login}
