"""Names derived from the namespace, and the length limits of the Azure services."""

from __future__ import annotations

import re

from ..fields.resource_names import DerivedName, namespace_for

# Globally unique names end in a hyphen and eight digits, so that two subscriptions can both use `wandb`.
UNIQUE = "-" + "x" * 8
# The longest region names, such as germanywestcentral.
LOCATION = "x" * 18
# Shortest first. AKS names the resource group of its nodes after group, cluster and region, 80 characters at most
# (https://learn.microsoft.com/azure/aks/faq#can-i-provide-my-own-name-for-the-aks-node-resource-group). The others:
# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules. Storage account and vault
# have 24 characters, and use the start of the namespace.
DERIVED_NAMES = (
    DerivedName("resource group of the nodes", f"MC_{{}}_{{}}-cluster_{LOCATION}", 80),
    DerivedName("Event Grid system topic", "{}-file-metadata", 50),
    DerivedName("DNS prefix of the cluster", "{}", 54),
    DerivedName("Redis instance", f"{{}}{UNIQUE}", 60),
    DerivedName("MySQL server", f"{{}}{UNIQUE}", 63),
    DerivedName("DNS label of the gateway", f"{{}}{UNIQUE}", 63),
    DerivedName("cluster", "{}-cluster", 63),
    DerivedName("application gateway", "{}-ag", 80),
    DerivedName("identity", "{}-private-endpoint-pod-identity", 128),
)
NAMESPACE_LENGTH = min(name.max_namespace_length for name in DERIVED_NAMES)
# https://learn.microsoft.com/azure/azure-resource-manager/troubleshooting/error-reserved-resource-name
_RESERVED = re.compile(r"azure|default|(?:login|xbox).*|.*(?:microsoft|windows).*")


def _is_reserved(value: str) -> bool:
    return _RESERVED.fullmatch(value) is not None


valid_namespace = namespace_for("Azure", DERIVED_NAMES, _is_reserved)
