"""The gateway endpoint that connects subnets to S3 without NAT charges."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.data_aws_vpc_endpoint_service import DataAwsVpcEndpointService
from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct


def create_s3_endpoint(scope: Construct, name: str, vpc_id: str, route_table_ids: Sequence[str]) -> None:
    """Adds routes to S3 to the route tables of the VPC `name`."""
    # Looked up, because service names differ in the China regions.
    service = DataAwsVpcEndpointService(scope, "s3_service", service="s3", service_type="Gateway")
    VpcEndpoint(
        scope,
        "s3_endpoint",
        vpc_id=vpc_id,
        service_name=service.service_name,
        vpc_endpoint_type="Gateway",
        route_table_ids=list(route_table_ids),
        tags={"Name": f"{name}-s3"},
    )
