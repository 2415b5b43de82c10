"""Chart registries, answered by host name, with charts that stand in for the real ones.

    HOSTS                                  # the host names that `application` answers
    application(environ, start_response)   # a WSGI application; HTTP_HOST selects the registry

Every version of a chart that is requested exists. A stand-in has the objects, custom resources and values that this
project's stacks use, and its schema refuses other values.
"""

from collections.abc import Iterable
from typing import Any

from emulator.charts.oci import Registry
from emulator.charts.repository import Repository
from emulator.wsgi import Application, Start, host_of

# Per host: the registry or repository that the real one has under this name.
_REGISTRIES: dict[str, Application] = {
    # https://cert-manager.io/docs/installation/helm/
    "quay.io": Registry({"jetstack/charts/cert-manager": "cert-manager"}),
    # https://github.com/wandb/helm-charts; the controller gets the chart operator-wandb, Terraform never does.
    "charts.wandb.ai": Repository("https://charts.wandb.ai", {"operator": ["1.4.2", "1.4.8"]}),
    "charts.jetstack.io": Repository("https://charts.jetstack.io", {"cert-manager": ["v1.20.0", "v1.21.1"]}),
}
HOSTS = frozenset(_REGISTRIES)


def application(environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
    """Answer a request to one of `HOSTS`."""
    return _REGISTRIES[host_of(environ)](environ, start_response)
