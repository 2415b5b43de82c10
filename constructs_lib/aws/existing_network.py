"""An existing VPC in place of the library's own."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from constructs import Construct

from constructs_lib.aws.network import Network
from constructs_lib.framework import Component


class ExistingNetwork(Network):
    """The VPC `vpc_id`, read in every plan, and the given subnets; see `Network.from_existing`."""

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        vpc_id: str,
        public_subnet_ids: Sequence[str],
        private_subnet_ids: Sequence[str],
        database_subnet_ids: Sequence[str],
        cache_subnet_ids: Sequence[str],
        private_route_table_ids: Sequence[str],
    ) -> None:
        Component.__init__(self, scope, id_)
        self.vpc_id = DataAwsVpc(self, "vpc", id=vpc_id).id
        self.public_subnet_ids = list(public_subnet_ids)
        self.private_subnet_ids = self.private_subnet_ids_with_egress = list(private_subnet_ids)
        self.extra_private_subnet_ids_with_egress = {}
        self.database_subnet_ids = list(database_subnet_ids)
        self.cache_subnet_ids = list(cache_subnet_ids)
        self.private_route_table_ids = list(private_route_table_ids)
        self.nat_gateway_ids = []
