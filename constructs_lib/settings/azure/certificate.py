"""The certificate: from an ACME issuer by cert-manager, from your Key Vault, or from your own issuer."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Annotated

from pydantic import AfterValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail
from ..fields.declaration import HEAD, OURS, setting
from ..fields.types import Flag, OptionalText, Text, text_matching, when_given
from .types import KeyVaultId

LETS_ENCRYPT = "https://acme-v02.api.letsencrypt.org/directory"
# Issuers that validate over the internet, by the domain of their directories, including staging. Any other issuer may
# be inside the network.
PUBLIC_ISSUERS = ("letsencrypt.org", "pki.goog", "ssl.com", "zerossl.com")
# cert-manager supports a release until the second release after it (https://cert-manager.io/docs/releases/).
CERT_MANAGER_VERSION = "v1.21.1"
# Where cert-manager's own documentation installs from (https://cert-manager.io/docs/installation/helm/).
CERT_MANAGER_REPOSITORY = "oci://quay.io/jetstack/charts"
# https://learn.microsoft.com/azure/key-vault/general/about-keys-secrets-certificates#object-identifiers: names of
# vaults have 3 to 24 characters, names of objects up to 127, versions are 32 hexadecimal digits.
_SECRET_ID = re.compile(
    r"https://[A-Za-z](?:-?[A-Za-z0-9]){2,23}\.vault\.azure\.net/secrets/[A-Za-z0-9-]{1,127}(?:/[0-9a-f]{32})?"
)


def certificate_secret(value: str) -> str:
    """The id of the secret that Key Vault stores for each certificate."""
    if "/certificates/" in value:
        right = value.replace("/certificates/", "/secrets/")
        fail(f"{show(value)} is a certificate id, but the gateway reads the certificate's secret; write {show(right)}")
    if not _SECRET_ID.fullmatch(value):
        example = "https://example.vault.azure.net/secrets/wandb"
        fail(f'{show(value)} is not the id of a Key Vault secret; write one such as "{example}"')
    return value


_email = text_matching(r"[^\s@<>\"',]+@[^\s@<>\"',]+\.[a-z]{2,}", 'an e-mail address, such as "admin@example.com"')
# Helm uses the version as the chart's tag in the registry, which starts with "v".
_chart_version = text_matching(r"v\d+\.\d+\.\d+", f'a version of the chart, such as "{CERT_MANAGER_VERSION}"')
_repository = text_matching(
    r"(?:oci|https)://[A-Za-z0-9.-]+(?::\d{1,5})?(?:/[A-Za-z0-9._~-]+)*/?",
    'a Helm repository by oci:// or https://, such as "oci://registry.example.com/charts"',
)
_directory = text_matching(r"https://[^\s?#@\"]+", f'the directory of an ACME issuer, such as "{LETS_ENCRYPT}"')


def _chart_repository(value: str) -> str:
    if "@" in value:
        # The value is not shown, because it may be a password.
        fail(
            "contains credentials, which would be in the synthesized JSON; write the repository without them and "
            'log in with "helm registry login"'
        )
    return _repository(value)


class CertificateMode(StrEnum):
    """The source of the server's certificate."""

    ACME = "acme"
    KEY_VAULT = "key_vault"
    OWN_ISSUER = "own_issuer"
    NONE = "none"


# https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/network/application_gateway_resource.go:
# an update sends the certificates that are configured, to listeners of the controller that then lack
# theirs (https://github.com/langfuse/langfuse-terraform-azure/pull/24), and removes no identity.
_OTHER_ORIGIN = (
    "When you switch from cert-manager or your own issuer, first deploy with ssl = false. To remove this input later, "
    "replace the gateway (`terraform apply -replace=azurerm_application_gateway.gateway_gateway`)."
)


class CertificateSettings(SettingsModel):
    """The source of the server's certificate."""

    certificate_secret_id: Annotated[OptionalText, AfterValidator(when_given(certificate_secret))] = setting(
        None,
        since=(OURS,),
        changes="A certificate in your Key Vault, as the ID of its secret; without a version, the gateway picks up "
        "renewals. " + _OTHER_ORIGIN,
        when_omitted="an ACME issuer issues one",
    )
    certificate_key_vault_id: KeyVaultId = setting(
        None,
        since=(OURS,),
        changes="The resource ID of the vault of certificate_secret_id, in any subscription of the tenant. The "
        "gateway's identity gets the role Key Vault Secrets User there.",
        when_omitted="certificate_secret_id is refused",
    )
    use_dns_resolver: Flag = setting(
        False,
        since=(HEAD,),
        changes="Whether your own issuer (for example with DNS-01) writes the ingress's TLS secret; cert-manager is "
        "not installed.",
    )
    cert_manager_email: Annotated[OptionalText, AfterValidator(when_given(_email))] = setting(
        None,
        since=(OURS,),
        changes="The contact address for the ACME issuer.",
        when_omitted="the account has no contact address",
    )
    cert_manager_acme_server: Annotated[Text, AfterValidator(_directory)] = setting(
        LETS_ENCRYPT,
        since=(OURS,),
        changes="The directory URL of the ACME issuer.",
    )
    cert_manager_chart_version: Annotated[Text, AfterValidator(_chart_version)] = setting(
        CERT_MANAGER_VERSION,
        since=(OURS,),
        changes="The version of cert-manager and its chart.",
    )
    cert_manager_chart_repository: Annotated[Text, AfterValidator(_chart_repository)] = setting(
        CERT_MANAGER_REPOSITORY,
        since=(OURS,),
        changes="The Helm repository with cert-manager's chart, by oci:// or https://. Helm fetches the chart at "
        "every plan, on the machine that plans. The images are the chart's own, from quay.io.",
    )
