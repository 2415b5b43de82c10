"""Host names, certificate, load balancer, PrivateLink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE
from ...fields.types import DOMAIN_LENGTH
from ...host_name import host_name_is_short_enough
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AwsInputs

# The common name of a certificate ends at 64 characters (RFC 5280 appendix A, ub-common-name;
# https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html).
COMMON_NAME_LENGTH = 64
# https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html: 10 names a certificate, up to 100 on request.
NAMES_PER_CERTIFICATE = 10
NAMES_ON_REQUEST = 100
# https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: 60 inbound rules a security group and
# family, more on request; each range takes one for HTTPS and one for the redirect from HTTP.
RULES_PER_GROUP = 60
RULES_PER_RANGE = 2
LOAD_BALANCER_ZONES = 2


def external_dns_has_a_subdomain(settings: AwsInputs) -> Findings:
    """The full host name is made of subdomain and domain."""
    if settings.external_dns and settings.subdomain is None:
        yield (
            "subdomain",
            'is missing; external_dns = true needs it, such as subdomain = "wandb"',
        )


def zone_or_certificate_is_given(settings: AwsInputs) -> Findings:
    """Without a hosted zone no certificate can be validated, and host names are somebody else's."""
    if settings.zone_id is None and settings.acm_certificate_arn is None:
        yield (
            "zone_id",
            'is missing; write zone_id = "Z0123456789ABCDEFGHIJ", or set acm_certificate_arn and manage DNS yourself',
        )


def certificate_name_is_short_enough(settings: AwsInputs) -> Findings:
    """A certificate's common name is shorter than a host name may be."""
    name = settings.fqdn
    if settings.acm_certificate_arn is None and COMMON_NAME_LENGTH < len(name) <= DOMAIN_LENGTH:
        yield (
            "subdomain" if settings.subdomain else "domain_name",
            (
                f"makes a certificate for a name of {len(name)} characters; a certificate takes {COMMON_NAME_LENGTH}, "
                "so shorten it or give acm_certificate_arn"
            ),
        )


def extra_names_are_additional(settings: AwsInputs) -> Findings:
    """The server's own name is not extra, and a certificate holds so many names."""
    if settings.fqdn in settings.extra_fqdn:
        yield "extra_fqdn", f'"{settings.fqdn}" is the server\'s own name; leave it out here'
    names = len(settings.all_fqdns)
    if settings.acm_certificate_arn is None and names > NAMES_ON_REQUEST:
        yield "extra_fqdn", f"makes {names} names in one certificate; ACM takes at most {NAMES_ON_REQUEST}"


def load_balancer_has_two_zones(settings: AwsInputs) -> Findings:
    """An application load balancer wants subnets in two zones."""
    if len(settings.kubernetes_alb_subnets) == 1:
        yield "kubernetes_alb_subnets", f"names 1 subnet; a load balancer needs {LOAD_BALANCER_ZONES}, in two zones"


def private_traffic_has_private_link(settings: AwsInputs) -> Findings:
    """Without accounts that may connect there is no network load balancer, hence no way in at all."""
    if settings.private_only_traffic and not settings.private_link_allowed_account_ids:
        yield (
            "private_only_traffic",
            "lets in PrivateLink alone, and no account may use it; set private_link_allowed_account_ids",
        )


def server_is_reachable(settings: AwsInputs) -> Findings:
    """A server that nobody reaches is most likely a mistake."""
    ranges = settings.allowed_inbound_cidr or settings.allowed_inbound_ipv6_cidr
    if not ranges and not settings.private_link_allowed_account_ids:
        yield (
            "allowed_inbound_cidr",
            "lets in nobody, nor does allowed_inbound_ipv6_cidr; name the ranges of your users",
        )


def server_is_not_open_to_everyone(settings: AwsInputs) -> Findings:
    """W&B's guide opens the server to everyone; only its login is left to guard it."""
    open_to_all = {
        "allowed_inbound_cidr": EVERYWHERE in settings.allowed_inbound_cidr,
        "allowed_inbound_ipv6_cidr": settings.dualstack and "::/0" in settings.allowed_inbound_ipv6_cidr,
    }
    if settings.internet_facing and not settings.private_only_traffic:
        for name in [name for name, is_open in open_to_all.items() if is_open][:1]:
            yield name, "lets everyone reach the server; name the ranges of your users"


def security_group_rules_are_within_quota(settings: AwsInputs) -> Findings:
    """More ranges than a security group takes without a raised quota."""
    for name in ("allowed_inbound_cidr", "allowed_inbound_ipv6_cidr"):
        needed = len(getattr(settings, name)) * RULES_PER_RANGE
        if needed > RULES_PER_GROUP:
            yield (
                name,
                f"needs {needed} rules in one security group; AWS takes {RULES_PER_GROUP} unless the quota is raised",
            )


def certificate_names_are_within_quota(settings: AwsInputs) -> Findings:
    """More names than ACM takes without a raised quota."""
    names = len(settings.all_fqdns)
    if settings.acm_certificate_arn is None and NAMES_PER_CERTIFICATE < names <= NAMES_ON_REQUEST:
        yield (
            "extra_fqdn",
            f"makes {names} names in one certificate; ACM takes {NAMES_PER_CERTIFICATE} unless the quota is raised",
        )


def private_server_has_public_zone(settings: AwsInputs) -> Findings:
    """ACM validates by records that it can look up on the internet."""
    if not settings.internet_facing and settings.acm_certificate_arn is None:
        yield (
            "acm_certificate_arn",
            (
                "is not set, so the certificate is validated in zone_id, which must then be a public hosted zone; "
                "with a private one give your own certificate"
            ),
        )


def extra_names_are_in_zone(settings: AwsInputs) -> Findings:
    """All names are written into one hosted zone."""
    for name in settings.extra_fqdn if settings.zone_id else ():
        if name != settings.domain_name and not name.endswith(f".{settings.domain_name}"):
            yield (
                "extra_fqdn",
                f'"{name}" does not end in {settings.domain_name}; it must belong to the hosted zone all the same',
            )


_NAMES = ("domain_name", "subdomain", "extra_fqdn", "acm_certificate_arn")
RULES = (
    rule(external_dns_has_a_subdomain, "external_dns", "subdomain"),
    rule(host_name_is_short_enough, "domain_name", "subdomain"),
    rule(zone_or_certificate_is_given, "zone_id", "acm_certificate_arn"),
    rule(certificate_name_is_short_enough, "domain_name", "subdomain", "acm_certificate_arn"),
    rule(extra_names_are_additional, *_NAMES),
    rule(load_balancer_has_two_zones, "kubernetes_alb_subnets"),
    rule(private_traffic_has_private_link, "private_only_traffic", "private_link_allowed_account_ids"),
)
NOTICES = (
    rule(
        server_is_not_open_to_everyone,
        "allowed_inbound_cidr",
        "allowed_inbound_ipv6_cidr",
        "public_access",
        "kubernetes_alb_internet_facing",
        "private_only_traffic",
        "create_vpc",
    ),
    rule(server_is_reachable, "allowed_inbound_cidr", "allowed_inbound_ipv6_cidr", "private_link_allowed_account_ids"),
    rule(security_group_rules_are_within_quota, "allowed_inbound_cidr", "allowed_inbound_ipv6_cidr"),
    rule(certificate_names_are_within_quota, *_NAMES),
    rule(private_server_has_public_zone, "public_access", "kubernetes_alb_internet_facing", "acm_certificate_arn"),
    rule(extra_names_are_in_zone, "extra_fqdn", "domain_name", "zone_id"),
)
