"""Host names, certificate, load balancer, PrivateLink."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...fields.ip_ranges import EVERYWHERE
from ...fields.types import DOMAIN_LENGTH
from ...host_name import host_name_is_short_enough
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AwsInputs

# The common name of a certificate has at most 64 characters (RFC 5280 appendix A, ub-common-name;
# https://docs.aws.amazon.com/acm/latest/userguide/acm-certificate-characteristics.html).
COMMON_NAME_LENGTH = 64
# https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html: 10 names per certificate, up to 100 on request.
NAMES_PER_CERTIFICATE = 10
NAMES_ON_REQUEST = 100
# https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html: 60 inbound rules per security group and
# address family, more on request. Each range needs one for HTTPS and one for the redirect from HTTP.
RULES_PER_GROUP = 60
RULES_PER_RANGE = 2
LOAD_BALANCER_ZONES = 2


def external_dns_has_a_subdomain(settings: AwsInputs) -> Findings:
    """The host name consists of subdomain and domain."""
    if settings.external_dns and settings.subdomain is None:
        yield (
            "subdomain",
            'is missing; external_dns = true requires it, such as subdomain = "wandb"',
        )


def zone_or_certificate_is_given(settings: AwsInputs) -> Findings:
    """Without a hosted zone, no certificate can be validated and no DNS record created."""
    if settings.zone_id is None and settings.acm_certificate_arn is None:
        yield (
            "zone_id",
            'is missing; write zone_id = "Z0123456789ABCDEFGHIJ", or set acm_certificate_arn and manage DNS yourself',
        )


def certificate_name_is_short_enough(settings: AwsInputs) -> Findings:
    """A certificate's common name has a lower limit than a host name."""
    name = settings.fqdn
    if settings.acm_certificate_arn is None and COMMON_NAME_LENGTH < len(name) <= DOMAIN_LENGTH:
        yield (
            "subdomain" if settings.subdomain else "domain_name",
            (
                f"results in a host name of {len(name)} characters; a certificate allows {COMMON_NAME_LENGTH}, "
                "so shorten it or set acm_certificate_arn"
            ),
        )


def extra_names_are_additional(settings: AwsInputs) -> Findings:
    """Extra names exclude the server's own name, and a certificate has a maximum number of names."""
    if settings.fqdn in settings.extra_fqdn:
        yield "extra_fqdn", f'"{settings.fqdn}" is the server\'s own name; remove it'
    names = len(settings.all_fqdns)
    if settings.acm_certificate_arn is None and names > NAMES_ON_REQUEST:
        yield "extra_fqdn", f"results in {names} names in one certificate; ACM allows at most {NAMES_ON_REQUEST}"


def load_balancer_has_two_zones(settings: AwsInputs) -> Findings:
    """An application load balancer requires subnets in two zones."""
    if len(settings.kubernetes_alb_subnets) == 1:
        yield "kubernetes_alb_subnets", f"has 1 subnet; a load balancer requires {LOAD_BALANCER_ZONES}, in two zones"


def private_traffic_has_private_link(settings: AwsInputs) -> Findings:
    """Without allowed accounts, there is no network load balancer and the server is unreachable."""
    if settings.private_only_traffic and not settings.private_link_allowed_account_ids:
        yield (
            "private_only_traffic",
            "allows only PrivateLink, which no account may use; set private_link_allowed_account_ids",
        )


def server_is_reachable(settings: AwsInputs) -> Findings:
    """A server that nobody can reach is probably a mistake."""
    ranges = settings.allowed_inbound_cidr or settings.allowed_inbound_ipv6_cidr
    if not ranges and not settings.private_link_allowed_account_ids:
        yield (
            "allowed_inbound_cidr",
            "is empty, like allowed_inbound_ipv6_cidr, so nobody can reach the server; add the ranges of your users",
        )


def server_is_not_open_to_everyone(settings: AwsInputs) -> Findings:
    """W&B's guide opens the server to everyone, so that only its login protects it."""
    open_to_all = {
        "allowed_inbound_cidr": EVERYWHERE in settings.allowed_inbound_cidr,
        "allowed_inbound_ipv6_cidr": settings.dualstack and "::/0" in settings.allowed_inbound_ipv6_cidr,
    }
    if settings.internet_facing and not settings.private_only_traffic:
        for name in [name for name, is_open in open_to_all.items() if is_open][:1]:
            yield name, "lets everyone reach the server; use the ranges of your users"


def security_group_rules_are_within_quota(settings: AwsInputs) -> Findings:
    """The default quota of rules per security group."""
    for name in ("allowed_inbound_cidr", "allowed_inbound_ipv6_cidr"):
        needed = len(getattr(settings, name)) * RULES_PER_RANGE
        if needed > RULES_PER_GROUP:
            yield (
                name,
                f"requires {needed} rules in one security group; AWS allows {RULES_PER_GROUP} by default",
            )


def certificate_names_are_within_quota(settings: AwsInputs) -> Findings:
    """The default quota of names per certificate."""
    names = len(settings.all_fqdns)
    if settings.acm_certificate_arn is None and NAMES_PER_CERTIFICATE < names <= NAMES_ON_REQUEST:
        yield (
            "extra_fqdn",
            f"results in {names} names in one certificate; ACM allows {NAMES_PER_CERTIFICATE} by default",
        )


def private_server_has_public_zone(settings: AwsInputs) -> Findings:
    """ACM looks up the validation records on the internet."""
    if not settings.internet_facing and settings.acm_certificate_arn is None:
        yield (
            "acm_certificate_arn",
            (
                "is not set, so the certificate is validated in zone_id, which must then be a public hosted zone; "
                "with a private one, set your own certificate"
            ),
        )


def extra_names_are_in_zone(settings: AwsInputs) -> Findings:
    """All DNS records are created in one hosted zone."""
    for name in settings.extra_fqdn if settings.zone_id else ():
        if name != settings.domain_name and not name.endswith(f".{settings.domain_name}"):
            yield (
                "extra_fqdn",
                f'"{name}" does not end in {settings.domain_name}; it must still belong to the hosted zone',
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
