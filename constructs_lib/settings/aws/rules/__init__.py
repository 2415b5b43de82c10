"""Combinations of settings that AWS settings refuse or warn about."""

from __future__ import annotations

from ...alarms import alarms_are_advised
from ...backends import state_is_remote
from ...kubernetes import NOTICES as KUBERNETES_NOTICES
from ...kubernetes import RULES as KUBERNETES_RULES
from ..alarms import AwsAlarms
from . import account, cluster, data, ingress, network, operator, unused

RULES = (
    *network.RULES,
    *ingress.RULES,
    *data.RULES,
    *cluster.RULES,
    *account.RULES,
    *operator.RULES,
    *KUBERNETES_RULES,
)
NOTICES = (
    alarms_are_advised(AwsAlarms.wanted),
    state_is_remote('{ type = "s3", bucket = "...", region = "..." }'),
    *network.NOTICES,
    *ingress.NOTICES,
    *data.NOTICES,
    *cluster.NOTICES,
    *account.NOTICES,
    *unused.NOTICES,
    *KUBERNETES_NOTICES,
)

__all__ = ["NOTICES", "RULES"]
