"""cert-manager, which orders certificates and renews them, and the issuer that it orders from."""

from cdktf import Fn
from cdktf_cdktf_provider_helm.release import Release
from constructs import Construct

from constructs_lib.kubernetes.custom_resource import CustomResource

# Where cert-manager's own documentation installs from (https://cert-manager.io/docs/installation/helm/).
REPOSITORY = "oci://quay.io/jetstack/charts"
# Let's Encrypt (https://letsencrypt.org/docs/acme-protocol-updates/).
ACME_SERVER = "https://acme-v02.api.letsencrypt.org/directory"
NAME = "cert-manager"
# The official Azure module's name for it.
ISSUER = "cert-issuer"
# Images of three deployments are pulled, and a hook waits until the webhook answers.
INSTALL_TIMEOUT_SECONDS = 600


class CertManager(Construct):
    """cert-manager in a namespace of its own, with its custom resource definitions, and a ClusterIssuer that orders
    from the ACME server `acme_server` in the name of `email`.

    The server sees by HTTP that a host is ours: under every host, port 80 leads from the internet to ingresses of the
    class `ingress_class_name`. `chart_version` is a version of the chart, such as `v1.21.1`; there is one cert-manager
    in a cluster.

    The definitions, and with them all certificates, stay when the release is removed.

    Attribute: `issuer_name`, for the annotation of ingresses.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        chart_version: str,
        email: str,
        ingress_class_name: str,
        acme_server: str = ACME_SERVER,
        repository: str = REPOSITORY,
    ) -> None:
        super().__init__(scope, id_)
        namespace = self._install(repository, chart_version)
        self.issuer_name = self._create_issuer(namespace, acme_server, email, ingress_class_name)

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

    def _create_issuer(self, namespace: str, server: str, email: str, ingress_class_name: str) -> str:
        solver = {"http01": {"ingress": {"ingressClassName": ingress_class_name}}}
        account = {"server": server, "email": email, "privateKeySecretRef": {"name": f"{ISSUER}-account"}}
        issuer = CustomResource(
            self,
            "issuer",
            name=ISSUER,
            namespace=namespace,
            manifest={
                "apiVersion": "cert-manager.io/v1",
                "kind": "ClusterIssuer",
                "metadata": {"name": ISSUER},
                "spec": {"acme": {**account, "solvers": [solver]}},
            },
        )
        return issuer.name
