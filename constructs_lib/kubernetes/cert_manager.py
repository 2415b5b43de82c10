"""cert-manager, which orders and renews certificates, and its ACME issuer."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import Fn
from constructs import Construct

from constructs_lib.framework import Component, require_known
from constructs_lib.kubernetes.ca_certificates import FOLDER, GO_VARIABLES, certificate_files
from constructs_lib.kubernetes.custom_resource import CustomResource
from constructs_lib.kubernetes.helm_release import install_chart

# The chart repository in cert-manager's documentation (https://cert-manager.io/docs/installation/helm/).
REPOSITORY = "oci://quay.io/jetstack/charts"
# Let's Encrypt (https://letsencrypt.org/docs/acme-protocol-updates/).
ACME_SERVER = "https://acme-v02.api.letsencrypt.org/directory"
NAME = "cert-manager"


class CertManager(Component):
    """cert-manager with its CRDs in the namespace `cert-manager`, and the ClusterIssuer `issuer_name`.

    The issuer validates with HTTP-01: port 80 of every host must be reachable from the internet and served by ingresses
    of the class `ingress_class_name`. A cluster can have only one cert-manager. The namespace, the CRDs and all
    certificates are retained when the release is removed. A later release adopts them.

    Args:
        chart_version: Such as `v1.21.1`.
        email: Where the ACME server sends account notices; omitted: nowhere.
        acme_server: The directory of the ACME server; omitted: Let's Encrypt.
        repository: Where the chart comes from; omitted: cert-manager's own.
        variables: Additional environment variables of the controller, such as those of a proxy; omitted: none.
        custom_ca_certs: PEM, which the controller trusts in addition to the public certificate authorities. Empty:
            none.

    Attributes:
        issuer_name: For the annotation of ingresses, known once the issuer exists.

    Raises:
        ValueError: `variables` or `custom_ca_certs` is unknown until apply.

    Example:
        CertManager(
            stack, "cert_manager", chart_version="v1.21.1", issuer_name="letsencrypt", ingress_class_name="nginx",
            email="platform@example.com",
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        chart_version: str,
        issuer_name: str,
        ingress_class_name: str,
        email: str | None = None,
        acme_server: str = ACME_SERVER,
        repository: str = REPOSITORY,
        variables: Mapping[str, str] | None = None,
        custom_ca_certs: Sequence[str] = (),
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, variables=variables, custom_ca_certs=custom_ca_certs)
        values = {"crds": {"enabled": True, "keep": True}, **_controller(variables or {}, custom_ca_certs)}
        # A reference, so that the issuer is created after the CRDs exist and the webhook answers.
        namespace = install_chart(
            self,
            name=NAME,
            namespace=NAME,
            create_namespace=True,
            repository=repository,
            version=chart_version,
            values=values,
        )
        account = {"server": acme_server, **({"email": email} if email else {})}
        self.issuer_name = self._create_issuer(issuer_name, namespace, account, ingress_class_name)

    def _create_issuer(self, name: str, namespace: str, account: Mapping[str, str], ingress_class_name: str) -> str:
        solver = {"http01": {"ingress": {"ingressClassName": ingress_class_name}}}
        # cert-manager creates this key of the ACME account and reuses it for later certificates.
        key = {"privateKeySecretRef": {"name": f"{name}-account"}}
        issuer = CustomResource(
            self,
            "issuer",
            name=name,
            namespace=namespace,
            manifest={
                "apiVersion": "cert-manager.io/v1",
                "kind": "ClusterIssuer",
                "metadata": {"name": name},
                "spec": {"acme": {**account, **key, "solvers": [solver]}},
            },
        )
        return issuer.name


def _controller(variables: Mapping[str, str], certificates: Sequence[str]) -> dict[str, Any]:
    """Values of the chart for the controller, which speaks to the ACME server."""
    values: dict[str, Any] = {}
    if certificates:
        # In the release, because its namespace is made by it. The chart reads each object as a template, which PEM is
        # not: what stands between certificates could be one.
        name = f"{NAME}-ca-certs"
        files = {file: Fn.replace(text, "{{", "{ {") for file, text in certificate_files(certificates).items()}
        config_map = {"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": name, "namespace": NAME}}
        values = {
            "extraObjects": [Fn.jsonencode({**config_map, "data": files})],
            "volumes": [{"name": name, "configMap": {"name": name}}],
            "volumeMounts": [{"name": name, "mountPath": FOLDER, "readOnly": True}],
            # Read at start: the controller starts anew with other certificates.
            "podAnnotations": {"checksum/custom-ca-certs": Fn.sha256(Fn.join("\n", list(certificates)))},
        }
        variables = {**GO_VARIABLES, **variables}
    if variables:
        values["extraEnv"] = [{"name": key, "value": value} for key, value in sorted(variables.items())]
    return values
