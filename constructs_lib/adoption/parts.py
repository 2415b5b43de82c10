"""What a deployment that was taken over keeps, because it cannot change or its owner has not decided yet."""

from __future__ import annotations

from dataclasses import dataclass

# The Terraform variable with the password of the adopted database.
PASSWORD_VARIABLE = "adopted_database_password"


@dataclass(frozen=True)
class AdoptedParts:
    """Names that AWS cannot change, and what stays until it is removed from the adoption file.

    `cluster_security_group_ids` are the control plane's further groups, through which old nodes reach it.
    `node_security_group_ids` are groups of the old nodes, in which their pods reach each other; the new nodes have them
    too. At `database_password_version`, the database has the password of the official deployment.
    """

    bucket_name: str | None = None
    queue_name: str | None = None
    flow_log_bucket_name: str | None = None
    database_password_version: int | None = None
    cluster_security_group_ids: tuple[str, ...] = ()
    node_security_group_ids: tuple[str, ...] = ()
    database_engine_version: str | None = None
    database_instance_class: str | None = None
    cache_engine_version: str | None = None
    cache_node_type: str | None = None
