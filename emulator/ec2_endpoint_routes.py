"""The routes of a gateway endpoint in route tables that it is added to, or taken from, later.

moto makes them when the endpoint is created and no more, and then cannot delete the endpoint.
"""

from typing import Any

from moto.ec2.models import EC2Backend

from emulator.moto_patches import wrap


@wrap(EC2Backend, "modify_vpc_endpoint")
def modify_vpc_endpoint(original: Any, self: EC2Backend, vpc_id: str, **changes: Any) -> None:
    endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
    before = set(endpoint.route_table_ids or ())
    original(self, vpc_id, **changes)
    after = set(endpoint.route_table_ids or ())
    # Endpoints of other types have no route tables, and no list.
    prefix_list = endpoint.destination_prefix_list_id or ""
    for table in after - before:
        self.create_route(table, None, destination_prefix_list_id=prefix_list, gateway_id=endpoint.id)
    for table in before - after:
        self.delete_route(table, prefix_list)
