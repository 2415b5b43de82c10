"""cert-manager, which orders certificates and renews them, and the issuer that it orders from."""

from collections.abc import Mapping

from cdktf import Fn
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

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
    ) -> None:
        super().__init__(scope, id_)
        namespace = self._install(repository, chart_version)
        account = {"server": acme_server, **({"email": email} if email else {})}
        self.issuer_name = self._create_issuer(issuer_name, namespace, account, ingress_class_name)

    def _install(self, repository: str, version: str) -> str:
        release = Release(
            self,
            "release",
            name=NAME,
            namespace=NAME,
            create_namespace=True,
            repository=repository,
            chart=NAME,
            version=version,
            values=[Fn.yamlencode({"crds": {"enabled": True, "keep": True}})],
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
