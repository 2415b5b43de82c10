"""The checks of an AWS account."""

from collections.abc import Mapping

from scripts.preflight.findings import Check

from .account import AwsAccount
from .domains import check_certificate, check_zone
from .existing_network import check_network
from .identity import check_identity, check_permissions
from .keys import check_keys
from .names import check_names
from .offers import check_cache, check_database, check_instance_types, check_kubernetes, check_zones
from .quotas import check_quotas, check_vcpus
from .state import check_state

CHECKS: Mapping[str, Check[AwsAccount]] = {
    "identity": check_identity,
    "permissions": check_permissions,
    "quotas": check_quotas,
    "vCPUs": check_vcpus,
    "zones": check_zones,
    "instance types": check_instance_types,
    "database": check_database,
    "cache": check_cache,
    "Kubernetes": check_kubernetes,
    "hosted zone": check_zone,
    "certificate": check_certificate,
    "names": check_names,
    "state": check_state,
    "network": check_network,
    "keys": check_keys,
}
