"""Azure regions, their availability zones and pairs."""

from __future__ import annotations

import re

from constructs_lib.value_text import show

from ..fields.conversion import fail
from ..fields.suggestions import nearest

# https://learn.microsoft.com/azure/reliability/regions-list
WITH_ZONES = (
    *("australiaeast", "austriaeast", "belgiumcentral", "brazilsouth", "canadacentral", "centralindia", "centralus"),
    *("chilecentral", "denmarkeast", "eastasia", "eastus", "eastus2", "francecentral", "germanywestcentral"),
    *("indonesiacentral", "israelcentral", "italynorth", "japaneast", "japanwest", "koreacentral", "malaysiawest"),
    *("mexicocentral", "newzealandnorth", "northeurope", "norwayeast", "polandcentral", "qatarcentral"),
    *("southafricanorth", "southcentralus", "southeastasia", "spaincentral", "swedencentral", "switzerlandnorth"),
    *("uaenorth", "uksouth", "westeurope", "westus2", "westus3"),
)
WITHOUT_ZONES = (
    *("australiacentral", "australiacentral2", "australiasoutheast", "brazilsoutheast", "canadaeast", "francesouth"),
    *("germanynorth", "jioindiacentral", "jioindiawest", "koreasouth", "northcentralus", "norwaywest"),
    *("southafricawest", "southindia", "switzerlandwest", "uaecentral", "ukwest", "westcentralus", "westindia"),
    "westus",
)
# https://learn.microsoft.com/azure/reliability/regions-list: regions without a paired region.
WITHOUT_PAIR = (
    *("austriaeast", "belgiumcentral", "chilecentral", "denmarkeast", "indonesiacentral", "israelcentral"),
    *("italynorth", "malaysiawest", "mexicocentral", "newzealandnorth", "polandcentral", "qatarcentral"),
    "spaincentral",
)
_OTHER_CLOUDS = re.compile(r"china[a-z]+\d?|us(?:gov|dod)[a-z]+\d?")
_NAME = re.compile(r"[a-z]{5,}\d?")


# The similarity of two names that differ in one letter of ten. Different regions, such as polandcentral and
# finlandcentral, are less similar.
_TYPO_SIMILARITY = 0.88


def location(value: str) -> str:
    """An Azure region in its canonical form: "West Europe" becomes westeurope. Unknown regions are accepted."""
    name = value.replace(" ", "").lower()
    if _OTHER_CLOUDS.fullmatch(name):
        fail(f"{show(value)} is a region of another Azure cloud, which is not supported; use a public one")
    if name in WITH_ZONES or name in WITHOUT_ZONES:
        return name
    match = nearest(name, (*WITH_ZONES, *WITHOUT_ZONES), _TYPO_SIMILARITY)
    # A name with an additional digit is a new region.
    if not _NAME.fullmatch(name) or (match and match.rstrip("0123456789") != name.rstrip("0123456789")):
        hint = f'did you mean "{match}"?' if match else 'write a region such as "westeurope"'
        fail(f"{show(value)} is not an Azure region; {hint}")
    return name
