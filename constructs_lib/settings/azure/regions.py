"""Regions of Azure: their names, and which of them have availability zones."""

from __future__ import annotations

import re

from ..convert import fail, show
from ..errors import nearest

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
_OTHER_CLOUDS = re.compile(r"china[a-z]+\d?|us(?:gov|dod)[a-z]+\d?")
_NAME = re.compile(r"[a-z]{5,}\d?")


def location(value: str) -> str:
    """A region of Azure, as Azure writes it: "West Europe" is westeurope. One that is not listed here is taken too."""
    name = value.replace(" ", "").lower()
    if _OTHER_CLOUDS.fullmatch(name):
        fail(f"{show(value)} is a region of another Azure cloud, whose services have other addresses; use a public one")
    match = nearest(name, (*WITH_ZONES, *WITHOUT_ZONES))
    if not _NAME.fullmatch(name):
        hint = f'; did you mean "{match}"?' if match else '; write a region such as "westeurope"'
        fail(f"{show(value)} is not an Azure region{hint}")
    # A digit more or less is a new region; anything else that is this close is a slip.
    if match and match.rstrip("0123456789") != name.rstrip("0123456789"):
        fail(f'{show(value)} is not an Azure region; did you mean "{match}"?')
    return name
