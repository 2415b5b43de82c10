"""Custom CA certificates, which containers trust in addition to the public ones."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from cdktf import Fn
from cdktf_cdktf_provider_kubernetes.config_map_v1 import ConfigMapV1, ConfigMapV1Metadata
from constructs import Construct

from constructs_lib.framework import Component
from constructs_lib.kubernetes.containers import Container, Mount
from constructs_lib.kubernetes.ignored_fields import ignore_external_changes

# Where W&B's own charts mount them, under these names
# (https://github.com/wandb/helm-charts/blob/main/charts/operator-wandb/templates/_volumes.tpl).
FOLDER = "/usr/local/share/ca-certificates/inline"
_BUNDLE_FOLDER = "/etc/wandb-ca"
BUNDLE = f"{_BUNDLE_FOLDER}/ca-certificates.crt"
# Public CA bundles in images of Debian and Ubuntu, of Red Hat and Azure Linux, of Alpine.
_PUBLIC_BUNDLES = "/etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt /etc/ssl/cert.pem"
# Containers cannot write to the image's CA folder, and Python reads one file, not a folder. So the script writes
# the public and the custom certificates to a new file. `echo` ends a last line without a newline.
SCRIPT = f"""
set -eu
for public in {_PUBLIC_BUNDLES}; do
  [ ! -s "$public" ] || break
done
cat "$public" > {BUNDLE}
for own in {FOLDER}/*.crt; do
  cat "$own" >> {BUNDLE}
  echo >> {BUNDLE}
done
""".lstrip()
# Go and OpenSSL read the first; requests, botocore and the Azure CLI read the second.
_VARIABLES = ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE")
# Go reads every file in these folders, in addition to the image's bundle (https://pkg.go.dev/crypto/x509).
GO_VARIABLES: Mapping[str, str] = {"SSL_CERT_DIR": f"/etc/ssl/certs:{FOLDER}"}
_REQUESTS = {"cpu": "10m", "memory": "16Mi"}


def certificate_files(certificates: Sequence[str]) -> dict[str, str]:
    """Each certificate by the name of its file in `FOLDER`."""
    return {f"customCA{index}.crt": certificate for index, certificate in enumerate(certificates)}


class CaCertificates(Component):
    """Config map `name` with `certificates` (PEM), for containers to trust.

    Attributes: `name`; `pod_annotations`, which change with the certificates, so that Kubernetes replaces the pods.
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        namespace: str,
        labels: Mapping[str, str],
        certificates: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        config_map = ConfigMapV1(
            self,
            "config_map",
            metadata=ConfigMapV1Metadata(name=name, namespace=namespace, labels=dict(labels)),
            data=certificate_files(certificates),
            lifecycle=ignore_external_changes("config map"),
        )
        self.name = config_map.metadata.name
        self._mount = Mount("custom-ca-certs", FOLDER, config_map=self.name)
        self.pod_annotations = {"checksum/custom-ca-certs": Fn.sha256(Fn.join("\n", list(certificates)))}

    def add_to(self, container: Container) -> Container:
        """A copy of `container` that trusts the certificates and the public ones of its image.

        An init container writes both to one file; the image needs a shell.
        """
        mounts = [self._mount, Mount("ca-bundle", _BUNDLE_FOLDER)]
        bundler = Container(
            name="ca-bundle",
            image=container.image,
            command=["/bin/sh", "-c", SCRIPT],
            requests=_REQUESTS,
            mounts=mounts,
            read_only_root_filesystem=True,
        )
        return replace(self._extended(container, dict.fromkeys(_VARIABLES, BUNDLE), mounts), init_container=bundler)

    def add_to_go(self, container: Container) -> Container:
        """A copy of `container` that trusts the certificates; for Go programs in images without a shell."""
        return self._extended(container, GO_VARIABLES, [self._mount])

    def _extended(self, container: Container, variables: Mapping[str, str], mounts: Sequence[Mount]) -> Container:
        environment = replace(container.environment, plain={**variables, **container.environment.plain})
        return replace(container, environment=environment, mounts=[*container.mounts, *mounts])
