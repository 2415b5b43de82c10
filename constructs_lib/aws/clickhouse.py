"""ClickHouse Cloud: a key policy statement and an interface endpoint."""

from collections.abc import Sequence

from cdktf_cdktf_provider_aws.vpc_endpoint import VpcEndpoint
from constructs import Construct

from constructs_lib.aws.policies import Statement, statement
from constructs_lib.aws.security_groups import group_for_clients
from constructs_lib.framework import Component, require_known

# The role with which ClickHouse Cloud uses its customers' keys, and the actions it needs
# (https://clickhouse.com/docs/en/cloud/security/cmek). The role exists only in the `aws` partition.
CLICKHOUSE_ROLE_ARN = "arn:aws:iam::576599896960:role/prod-kms-request-role"
CLICKHOUSE_KEY_ACTIONS = (
    "kms:Decrypt",
    "kms:DescribeKey",
    "kms:Encrypt",
    "kms:GenerateDataKey",
    "kms:GenerateDataKeyPair",
    "kms:GetKeyRotationStatus",
    "kms:GetPublicKey",
)
# HTTPS and the native protocol over TLS (https://clickhouse.com/docs/en/guides/sre/network-ports).
CLICKHOUSE_PORTS = (8443, 9440)


def clickhouse_user() -> Statement:
    """The key policy statement that lets ClickHouse Cloud use the key. In a key policy, "*" means this key."""
    return statement(
        "ClickHouseCloudUsesTheKey",
        actions=CLICKHOUSE_KEY_ACTIONS,
        resources=["*"],
        principals={"AWS": [CLICKHOUSE_ROLE_ARN]},
    )


class ClickHouseEndpoint(Component):
    """Interface endpoint in `subnet_ids` for the ClickHouse Cloud endpoint service `service_name`.

    It accepts connections only from `client_security_group_ids`.

    Raises:
        ValueError: The list `client_security_group_ids` is unknown until apply.

    Example:
        ClickHouseEndpoint(
            stack, "clickhouse", name="wandb", vpc_id=network.vpc_id, subnet_ids=network.private_subnet_ids,
            service_name="com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0",
            client_security_group_ids=[nodes.security_group_id],
        )
    """

    def __init__(
        self,
        scope: Construct,
        id_: str,
        *,
        name: str,
        vpc_id: str,
        subnet_ids: Sequence[str],
        service_name: str,
        client_security_group_ids: Sequence[str],
    ) -> None:
        super().__init__(scope, id_)
        require_known(self, client_security_group_ids=client_security_group_ids)
        group = group_for_clients(
            self,
            name=f"{name}-clickhouse-endpoint",
            service="ClickHouse Cloud",
            ports=CLICKHOUSE_PORTS,
            vpc_id=vpc_id,
            client_security_group_ids=client_security_group_ids,
        )
        VpcEndpoint(
            self,
            "endpoint",
            vpc_id=vpc_id,
            vpc_endpoint_type="Interface",
            service_name=service_name,
            subnet_ids=list(subnet_ids),
            security_group_ids=[group.id],
            private_dns_enabled=True,
            tags={"Name": f"{name}-clickhouse"},
        )
