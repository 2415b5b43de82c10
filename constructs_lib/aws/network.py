"""VPC with public, private and isolated subnets and a NAT gateway in each zone, and an S3 gateway endpoint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from cdktf import Fn, TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.data_aws_availability_zones import (
    DataAwsAvailabilityZones,
    DataAwsAvailabilityZonesFilter,
)
from cdktf_cdktf_provider_aws.default_security_group import DefaultSecurityGroup
from cdktf_cdktf_provider_aws.eip import Eip
from cdktf_cdktf_provider_aws.internet_gateway import InternetGateway
from cdktf_cdktf_provider_aws.nat_gateway import NatGateway
from cdktf_cdktf_provider_aws.route_table import RouteTable, RouteTableRoute
from cdktf_cdktf_provider_aws.route_table_association import RouteTableAssociation
from cdktf_cdktf_provider_aws.subnet import Subnet
from cdktf_cdktf_provider_aws.vpc import Vpc
from constructs import Construct

from constructs_lib.aws.network_ranges import require_nat_gateways
from constructs_lib.aws.s3_endpoint import create_s3_endpoint
from constructs_lib.framework import Component, require_known

# Zones in which EKS does not support control planes. By zone id, because zone names differ between accounts
# (https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html).
ZONES_WITHOUT_EKS = ("use1-az3", "usw1-az2", "cac1-az3")

ANYWHERE_IPV4 = "0.0.0.0/0"
ANYWHERE_IPV6 = "::/0"

# A VPC's IPv6 range is a /56 and a subnet's a /64, which leaves 8 bits for the subnet's number
# (https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html).
_IPV6_SUBNET_BITS = 8


@dataclass(frozen=True)
class _Tier:
    """Subnets of one kind, one per zone. With `prevent_destroy`, Terraform refuses to replace them."""

    label: str
    cidrs: Sequence[str]
    tags: Mapping[str, str] = field(default_factory=dict)
    prevent_destroy: bool = False


class Network(Component):
    """VPC `name` with an internet gateway, subnets in as many zones as there are public ranges, and their routes.

    Public subnets route to the internet gateway. Private subnets route to the NAT gateway of their zone. Database and
    cache subnets have no route out of the VPC. A gateway endpoint connects the private subnets to S3 without NAT
    charges. The default security group has no rules.

    Args:
        cidr: The range of the VPC, such as `10.10.0.0/16`.
        public_subnet_cidrs: One range per zone.
        private_subnet_cidrs: One range per zone, in the order of the zones.
        database_subnet_cidrs: The same. Empty: no database subnets.
        cache_subnet_cidrs: The same. Empty: no cache subnets.
        extra_private_subnet_cidrs: Additional private ranges by the number of their zone (1 is the zone of the first
            public range); omitted: none. They can be added to a network in use, also in a zone that has no private
            subnet yet.
        cluster_name: Public and private subnets get the tag `kubernetes.io/cluster/<cluster_name>`; omitted: no tag.
        ipv6: The VPC and the public subnets also get IPv6 ranges.
        keep_private_subnets: Terraform refuses a plan that would replace one of `private_subnet_cidrs`, because the
            nodes and the control plane of a cluster use them.

    Attributes:
        vpc_id: The id of the VPC.
        public_subnet_ids, private_subnet_ids, database_subnet_ids, cache_subnet_ids: In the order of the zones.
        private_subnet_ids_with_egress: The private subnets, known after their route to the internet exists.
        extra_private_subnet_ids_with_egress: The same for the extra subnets, by the number of the zone.
        private_route_table_ids: The route tables of the private subnets.
        nat_gateway_ids: The NAT gateways.

    Raises:
        ValueError: A zone has a private subnet but no public subnet (which holds the NAT gateway), or `ipv6`,
            `keep_private_subnets`, `public_subnet_cidrs`, `private_subnet_cidrs`, `database_subnet_cidrs` or
            `cache_subnet_cidrs` is unknown until apply.

    Example:
        network = Network(
            stack, "network", name="wandb", cidr="10.10.0.0/16",
            public_subnet_cidrs=["10.10.0.0/24", "10.10.1.0/24"],
            private_subnet_cidrs=["10.10.10.0/24", "10.10.11.0/24"],
            database_subnet_cidrs=["10.10.20.0/24", "10.10.21.0/24"],
            cache_subnet_cidrs=["10.10.30.0/24", "10.10.31.0/24"],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        cidr: str,
        public_subnet_cidrs: Sequence[str],
        private_subnet_cidrs: Sequence[str],
        database_subnet_cidrs: Sequence[str] = (),
        cache_subnet_cidrs: Sequence[str] = (),
        extra_private_subnet_cidrs: Mapping[int, str] | None = None,
        cluster_name: str | None = None,
        ipv6: bool = False,
        keep_private_subnets: bool = False,
    ) -> None:
        super().__init__(scope, id_)
        require_known(
            self,
            public_subnet_cidrs=public_subnet_cidrs,
            private_subnet_cidrs=private_subnet_cidrs,
            database_subnet_cidrs=database_subnet_cidrs,
            cache_subnet_cidrs=cache_subnet_cidrs,
            ipv6=ipv6,
            keep_private_subnets=keep_private_subnets,
        )
        extra_cidrs = dict(sorted((extra_private_subnet_cidrs or {}).items()))
        require_nat_gateways(public_subnet_cidrs, private_subnet_cidrs, extra_cidrs)
        self._name = name
        self._zones = self._find_zones()
        self._vpc = self._create_vpc(cidr, ipv6)
        self._empty_default_security_group()

        cluster_tags = {f"kubernetes.io/cluster/{cluster_name}": "shared"} if cluster_name else {}
        public = _Tier("public", public_subnet_cidrs, {"kubernetes.io/role/elb": "1", **cluster_tags})
        private_tags = {"kubernetes.io/role/internal-elb": "1", **cluster_tags}
        private = _Tier("private", private_subnet_cidrs, private_tags, prevent_destroy=keep_private_subnets)
        public_subnets = self._create_subnets(public, ipv6)
        private_subnets = self._create_subnets(private)
        extra_subnets = {
            zone: self._create_subnet(f"private_extra_{zone}", zone - 1, cidr, "private-extra", private_tags)
            for zone, cidr in extra_cidrs.items()
        }
        database_subnets = self._create_subnets(_Tier("db", database_subnet_cidrs))
        cache_subnets = self._create_subnets(_Tier("elasticache", cache_subnet_cidrs))

        public_routes = self._route_to_internet(public_subnets, ipv6)
        zones = sorted({*range(len(private_subnets)), *(zone - 1 for zone in extra_subnets)})
        gateways = {index: self._create_nat_gateway(index, public_routes[index].subnet_id) for index in zones}
        private_tables = {index: self._route_through_nat(index, gateway) for index, gateway in gateways.items()}
        private_routes = [
            self._associate(subnet, private_tables[index]) for index, subnet in enumerate(private_subnets)
        ]
        extra_routes = {
            zone: self._associate(subnet, private_tables[zone - 1]) for zone, subnet in extra_subnets.items()
        }
        if isolated_subnets := [*database_subnets, *cache_subnets]:
            self._isolate(isolated_subnets)
        create_s3_endpoint(self, self._name, self._vpc.id, [table.id for table in private_tables.values()])

        self.vpc_id = self._vpc.id
        # Read from the route table association, so that dependents wait until the subnet can reach the internet.
        self.public_subnet_ids = [routes.subnet_id for routes in public_routes]
        self.private_subnet_ids = [subnet.id for subnet in private_subnets]
        self.private_subnet_ids_with_egress = [routes.subnet_id for routes in private_routes]
        self.extra_private_subnet_ids_with_egress = {zone: routes.subnet_id for zone, routes in extra_routes.items()}
        self.database_subnet_ids = [subnet.id for subnet in database_subnets]
        self.cache_subnet_ids = [subnet.id for subnet in cache_subnets]
        self.private_route_table_ids = [table.id for table in private_tables.values()]
        self.nat_gateway_ids = [gateway.id for gateway in gateways.values()]

    @staticmethod
    def from_existing(
        scope: Construct,
        id_: str,
        *,
        vpc_id: str,
        public_subnet_ids: Sequence[str] = (),
        private_subnet_ids: Sequence[str] = (),
        database_subnet_ids: Sequence[str] = (),
        cache_subnet_ids: Sequence[str] = (),
        private_route_table_ids: Sequence[str] = (),
    ) -> "Network":
        """The existing VPC `vpc_id` and those of its subnets that other constructs use, with the same attributes.

        An attribute whose list is omitted raises an `AttributeError` that names the list.
        """
        from constructs_lib.aws.existing_network import ExistingNetwork

        return ExistingNetwork(
            scope,
            id_,
            vpc_id=vpc_id,
            public_subnet_ids=public_subnet_ids,
            private_subnet_ids=private_subnet_ids,
            database_subnet_ids=database_subnet_ids,
            cache_subnet_ids=cache_subnet_ids,
            private_route_table_ids=private_route_table_ids,
        )

    def _find_zones(self) -> DataAwsAvailabilityZones:
        # Local zones require an opt-in and have no NAT gateways and no Aurora.
        return DataAwsAvailabilityZones(
            self,
            "zones",
            state="available",
            exclude_zone_ids=list(ZONES_WITHOUT_EKS),
            filter=[DataAwsAvailabilityZonesFilter(name="opt-in-status", values=["opt-in-not-required"])],
        )

    def _zone(self, index: int) -> str:
        return Fn.element(self._zones.names, index)  # type: ignore[no-any-return]

    def _create_vpc(self, cidr: str, ipv6: bool) -> Vpc:
        return Vpc(
            self,
            "vpc",
            cidr_block=cidr,
            assign_generated_ipv6_cidr_block=True if ipv6 else None,
            enable_dns_support=True,
            enable_dns_hostnames=True,
            tags={"Name": self._name},
        )

    def _empty_default_security_group(self) -> None:
        DefaultSecurityGroup(
            self, "default_security_group", vpc_id=self._vpc.id, tags={"Name": f"{self._name}-default"}
        )

    def _create_subnets(self, tier: _Tier, ipv6: bool = False) -> list[Subnet]:
        return [
            self._create_subnet(
                f"{tier.label}_{index}",
                index,
                cidr,
                tier.label,
                tier.tags,
                ipv6_cidr=self._ipv6_range(index) if ipv6 else None,
                prevent_destroy=tier.prevent_destroy,
            )
            for index, cidr in enumerate(tier.cidrs)
        ]

    def _create_subnet(
        self,
        id_: str,
        index: int,
        cidr: str,
        label: str,
        tags: Mapping[str, str],
        *,
        ipv6_cidr: str | None = None,
        prevent_destroy: bool = False,
    ) -> Subnet:
        return Subnet(
            self,
            id_,
            vpc_id=self._vpc.id,
            cidr_block=cidr,
            availability_zone=self._zone(index),
            ipv6_cidr_block=ipv6_cidr,
            tags={"Name": f"{self._name}-{label}-{self._zone(index)}", **tags},
            # A change in the region's list of zones must not replace existing subnets.
            lifecycle=TerraformResourceLifecycle(
                ignore_changes=["availability_zone"], prevent_destroy=True if prevent_destroy else None
            ),
        )

    def _ipv6_range(self, index: int) -> str:
        return Fn.cidrsubnet(self._vpc.ipv6_cidr_block, _IPV6_SUBNET_BITS, index)

    def _route_to_internet(self, subnets: Sequence[Subnet], ipv6: bool) -> list[RouteTableAssociation]:
        gateway = InternetGateway(self, "internet_gateway", vpc_id=self._vpc.id, tags={"Name": self._name})
        routes = [RouteTableRoute(cidr_block=ANYWHERE_IPV4, gateway_id=gateway.id)]
        if ipv6:
            routes.append(RouteTableRoute(ipv6_cidr_block=ANYWHERE_IPV6, gateway_id=gateway.id))
        table = self._create_route_table("public", f"{self._name}-public", routes)
        return [self._associate(subnet, table) for subnet in subnets]

    def _route_through_nat(self, index: int, gateway: NatGateway) -> RouteTable:
        routes = [RouteTableRoute(cidr_block=ANYWHERE_IPV4, nat_gateway_id=gateway.id)]
        return self._create_route_table(f"private_{index}", f"{self._name}-private-{self._zone(index)}", routes)

    def _create_nat_gateway(self, index: int, subnet_id: str) -> NatGateway:
        tags = {"Name": f"{self._name}-{self._zone(index)}"}
        address = Eip(self, f"nat_address_{index}", domain="vpc", tags=tags)
        return NatGateway(self, f"nat_gateway_{index}", allocation_id=address.id, subnet_id=subnet_id, tags=tags)

    def _isolate(self, subnets: Sequence[Subnet]) -> None:
        # Data stores need no route out of the VPC, so their route table has no routes.
        table = self._create_route_table("isolated", f"{self._name}-isolated", [])
        for subnet in subnets:
            self._associate(subnet, table)

    def _create_route_table(self, id_: str, name: str, routes: Sequence[RouteTableRoute]) -> RouteTable:
        return RouteTable(self, f"{id_}_routes", vpc_id=self._vpc.id, route=list(routes), tags={"Name": name})

    def _associate(self, subnet: Subnet, table: RouteTable) -> RouteTableAssociation:
        return RouteTableAssociation(
            self, f"{subnet.node.id}_association", subnet_id=subnet.id, route_table_id=table.id
        )
