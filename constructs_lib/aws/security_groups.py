"""Security groups and their rules. Each rule has one port and one source or destination."""

from collections.abc import Sequence

from cdktf import TerraformResourceLifecycle
from cdktf_cdktf_provider_aws.security_group import SecurityGroup
from cdktf_cdktf_provider_aws.vpc_security_group_egress_rule import VpcSecurityGroupEgressRule
from cdktf_cdktf_provider_aws.vpc_security_group_ingress_rule import VpcSecurityGroupIngressRule
from constructs import Construct


def security_group(scope: Construct, id_: str, *, name: str, description: str, vpc_id: str) -> SecurityGroup:
    """A security group without rules."""
    return SecurityGroup(
        scope,
        id_,
        name=name,
        description=description,
        vpc_id=vpc_id,
        tags={"Name": name},
        # EC2 cannot change them: a reworded description would replace the group and its rules, and an adopted group has
        # others (https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateSecurityGroup.html).
        lifecycle=TerraformResourceLifecycle(ignore_changes=["description", "name", "name_prefix"]),
    )


def allow_in(
    scope: Construct,
    id_: str,
    *,
    group_id: str,
    port: int,
    description: str,
    from_group_id: str | None = None,
    from_cidr: str | None = None,
    from_ipv6_cidr: str | None = None,
) -> None:
    """An ingress rule for TCP `port` from one security group or range."""
    VpcSecurityGroupIngressRule(
        scope,
        id_,
        security_group_id=group_id,
        description=description,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=from_group_id,
        cidr_ipv4=from_cidr,
        cidr_ipv6=from_ipv6_cidr,
    )


def allow_out(scope: Construct, id_: str, *, group_id: str, port: int, description: str, to_group_id: str) -> None:
    """An egress rule for TCP `port` to another security group."""
    VpcSecurityGroupEgressRule(
        scope,
        id_,
        security_group_id=group_id,
        description=description,
        ip_protocol="tcp",
        from_port=port,
        to_port=port,
        referenced_security_group_id=to_group_id,
    )


def group_for_clients(
    scope: Construct,
    *,
    name: str,
    service: str,
    ports: Sequence[int],
    vpc_id: str,
    client_security_group_ids: Sequence[str],
) -> SecurityGroup:
    """A security group that only `client_security_group_ids` can reach, on `ports`.

    The resource ids are `security_group` and `from_client_<n>`, with `_<port>` where there are several ports.
    """
    group = security_group(
        scope,
        "security_group",
        name=name,
        description=f"{service}, reachable from its clients alone",
        vpc_id=vpc_id,
    )
    for index, client in enumerate(client_security_group_ids):
        for port in ports:
            id_ = f"from_client_{index}" if len(ports) == 1 else f"from_client_{index}_{port}"
            allow_in(scope, id_, group_id=group.id, port=port, description=service, from_group_id=client)
    return group
