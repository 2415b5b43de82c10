"""The resources of Redis."""

CACHE = {
    "aws_elasticache_replication_group.cache_replication_group",
    "aws_elasticache_subnet_group.cache_subnet_group",
    "aws_route_table_association.network_elasticache_0_association",
    "aws_route_table_association.network_elasticache_1_association",
    "aws_security_group.cache_security_group",
    "aws_subnet.network_elasticache_0",
    "aws_subnet.network_elasticache_1",
    "aws_vpc_security_group_ingress_rule.cache_from_client_0",
}
