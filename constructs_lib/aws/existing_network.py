"""An existing VPC in place of the library's own."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from cdktf_cdktf_provider_aws.data_aws_vpc import DataAwsVpc
from constructs import Construct

from constructs_lib.aws.network import Network
from constructs_lib.framework import Component

LISTS = (
    "public_subnet_ids",
    "private_subnet_ids",
    "database_subnet_ids",
    "cache_subnet_ids",
    "private_route_table_ids",
)


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
        self.extra_private_subnet_ids_with_egress = {}
        self.nat_gateway_ids = []
        # A list that was not given has no attribute, because an empty one would fail late, in a resource that uses it.
        if public_subnet_ids:
            self.public_subnet_ids = list(public_subnet_ids)
        if private_subnet_ids:
            self.private_subnet_ids = self.private_subnet_ids_with_egress = list(private_subnet_ids)
        if database_subnet_ids:
            self.database_subnet_ids = list(database_subnet_ids)
        if cache_subnet_ids:
            self.cache_subnet_ids = list(cache_subnet_ids)
        if private_route_table_ids:
            self.private_route_table_ids = list(private_route_table_ids)

    if not TYPE_CHECKING:

        def __getattr__(self, name: str) -> Any:
            # Python calls this for an attribute that was not set.
            argument = name.removesuffix("_with_egress")
            if argument in LISTS:
                # Without `obj`, Python does not suggest another attribute, which would be another kind of subnet.
                raise AttributeError(f"{name} is missing; give {argument}=[...] to Network.from_existing", name=name)
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}", name=name, obj=self)
