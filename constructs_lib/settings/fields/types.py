"""The types of settings that are the same on every cloud.

Each converts a value as Terraform does, then checks it. `TypeName` is the type in the settings reference.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Network, ip_network
from typing import Annotated, Any, Generic, TypeVar

from pydantic import AfterValidator, BeforeValidator
from pydantic.fields import FieldInfo

from constructs_lib.value_text import show

from .conversion import fail, to_flag, to_list, to_map, to_optional_text, to_secret, to_text, to_whole
from .suggestions import did_you_mean

# RFC 1035 section 2.3.4 and RFC 1123 section 2.1: labels of 1-63 letters, digits and inner hyphens, 253 in all.
# Lower case only: Route 53 stores names in lower case, so upper case would be a change in every plan.
_LABEL = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
DOMAIN_LENGTH = 253
# Names of environment variables that Kubernetes accepts (C identifiers; other names break shells).
_ENVIRONMENT_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
PORT_MAX = 65_535
_Value = TypeVar("_Value")


@dataclass(frozen=True)
class TypeName:
    """The Terraform type of a setting, for the settings reference."""

    text: str


@dataclass(frozen=True)
class Check(Generic[_Value]):
    """A check of one value. `allowed` describes the allowed values in the settings reference."""

    test: Callable[[_Value], _Value]
    allowed: str

    def __call__(self, value: _Value) -> _Value:
        return self.test(value)


def is_secret(field: FieldInfo) -> bool:
    """Whether a setting is secret: settings store only whether it is given."""
    return any(isinstance(item, TypeName) and "secret" in item.text for item in field.metadata)


def text_matching(pattern: str, right: str) -> Callable[[str], str]:
    """A check that the whole string matches; `right` completes the sentence "write ..."."""

    def check(value: str) -> str:
        # Compiled at first use and cached by `re`, because most files set few inputs.
        if not re.fullmatch(pattern, value):
            fail(f"{show(value)} is not valid; write {right}")
        return value

    return check


def markdown_list(choices: Iterable[str]) -> str:
    """Values as a list in Markdown."""
    return ", ".join(f"`{choice}`" for choice in choices)


def one_of(*choices: str) -> Check[str]:
    """A check that the string is one of `choices`."""

    def check(value: str) -> str:
        if value not in choices:
            all_choices = ", ".join(choices[:-1]) + f" or {choices[-1]}"
            right = did_you_mean(value, choices) or f"; must be one of {all_choices}"
            fail(f"{show(value)} is not allowed{right}")
        return value

    return Check(check, markdown_list(choices))


def whole_between(low: int, high: int, unit: str = "") -> Check[int]:
    """A check that a number is from `low` to `high`."""

    def check(value: int) -> int:
        if not low <= value <= high:
            fail(f"{show(value)} is out of range; write {low} to {high}{unit and ' ' + unit}")
        return value

    return Check(check, f"{low} to {high}{unit and ' ' + unit}")


def when_given(check: Callable[[_Value], _Value]) -> Callable[[_Value | None], _Value | None]:
    """The same check for an optional setting."""

    def test(value: _Value | None) -> _Value | None:
        return None if value is None else check(value)

    return Check(test, check.allowed) if isinstance(check, Check) else test


def no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    """A list without repeated elements; the clouds refuse them only during the apply."""
    repeated = [value for value, count in Counter(values).items() if count > 1]
    if repeated:
        fail(f"{show(repeated[0])} is listed more than once; list it once")
    return values


def at_least_one(values: tuple[str, ...]) -> tuple[str, ...]:
    """A list that is not empty."""
    if not values:
        fail("is an empty list; write at least one element")
    return values


def domain_name(value: str) -> str:
    """A full host or domain name."""
    if "." not in value:
        fail(f'{show(value)} is not a domain name; write one with a dot, such as "example.com"')
    return host_labels(value)


def host_labels(value: str) -> str:
    """One or more labels of a host name, joined by dots."""
    if "://" in value or "/" in value:
        fail(f"{show(value)} is not a host name; write it without scheme and path")
    if value != value.lower() and _is_host(value.lower()):
        fail(f"{show(value)} has upper-case letters; write {show(value.lower())}")
    if value.endswith(".") and _is_host(value[:-1]):
        fail(f"{show(value)} ends in a dot; write {show(value[:-1])}")
    if len(value) > DOMAIN_LENGTH:
        fail(f"{show(value)} has {len(value)} characters; a host name has at most {DOMAIN_LENGTH}")
    if not _is_host(value):
        fail(f"{show(value)} is not a host name; write labels of 1 to 63 letters, digits and inner hyphens")
    return value


def _is_host(value: str) -> bool:
    return all(_LABEL.fullmatch(label) for label in value.split("."))


def path_prefix(value: str) -> str:
    """The prefix of files in an object store, in characters that require no quoting in any store.

    https://docs.aws.amazon.com/AmazonS3/latest/userguide/object-keys.html,
    https://learn.microsoft.com/rest/api/storageservices/naming-and-referencing-containers--blobs--and-metadata.
    """
    if value.startswith("/") or value.endswith("/"):
        fail(f"{show(value)} starts or ends with a slash; write {show(value.strip('/'))}")
    return text_matching(r"[A-Za-z0-9!_.*'()-]+(?:/[A-Za-z0-9!_.*'()-]+)*", 'a prefix such as "team/wandb"')(value)


def cidr4(value: str) -> str:
    """An IPv4 range, written as its first address and prefix length."""
    return _cidr(value, IPv4Network, "IPv4", '"10.10.0.0/16"')


def ip4(value: str) -> str:
    """A single IPv4 address."""
    try:
        IPv4Address(value)
    except ValueError:
        fail(f'{show(value)} is not an IPv4 address; write one such as "10.10.0.10"')
    return value


def cidr6(value: str) -> str:
    """An IPv6 range, written as its first address and prefix length."""
    return _cidr(value, IPv6Network, "IPv6", '"2001:db8::/32"')


def _cidr(value: str, family: type[IPv4Network] | type[IPv6Network], name: str, example: str) -> str:
    prefix = value.rpartition("/")[2]
    if "/" not in value or not (prefix.isascii() and prefix.isdigit()) or "%" in value:
        fail(f"{show(value)} has no prefix length; write an {name} range such as {example}")
    try:
        network = ip_network(value, strict=False)
    except ValueError:
        fail(f"{show(value)} is not an {name} range; write one such as {example}")
    if not isinstance(network, family):
        fail(f"{show(value)} is an IPv{network.version} range, but {name} is expected; write one such as {example}")
    if str(network) != value:
        fail(f"{show(value)} does not start with the first address of the range; write {show(str(network))}")
    return value


def environment(values: dict[str, str]) -> dict[str, str]:
    """Environment variables by name. Messages do not show values, because they may be secrets."""
    for name in values:
        if not _ENVIRONMENT_NAME.fullmatch(name):
            fail(f"{show(name)} is not the name of an environment variable; use letters, digits and underscores")
    return values


def json_object(value: str) -> str:
    """A string that contains one JSON object."""
    try:
        parsed = json.loads(value)
    except (ValueError, RecursionError):
        fail("is not JSON; write a policy document, preferably as a heredoc")
    if not isinstance(parsed, Mapping):
        fail("is JSON, but not an object; write a policy document with Version and Statement")
    return value


def _texts(value: Any) -> dict[str, Any]:
    given = to_map(value)
    for name, inner in given.items():
        if isinstance(inner, Mapping | list | tuple) or inner is None:
            fail(f"{show(name)} has {show(inner)} as its value; write a string in quotes")
    return {str(name): to_text(inner) for name, inner in given.items()}


Text = Annotated[str, BeforeValidator(to_text), TypeName("string")]
OptionalText = Annotated[str | None, BeforeValidator(to_optional_text), TypeName("string")]
Flag = Annotated[bool, BeforeValidator(to_flag), TypeName("bool")]
OptionalFlag = Annotated[
    bool | None, BeforeValidator(lambda value: None if value is None else to_flag(value)), TypeName("bool")
]
Whole = Annotated[int, BeforeValidator(to_whole), TypeName("number")]
OptionalWhole = Annotated[
    int | None, BeforeValidator(lambda value: None if value is None else to_whole(value)), TypeName("number")
]
Secret = Annotated[bool, BeforeValidator(to_secret), TypeName("string, secret")]
TextMap = Annotated[dict[str, str], BeforeValidator(_texts), TypeName("map(string)")]
Environment = Annotated[dict[str, str], BeforeValidator(_texts), AfterValidator(environment), TypeName("map(string)")]
DomainName = Annotated[Text, AfterValidator(domain_name)]
OptionalHostLabels = Annotated[OptionalText, AfterValidator(when_given(host_labels))]
OptionalHostName = Annotated[OptionalText, AfterValidator(when_given(host_labels))]
DomainNames = Annotated[
    tuple[DomainName, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")
]
Cidr4 = Annotated[Text, AfterValidator(cidr4)]
Cidr6 = Annotated[Text, AfterValidator(cidr6)]
Cidr4s = Annotated[tuple[Cidr4, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")]
Cidr6s = Annotated[tuple[Cidr6, ...], BeforeValidator(to_list), AfterValidator(no_repeats), TypeName("list(string)")]
