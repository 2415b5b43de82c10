"""Changes in place on AWS that interrupt."""

from __future__ import annotations

from collections.abc import Mapping

_MOVES_NODES = "nodes are replaced one by one; pods move, and a component with one pod is down for some minutes"
_DATABASE_RESTARTS = "the database restarts or fails over; about 1 to 10 minutes"
_CACHE_RESTARTS = "the cache fails over; connections fail for up to some minutes"

# By type and argument, changes in place that interrupt, and for how long (estimates from the services' user guides).
INTERRUPTIONS: Mapping[str, Mapping[str, str]] = {
    "aws_rds_cluster": {
        "engine_version": "the database is upgraded and restarts; about 5 to 30 minutes",
        "db_cluster_parameter_group_name": _DATABASE_RESTARTS,
        "vpc_security_group_ids": "clients that only an old group allows lose the database until they move",
        "port": "clients lose the database until they use the other port",
    },
    "aws_rds_cluster_instance": {
        "engine_version": _DATABASE_RESTARTS,
        "instance_class": _DATABASE_RESTARTS,
        "db_parameter_group_name": _DATABASE_RESTARTS,
        "ca_cert_identifier": _DATABASE_RESTARTS,
    },
    "aws_elasticache_replication_group": {
        "engine_version": _CACHE_RESTARTS,
        "node_type": _CACHE_RESTARTS,
        "num_cache_clusters": _CACHE_RESTARTS,
        "parameter_group_name": _CACHE_RESTARTS,
        "security_group_ids": "clients that only an old group allows lose the cache until they move",
        "transit_encryption_enabled": "clients lose the cache until they use the other protocol",
    },
    "aws_eks_cluster": {
        "access_config": "access entries are used in addition to the aws-auth ConfigMap; no downtime, but no way back",
        "version": "the control plane is upgraded; the API may be slow for about 10 minutes, with no way back",
        "vpc_config": "old nodes and clients may lose the Kubernetes API until they use another endpoint",
    },
    "aws_eks_node_group": {
        name: _MOVES_NODES for name in ("ami_type", "instance_types", "launch_template", "release_version", "version")
    },
    "aws_lb": {
        "ip_address_type": "the load balancer gets IPv6 addresses; no downtime, clients with IPv6 begin to use them",
        "security_groups": "clients and nodes that only an old group allows lose the connection",
        "subnets": "connections through a removed zone are cut",
    },
    "aws_lb_listener": {
        "certificate_arn": "clients get the other certificate; no downtime if it is valid for the same names",
        "default_action": "requests go to other targets; down until they are healthy, about 1 minute",
        "port": "clients lose the server until they use the other port",
        "protocol": "clients lose the server until they use the other protocol",
        "ssl_policy": "clients without TLS 1.2 or newer are refused",
    },
    "aws_route53_record": {
        "alias": "clients move to the other load balancer, within minutes",
        "records": "clients move to the other address, within the time to live",
    },
    "aws_vpc_security_group_ingress_rule": {
        name: "clients that the old rule allows lose the connection"
        for name in ("cidr_ipv4", "cidr_ipv6", "from_port", "to_port", "ip_protocol")
    },
}
