"""An outgoing proxy: its environment variables for containers."""

from collections.abc import Sequence
from dataclasses import dataclass

from constructs_lib.framework import EphemeralReference, require_reference
from constructs_lib.kubernetes.connections import proxy_url
from constructs_lib.kubernetes.containers import Environment

# The pod itself, names in any cluster, and the Kubernetes API, whose address Kubernetes expands.
_IN_CLUSTER = ("localhost", "127.0.0.1", "::1", ".svc", ".cluster.local", "$(KUBERNETES_SERVICE_HOST)")
# Endpoints for the machine's own credentials; through a proxy, they would return the proxy's or fail: instance metadata
# of both clouds, credentials of EKS pods, the Azure platform
# (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-retrieval.html,
# https://docs.aws.amazon.com/sdkref/latest/guide/feature-container-credentials.html,
# https://learn.microsoft.com/azure/virtual-network/what-is-ip-address-168-63-129-16).
METADATA_ADDRESSES = ("169.254.169.254", "fd00:ec2::254", "169.254.170.2", "169.254.170.23", "168.63.129.16")


@dataclass(frozen=True)
class Proxy:
    """Proxy URLs for HTTP and HTTPS requests, `http://host:port`, without credentials.

    `no_proxy` are hosts (`.example.com` for all subdomains), addresses and ranges that are reached directly, such as
    the cluster's. With `password`, the URLs are secrets;
    raise `version` when its value has changed.
    """

    http: str | None = None
    https: str | None = None
    no_proxy: Sequence[str] = ()
    username: str | None = None
    password: EphemeralReference | None = None
    version: int = 1

    def __post_init__(self) -> None:
        if self.password is not None:
            require_reference("Proxy.password", self.password)

    def environment(self, *, secret_name: str) -> Environment:
        """The variables for a container; the secret ones are in the Kubernetes secret `secret_name`.

        Empty without a proxy URL.
        """
        if not self._urls():
            return Environment()
        direct = dict.fromkeys((*_IN_CLUSTER, *METADATA_ADDRESSES, *self.no_proxy))
        plain = _both_cases({"NO_PROXY": ",".join(direct)})
        if self.password is None:
            return Environment(plain=self._url_variables() | plain)
        return Environment(plain=plain, secret=sorted(self._url_variables()), secret_name=secret_name)

    def secret_variables(self) -> dict[str, str]:
        """The variables that contain the password."""
        return {} if self.password is None else self._url_variables()

    def version_parts(self) -> list[str]:
        """The non-secret values whose changes also change the secret variables."""
        return [] if self.password is None else [*self._urls().values(), self.username or "", str(self.version)]

    def _url_variables(self) -> dict[str, str]:
        addresses = {
            name: proxy_url(address, username=self.username, password=self.password)
            for name, address in self._urls().items()
        }
        return _both_cases(addresses)

    def _urls(self) -> dict[str, str]:
        return {name: value for name, value in (("HTTP_PROXY", self.http), ("HTTPS_PROXY", self.https)) if value}


def _both_cases(variables: dict[str, str]) -> dict[str, str]:
    """The variables in upper and lower case: curl reads only `http_proxy`, others read `HTTP_PROXY`
    (https://everything.curl.dev/usingcurl/proxies/env.html).
    """
    return variables | {name.lower(): value for name, value in variables.items()}
