"""Hosted zone, certificate and further host names."""

from __future__ import annotations

from ..base import SettingsModel
from ..inputs import setting
from ..kinds import DomainNames, Flag
from .kinds import CertificateArn, HostedZone


class DnsSettings(SettingsModel):
    """Who finds the server by which name."""

    zone_id: HostedZone = setting(
        changes="The Route 53 hosted zone that gets the host names and the certificate's validation records.",
        example="Z0123456789ABCDEFGHIJ",
    )
    extra_fqdn: DomainNames = setting(
        (),
        changes="More host names of the server, in the certificate and in the hosted zone.",
    )
    external_dns: Flag = setting(
        False,
        changes="Whether the certificate is made out to the full host name; false makes it out to domain_name.",
        note="With false the full host name is in the certificate too, as a second name.",
    )
    public_access: Flag = setting(
        False,
        changes="Whether the load balancer faces the internet; false makes it internal.",
        note="A certificate is made either way, unless one is given; the server is never reached by plain HTTP.",
    )
    acm_certificate_arn: CertificateArn = setting(
        None,
        changes="An existing certificate.",
        when_omitted="one is made, and validated in the hosted zone",
    )
