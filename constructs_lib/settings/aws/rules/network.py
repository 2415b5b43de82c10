"""VPC and subnets: complete, within the VPC, without overlap, large enough."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network
from typing import TYPE_CHECKING

from constructs_lib.value_text import counted

from ...fields.ip_ranges import PART_BITS, overlapping_ranges
from ...rules import Findings, rule

if TYPE_CHECKING:
    from ..inputs import AwsInputs

# W&B's guide spans two zones; Aurora, ALB and EKS each require two
# (RDS API CreateDBSubnetGroup, ELB API CreateLoadBalancer, EKS user guide "network requirements").
ZONES_MIN = 2
# The region with the most zones, us-east-1, has six.
ZONES_MAX = 6
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html and subnet-sizing.html: /16 to /28.
PREFIX_WIDEST = 16
PREFIX_NARROWEST = 28
# An application load balancer requires subnets of /27 or wider
# (https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html).
LOAD_BALANCER_PREFIX = 27
# EKS recommends 16 free addresses per subnet (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html);
# a /28 has 11, because AWS reserves five addresses of each subnet.
CLUSTER_PREFIX = 27
RESERVED_ADDRESSES = 5
DIVIDED_PREFIX = CLUSTER_PREFIX - PART_BITS
# One network interface of an r6i.4xlarge in use and one warm one, 30 addresses each, as the VPC CNI allocates them
# (https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/AvailableIpPerENI.html).
ADDRESSES_PER_NODE = 60

_CIDRS = {
    "network_public_subnet_cidrs": LOAD_BALANCER_PREFIX,
    "network_private_subnet_cidrs": CLUSTER_PREFIX,
    "network_extra_private_subnet_cidrs": CLUSTER_PREFIX,
    "network_database_subnet_cidrs": PREFIX_NARROWEST,
    "network_elasticache_subnet_cidrs": PREFIX_NARROWEST,
}
_IDS = (
    *("network_private_subnets", "network_extra_private_subnets", "network_public_subnets"),
    *("network_database_subnets", "network_elasticache_subnets"),
)
_EXTRA = "network_extra_private_subnet_cidrs"
_CACHE = ("create_elasticache", "create_elasticache_subnet")


def _tiers(settings: AwsInputs) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The tiers of subnets that are created; the cache's only with a cache, or when its input is set."""
    for name in _CIDRS:
        cache_tier = name == "network_elasticache_subnet_cidrs"
        given = name in settings.model_fields_set
        if (given or name == _EXTRA or has_default_subnets(settings)) and (
            not cache_tier or settings.creates_cache or given
        ):
            ranges = getattr(settings, name)
            yield name, tuple(ranges.values()) if name == _EXTRA else ranges


def has_default_subnets(settings: AwsInputs) -> bool:
    """Whether the VPC is large enough for the default subnets."""
    return IPv4Network(settings.network_cidr).prefixlen <= DIVIDED_PREFIX


def small_vpc_has_explicit_subnets(settings: AwsInputs) -> Findings:
    """Default subnets are a 32nd of the VPC each."""
    tiers = [name for name in _CIDRS if name != "network_elasticache_subnet_cidrs" or settings.creates_cache]
    missing = [name for name in tiers if name != _EXTRA and name not in settings.model_fields_set]
    prefix = IPv4Network(settings.network_cidr).prefixlen
    if settings.create_vpc and prefix <= PREFIX_NARROWEST and missing and not has_default_subnets(settings):
        yield (
            "network_cidr",
            f"is a /{prefix}, too small for the default subnets; write a /{DIVIDED_PREFIX} or wider, or set "
            f"{', '.join(missing)}",
        )


def existing_vpc_is_complete(settings: AwsInputs) -> Findings:
    """create_vpc = false requires the VPC and its subnets."""
    if settings.create_vpc:
        return
    if settings.network_id is None:
        yield (
            "network_id",
            'is missing; create_vpc = false requires the id of your VPC, such as "vpc-0123456789abcdef0"',
        )
    needed = {"network_private_subnets": "the nodes", "network_database_subnets": "the database"}
    if settings.internet_facing and not settings.kubernetes_alb_subnets:
        needed["network_public_subnets"] = "the internet-facing load balancer"
    for name, purpose in needed.items():
        count = len(getattr(settings, name))
        if count < ZONES_MIN:
            yield (
                name,
                f"has {_count(count, 'subnet')}; create_vpc = false requires two for {purpose}, in two zones",
            )
    if len(settings.network_elasticache_subnets) == 1:
        yield "network_elasticache_subnets", "has 1 subnet; the cache requires two, in two zones"


def new_vpc_has_no_ids(settings: AwsInputs) -> Findings:
    """Ids of an existing VPC contradict create_vpc = true."""
    if settings.create_vpc:
        for name in ("network_id", *_IDS, "kubernetes_alb_subnets"):
            if getattr(settings, name):
                yield (
                    name,
                    "belongs to an existing VPC, but create_vpc is true; set create_vpc = false or remove this input",
                )


def subnets_are_public_or_private(settings: AwsInputs) -> Findings:
    """Nodes and database are not in internet-facing subnets."""
    public = set(settings.network_public_subnets)
    for name in _IDS:
        for subnet in getattr(settings, name) if name != "network_public_subnets" else ():
            if subnet in public:
                yield name, f'"{subnet}" is also in network_public_subnets; a subnet is either public or private'


def extra_subnets_are_additional(settings: AwsInputs) -> Findings:
    """A subnet that the nodes already use adds no addresses."""
    for subnet in settings.network_extra_private_subnets:
        if subnet in settings.network_private_subnets:
            yield (
                "network_extra_private_subnets",
                f'"{subnet}" is also in network_private_subnets; use another subnet, or remove it here',
            )


def subnets_span_two_zones(settings: AwsInputs) -> Findings:
    """Each tier has one range per zone, in the same number of zones.

    The private tier may lack the last zones: zones added later have their private range among the extra ones.
    """
    if not settings.create_vpc:
        return
    private = len(settings.network_private_subnet_cidrs)
    zones = max([private, *settings.extra_private_ranges])
    for zone in range(private + 1, zones):
        if zone not in settings.extra_private_ranges and private >= ZONES_MIN:
            yield _EXTRA, f'has a range in zone {zones} but none in zone {zone}; add one for "{zone}"'
    for name, cidrs in _tiers(settings):
        if name == _EXTRA:
            continue
        if not ZONES_MIN <= len(cidrs) <= ZONES_MAX:
            yield (
                name,
                f"has {_count(len(cidrs), 'range')}; write one per zone, for {ZONES_MIN} to {ZONES_MAX} zones",
            )
        elif name == "network_private_subnet_cidrs":
            continue
        elif len(cidrs) != zones and zones > private >= ZONES_MIN:
            yield name, f"has {len(cidrs)} ranges, but {_EXTRA} has one in zone {zones}; write {zones}, one per zone"
        elif len(cidrs) != zones and ZONES_MIN <= zones <= ZONES_MAX:
            yield (
                name,
                f"has {len(cidrs)} ranges, but network_private_subnet_cidrs has {zones}; write {zones}, one per zone",
            )


def vpc_range_is_accepted_by_aws(settings: AwsInputs) -> Findings:
    """The VPC's range is /16 to /28 and not reserved."""
    network = IPv4Network(settings.network_cidr)
    if not settings.create_vpc:
        return
    if not PREFIX_WIDEST <= network.prefixlen <= PREFIX_NARROWEST:
        yield "network_cidr", f"is a /{network.prefixlen}; a VPC has a range of /{PREFIX_WIDEST} to /{PREFIX_NARROWEST}"
    elif network.is_loopback or network.is_link_local or network.is_multicast or network.is_reserved:
        yield "network_cidr", f'"{network}" is a reserved range; write a private range such as "10.10.0.0/16"'


def subnets_are_inside_network(settings: AwsInputs) -> Findings:
    """Each subnet's range is within the VPC's range."""
    if settings.create_vpc:
        vpc = IPv4Network(settings.network_cidr)
        for name, cidrs in _tiers(settings):
            outside = [cidr for cidr in cidrs if not IPv4Network(cidr).subnet_of(vpc)]
            if outside:
                are = "is" if len(outside) == 1 else "are"
                yield name, f"{' and '.join(outside)} {are} outside network_cidr {vpc}; choose ranges inside it"


def subnets_do_not_overlap(settings: AwsInputs) -> Findings:
    """No two subnets share addresses."""
    if settings.create_vpc:
        yield from overlapping_ranges((name, cidr) for name, cidrs in _tiers(settings) for cidr in cidrs)


def subnets_are_large_enough(settings: AwsInputs) -> Findings:
    """Each subnet has enough addresses for its resources."""
    if settings.create_vpc:
        for name, cidrs in _tiers(settings):
            for cidr in cidrs:
                prefix = IPv4Network(cidr).prefixlen
                if prefix > _CIDRS[name]:
                    yield name, f"{cidr} is too small; write a /{_CIDRS[name]} or wider"
                elif prefix < PREFIX_WIDEST:
                    yield name, f"{cidr} is too large; AWS allows subnets of /{PREFIX_WIDEST} to /{PREFIX_NARROWEST}"


def zones_have_addresses_for_pods(settings: AwsInputs) -> Findings:
    """Pods use addresses of the subnet, which must suffice for a full zone."""
    zones = max(1, settings.zone_count)
    extra = sum(-(-group.max_nodes // zones) for group in settings.kubernetes_extra_node_groups)
    wanted = (settings.sizing.kubernetes_max_nodes_per_az + extra) * ADDRESSES_PER_NODE
    private = [("network_private_subnet_cidrs", cidr) for cidr in settings.network_private_subnet_cidrs]
    private += [(_EXTRA, cidr) for cidr in settings.extra_private_ranges.values()]
    for name, cidr in private if settings.create_vpc else ():
        usable = IPv4Network(cidr).num_addresses - RESERVED_ADDRESSES
        if usable < wanted:
            # A subnet of an existing cluster cannot be widened, because EKS has network interfaces in it.
            yield (
                name,
                (
                    f"{cidr} has {usable} addresses, but a full zone of nodes and pods may need {wanted}; before the "
                    f"first deploy, choose a wider range; later, add {_EXTRA} or lower kubernetes_max_nodes_per_az"
                ),
            )


def _count(number: int, what: str) -> str:
    return counted(number, what) if number else f"no {what}s"


_PLACE = ("create_vpc", *_CACHE)
RULES = (
    rule(
        existing_vpc_is_complete,
        "create_vpc",
        "network_id",
        *_IDS,
        "kubernetes_alb_subnets",
        "public_access",
        "kubernetes_alb_internet_facing",
    ),
    rule(new_vpc_has_no_ids, "create_vpc", "network_id", *_IDS, "kubernetes_alb_subnets"),
    rule(subnets_are_public_or_private, *_IDS),
    rule(subnets_span_two_zones, *_PLACE, "network_cidr", *_CIDRS),
    rule(extra_subnets_are_additional, "network_private_subnets", "network_extra_private_subnets"),
    rule(vpc_range_is_accepted_by_aws, "create_vpc", "network_cidr"),
    rule(small_vpc_has_explicit_subnets, *_PLACE, "network_cidr", *_CIDRS),
    rule(subnets_are_inside_network, *_PLACE, "network_cidr", *_CIDRS),
    rule(subnets_do_not_overlap, *_PLACE, "network_cidr", *_CIDRS),
    rule(subnets_are_large_enough, *_PLACE, "network_cidr", *_CIDRS),
)
NOTICES = (
    rule(
        zones_have_addresses_for_pods,
        "create_vpc",
        "network_private_subnet_cidrs",
        _EXTRA,
        "size",
        "kubernetes_max_nodes_per_az",
        "kubernetes_extra_node_groups",
    ),
)
