"""The server's host name."""

from __future__ import annotations

from .base import SettingsModel
from .fields.declaration import setting
from .fields.types import DOMAIN_LENGTH, DomainName, OptionalHostLabels
from .rules import Findings


class HostSettings(SettingsModel):
    """The host name of the server."""

    domain_name: DomainName = setting(
        changes="The domain; the server's host name is subdomain.domain_name, or the domain itself.",
        example="example.com",
    )
    subdomain: OptionalHostLabels = setting(
        None,
        changes="The part of the server's host name before the domain.",
        when_omitted="the server's host name is the domain",
    )

    @property
    def fqdn(self) -> str:
        """The server's host name."""
        return f"{self.subdomain}.{self.domain_name}" if self.subdomain else self.domain_name


def host_name_is_short_enough(settings: HostSettings) -> Findings:
    """The host name has the length that DNS allows."""
    if len(settings.fqdn) > DOMAIN_LENGTH:
        yield "subdomain", f"results in a host name of {len(settings.fqdn)} characters; DNS allows {DOMAIN_LENGTH}"
