"""The types of settings whose format Azure defines: ids, resource ids, tags, public addresses."""

from __future__ import annotations

import re
from collections.abc import Callable
from ipaddress import IPv4Address, IPv4Network
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..fields.conversion import fail, to_list
from ..fields.ip_ranges import public_range
from ..fields.types import Cidr4, OptionalText, Text, TextMap, TypeName, no_repeats, text_matching, when_given
from ..kubernetes.versions import kubernetes_version
from .regions import location

GUID = r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
GUID_EXAMPLE = "00000000-0000-0000-0000-000000000000"
# https://learn.microsoft.com/azure/azure-resource-manager/management/tag-resources#limitations: storage accounts allow
# names of 128 characters, other resources 512; private DNS zones allow 15 tags, other resources 50.
TAG_NAME_LENGTH = 128
TAG_NAME_LONGEST = 512
TAG_VALUE_LENGTH = 256
TAGS_MAX = 15
_TAG_FORBIDDEN = "<>%&\\?/"
_TAG_STARTS = ("microsoft", "azure", "windows")


def resource_id(type_: str, example: str) -> Callable[[str], str]:
    """A check for the resource id of a resource of `type_`, such as Microsoft.Network/dnsZones.

    Azure ignores the case of the fixed parts, the provider does not.
    """
    pattern = rf"/subscriptions/{GUID}/resourceGroups/[\w.()-]{{1,90}}/providers/{re.escape(type_)}/[\w.-]{{1,253}}"
    whole = f"/subscriptions/{GUID_EXAMPLE}/resourceGroups/shared/providers/{type_}/{example}"

    def check(value: str) -> str:
        if not re.fullmatch(pattern, value):
            fail(f'{show(value)} is not the right kind of resource id; write one such as "{whole}"')
        return value

    return check


def tags(values: dict[str, str]) -> dict[str, str]:
    """Tags within the limits of every service in use."""
    for name, value in values.items():
        if name.lower().startswith(_TAG_STARTS):
            fail(f"the tag name {show(name)} starts with a word that Azure reserves; use another name")
        if not 1 <= len(name) <= TAG_NAME_LENGTH or any(character in _TAG_FORBIDDEN for character in name):
            fail(f"{show(name)} is not a tag name; write 1 to {TAG_NAME_LENGTH} characters other than {_TAG_FORBIDDEN}")
        # Same page: DNS zones allow no spaces, no special or Unicode characters and no digit at the start.
        if not name.isascii() or not name[0].isalpha() or any(character in " ()" for character in name):
            fail(f"{show(name)} is not a tag name for DNS zones; start with a letter, without spaces, ( ) or accents")
        # Azure counts characters, azurerm bytes
        # (https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/tags/validation.go).
        if (size := len(value.encode())) > TAG_VALUE_LENGTH:
            fail(f"the value of tag {show(name)} has {size} bytes; azurerm allows {TAG_VALUE_LENGTH}")
    if len({name.lower() for name in values}) != len(values):
        fail("has two tag names that differ only in case, which are the same for Azure; remove one")
    if len(values) > TAGS_MAX:
        fail(f"has {len(values)} tags; private DNS zones allow {TAGS_MAX}")
    return values


def tag_name(value: str) -> str:
    """The name of a tag of any resource, including tags that Azure sets."""
    # Terraform reads the name as a literal in quotes, without interpolation.
    # Tags that Azure sets may have characters that users may not, such as "hidden-link:/app-insights-resource-id".
    forbidden = any(character in '"\\' or not character.isprintable() for character in value)
    if value.endswith("*"):
        fail(f"{show(value)} ends in *, which is not a wildcard here; write each name in full")
    if forbidden or "${" in value or "%{" in value or not 1 <= len(value) <= TAG_NAME_LONGEST:
        fail(f'{show(value)} is not a tag name; write one exactly as Azure shows it, such as "CostCenter"')
    return value


def as_range(value: Any) -> Any:
    """A single address as a range, because Azure's firewalls accept both."""
    try:
        return f"{IPv4Address(value)}/32" if isinstance(value, str) else value
    except ValueError:
        return value


def without_contained_ranges(values: tuple[str, ...]) -> tuple[str, ...]:
    """The ranges without those inside another one, because a security rule does not accept both.

    OverlappingSubnetsNotPermittedInSecurityRule (https://github.com/kubernetes-sigs/cloud-provider-azure/issues/6775).
    """
    networks = [IPv4Network(value) for value in values]
    return tuple(
        str(each) for each in networks if not any(each != other and each.subnet_of(other) for other in networks)
    )


def _optional(check: Callable[[str], str]) -> AfterValidator:
    return AfterValidator(when_given(check))


# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftresources
_resource_group = text_matching(
    r"[\w.()-]{0,89}[\w()-]", "the name of a resource group: up to 90 letters, digits and - _ . ( ), no dot at the end"
)
_is_guid = text_matching(GUID, f'an id such as "{GUID_EXAMPLE}"')


def guid(value: str) -> str:
    """A GUID in lower case, as Azure returns it; because of the case, the provider would replace a role assignment.

    https://github.com/hashicorp/terraform-provider-azurerm/blob/main/internal/services/authorization/role_assignment_resource.go:
    `principal_id` forces a new assignment and suppresses no difference.
    """
    return _is_guid(value).lower()


Location = Annotated[Text, AfterValidator(location)]
Guid = Annotated[Text, AfterValidator(guid)]
OptionalGuid = Annotated[OptionalText, _optional(guid)]
Guids = Annotated[tuple[Guid, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")]
Range = Annotated[Cidr4, BeforeValidator(as_range)]
Tags = Annotated[TextMap, AfterValidator(tags)]
TagNames = Annotated[
    tuple[Annotated[Text, AfterValidator(tag_name)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]
Ranges = Annotated[
    tuple[Range, ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    AfterValidator(without_contained_ranges),
    TypeName("list(string)"),
]
PublicRanges = Annotated[
    tuple[Annotated[Range, AfterValidator(public_range)], ...],
    BeforeValidator(to_list),
    AfterValidator(no_repeats),
    TypeName("list(string)"),
]
DnsZoneId = Annotated[OptionalText, _optional(resource_id("Microsoft.Network/dnsZones", "example.com"))]
KeyVaultId = Annotated[OptionalText, _optional(resource_id("Microsoft.KeyVault/vaults", "certificates"))]
ResourceGroupName = Annotated[OptionalText, _optional(_resource_group)]
KubernetesVersion = Annotated[Text, AfterValidator(kubernetes_version)]
