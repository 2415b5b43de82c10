"""Hosted zone, certificate and additional host names."""

from __future__ import annotations

from ..base import SettingsModel
from ..fields.declaration import OURS, setting
from ..fields.types import DomainNames, Flag
from .types import CertificateArn, OptionalHostedZone, OptionalRoleArn


class DnsSettings(SettingsModel):
    """DNS records and certificate."""

    zone_id: OptionalHostedZone = setting(
        None,
        changes="The Route 53 hosted zone that gets the host names and the certificate's validation records.",
        when_omitted="no DNS record is created: requires acm_certificate_arn, and you point the host names at the "
        "output "
        "load_balancer_dns_name",
        note="May be omitted if your DNS is elsewhere.",
    )
    zone_role_arn: OptionalRoleArn = setting(
        None,
        since=(OURS,),
        changes="A role that Terraform assumes for the records in zone_id, which may be in another account. To stop "
        "using zone_id, remove it first, deploy, and only then remove the role, which deletes the records.",
        when_omitted="the records are created with the same credentials as everything else",
    )
    extra_fqdn: DomainNames = setting(
        (),
        changes="Additional host names of the server, in the certificate and in the hosted zone.",
    )
    external_dns: Flag = setting(
        False,
        changes="Nothing: the certificate is always issued for the server's own host names.",
        note="With false, the official module requests the certificate for domain_name, whose validation record every "
        "other certificate of the domain needs too. To have that name, list it in extra_fqdn.",
    )
    public_access: Flag = setting(
        False,
        changes="Whether the load balancer is internet-facing; false makes it internal.",
        note="A certificate is created either way, unless one is given; the server is never served over plain HTTP.",
    )
    acm_certificate_arn: CertificateArn = setting(
        None,
        changes="An existing certificate.",
        when_omitted="an ACM certificate is created and DNS-validated in the hosted zone",
    )
