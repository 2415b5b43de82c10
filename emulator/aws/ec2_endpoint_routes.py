"""The routes of a gateway endpoint when its route tables change.

moto creates routes only together with the endpoint, and then cannot delete an endpoint whose route tables changed.
"""

from typing import Any

from moto.ec2.models import EC2Backend

from emulator.aws.moto_patches import wrap


@wrap(EC2Backend, "modify_vpc_endpoint")
def modify_vpc_endpoint(original: Any, self: EC2Backend, vpc_id: str, **changes: Any) -> None:
    endpoint = self.describe_vpc_endpoints(vpc_end_point_ids=[vpc_id])[0]
    before = set(endpoint.route_table_ids or ())
    original(self, vpc_id, **changes)
    after = set(endpoint.route_table_ids or ())
    # Endpoints of other types have no route tables and no prefix list.
    prefix_list = endpoint.destination_prefix_list_id or ""
    for table in after - before:
        self.create_route(table, None, destination_prefix_list_id=prefix_list, gateway_id=endpoint.id)
    for table in before - after:
        self.delete_route(table, prefix_list)
