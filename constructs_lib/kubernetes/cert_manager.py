"""cert-manager, which orders certificates and renews them, and the issuer that it orders from."""

from collections.abc import Mapping, Sequence
from typing import Any

from cdktf import Fn
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

from constructs_lib.kubernetes.authorities import FOLDER, GO_VARIABLES, certificate_files
from constructs_lib.kubernetes.custom_resource import CustomResource

# Where cert-manager's own documentation installs from (https://cert-manager.io/docs/installation/helm/).
REPOSITORY = "oci://quay.io/jetstack/charts"
# Let's Encrypt (https://letsencrypt.org/docs/acme-protocol-updates/).
ACME_SERVER = "https://acme-v02.api.letsencrypt.org/directory"
NAME = "cert-manager"
# Images of three deployments are pulled, and a hook waits until the webhook answers.
INSTALL_TIMEOUT_SECONDS = 600


class CertManager(Construct):
    """cert-manager in a namespace of its own, with its custom resource definitions, and the ClusterIssuer
    `issuer_name`, which orders from the ACME server `acme_server`.

    The server sees by HTTP that a host is ours: under every host, port 80 leads from the internet to ingresses of the
    class `ingress_class_name`. It writes to `email` when something is wrong with the account; omitted: to nobody.
    `chart_version` is a version of the chart, such as `v1.21.1`; there is one cert-manager in a cluster.

    `variables` are further ones of the controller, such as those of a proxy. It trusts `custom_ca_certs` (PEM) beside
    the public authorities.

    The namespace `cert-manager` and the definitions, and with them all certificates, stay when the release is removed.
    Installed again, the release takes them over.

    Attribute: `issuer_name`, for the annotation of ingresses, known once the issuer is there.
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
        values = {"crds": {"enabled": True, "keep": True}, **_controller(variables or {}, custom_ca_certs)}
        namespace = self._install(repository, chart_version, values)
        account = {"server": acme_server, **({"email": email} if email else {})}
        self.issuer_name = self._create_issuer(issuer_name, namespace, account, ingress_class_name)

    def _install(self, repository: str, version: str, values: Mapping[str, Any]) -> str:
        release = Release(
            self,
            "release",
            name=NAME,
            namespace=NAME,
            create_namespace=True,
            repository=repository,
            chart=NAME,
            version=version,
            values=[Fn.yamlencode(values)],
            timeout=INSTALL_TIMEOUT_SECONDS,
            atomic=True,
        )
        # By this reference the issuer waits until cert-manager knows its kind and its webhook answers.
        return release.namespace

    def _create_issuer(self, name: str, namespace: str, account: Mapping[str, str], ingress_class_name: str) -> str:
        solver = {"http01": {"ingress": {"ingressClassName": ingress_class_name}}}
        # Made by cert-manager; with it, a new certificate is the same account's.
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
