"""The checks of an Azure subscription."""

from collections.abc import Mapping

from scripts.preflight.findings import Check

from .account import AzureAccount
from .domains import check_certificate, check_zone
from .identity import check_identity, check_permissions
from .names import check_names
from .offers import check_database, check_kubernetes, check_services
from .quotas import check_addresses, check_sizes
from .state import check_state

CHECKS: Mapping[str, Check[AzureAccount]] = {
    "identity": check_identity,
    "permissions": check_permissions,
    "services": check_services,
    "sizes": check_sizes,
    "addresses": check_addresses,
    "Kubernetes": check_kubernetes,
    "database": check_database,
    "DNS zone": check_zone,
    "certificate": check_certificate,
    "names": check_names,
    "state": check_state,
}
