"""The parameters of Aurora MySQL that W&B requires."""

from collections.abc import Mapping

# Static parameters, which require a reboot; the others are dynamic
# (https://docs.aws.amazon.com/AmazonRDS/latest/AuroraUserGuide/AuroraMySQL.Reference.ParameterGroups.html).
_READ_AT_START = frozenset({"binlog_format", "performance_schema"})

# W&B's documented MySQL settings, plus the character set its documentation creates the schema with.
CLUSTER_PARAMETERS: Mapping[str, str] = {
    "binlog_format": "ROW",
    "binlog_row_image": "minimal",
    "character_set_server": "utf8mb4",
    "collation_server": "utf8mb4_general_ci",
    "innodb_flush_log_at_trx_commit": "1",
    "innodb_online_alter_log_max_size": "268435456",
}
# The official module's values; `sort_buffer_size` is an argument.
INSTANCE_PARAMETERS: Mapping[str, str] = {
    "innodb_lru_scan_depth": "128",
    "long_query_time": "4",
    "max_execution_time": "60000",
    "max_prepared_stmt_count": "1048576",
    "performance_schema": "1",
    "slow_query_log": "1",
}


def apply_method(parameter: str) -> str:
    """When Aurora applies a change of `parameter`."""
    return "pending-reboot" if parameter in _READ_AT_START else "immediate"
