"""Route 53 alias records for the load balancer."""

from collections.abc import Sequence

from cdktf import TerraformProvider
from cdktf_cdktf_provider_aws.route53_record import Route53Record, Route53RecordAlias
from constructs import Construct

from constructs_lib.framework import Component, element_id, require_known


class AliasRecords(Component):
    """An alias record to `target_dns_name` in the hosted zone `zone_id` for each of `domain_names`.

    Args:
        target_zone_id: The hosted zone of the target.
        ipv6: Each A record has an AAAA record beside it.
        dns_provider: The AWS provider that creates the records; omitted: the stack's.

    Raises:
        ValueError: `ipv6` or the list `domain_names` is unknown until apply.

    Example:
        AliasRecords(
            stack, "dns", zone_id=zone_id, domain_names=["wandb.example.com"],
            target_dns_name=load_balancer.dns_name, target_zone_id=load_balancer.hosted_zone_id,
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        zone_id: str,
        domain_names: Sequence[str],
        target_dns_name: str,
        target_zone_id: str,
        ipv6: bool = False,
        dns_provider: TerraformProvider | None = None,
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, domain_names=domain_names, ipv6=ipv6)
        for index, domain_name in enumerate(domain_names):
            for type_ in ("A", "AAAA") if ipv6 else ("A",):
                Route53Record(
                    self,
                    f"{type_.lower()}_{element_id(domain_name, index)}",
                    provider=dns_provider,
                    zone_id=zone_id,
                    name=domain_name,
                    type=type_,
                    alias=Route53RecordAlias(name=target_dns_name, zone_id=target_zone_id, evaluate_target_health=True),
                )


def hosted_zone_id(
    scope: Construct, id_: str, *, domain_name: str, dns_provider: TerraformProvider | None = None
) -> str:
    """The id of the existing public hosted zone `domain_name`, for `zone_id` of other constructs.

    `dns_provider` reads it; omitted: the stack's AWS provider.

    Example:
        zone_id = hosted_zone_id(stack, "zone", domain_name="example.com")
    """
    # Imported here, because most stacks get an id.
    from cdktf_cdktf_provider_aws.data_aws_route53_zone import DataAwsRoute53Zone

    zone_id: str = DataAwsRoute53Zone(scope, id_, name=domain_name, private_zone=False, provider=dns_provider).zone_id
    return zone_id
