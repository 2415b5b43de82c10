"""Names, labels and annotations.

Source: https://kubernetes.io/docs/concepts/overview/working-with-objects/names/ and labels/
"""

import re
from collections.abc import Callable

from emulator.kubernetes.errors import Cause, invalid_value, required
from emulator.kubernetes.objects import Object
from emulator.kubernetes.resources import Resource

_LABEL_FORM = "[a-z0-9]([-a-z0-9]*[a-z0-9])?"
_SUBDOMAIN_FORM = rf"{_LABEL_FORM}(\.{_LABEL_FORM})*"
_NAME_FORM = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]"
_VALUE_FORM = f"({_NAME_FORM})?"
_KEY_FORM = "[-._a-zA-Z0-9]+"
# The names of RBAC objects may contain everything except slashes and percent signs.
_PATH_NAMES = "rbac.authorization.k8s.io"
_ANNOTATIONS_BYTES = 256 * 1024


def label(value: str) -> str | None:
    """What is wrong with a DNS label."""
    if len(value) > 63:
        return "must be no more than 63 characters"
    if re.fullmatch(_LABEL_FORM, value):
        return None
    return (
        "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end "
        f"with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '{_LABEL_FORM}')"
    )


def subdomain(value: str) -> str | None:
    """What is wrong with a DNS name."""
    if len(value) > 253:
        return "must be no more than 253 characters"
    if re.fullmatch(_SUBDOMAIN_FORM, value):
        return None
    return (
        "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start "
        "and end with an alphanumeric character (e.g. 'example.com', regex used for validation is "
        f"'{_SUBDOMAIN_FORM}')"
    )


def config_key(value: str) -> str | None:
    """What is wrong with a key of a secret or config map."""
    if re.fullmatch(_KEY_FORM, value):
        return None
    return (
        "a valid config key must consist of alphanumeric characters, '-', '_' or '.' (e.g. 'key.name',  or "
        f"'KEY_NAME',  or 'key-name', regex used for validation is '{_KEY_FORM}')"
    )


def _service(value: str) -> str | None:
    form = "[a-z]([-a-z0-9]*[a-z0-9])?"
    if len(value) <= 63 and re.fullmatch(form, value):
        return None
    return (
        "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic "
        f"character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation "
        f"is '{form}')"
    )


_FORMS: dict[str, Callable[[str], str | None]] = {"namespaces": label, "services": _service}


def metadata_causes(resource: Resource, item: Object) -> list[Cause]:
    metadata = item["metadata"]
    name = metadata.get("name")
    if not name:
        return [required("metadata.name", "name or generateName is required")]
    found = []
    wrong = None if resource.group == _PATH_NAMES else _FORMS.get(resource.plural, subdomain)(name)
    if wrong:
        found.append(invalid_value("metadata.name", name, wrong))
    return found + label_causes(metadata, "metadata") + _annotation_causes(metadata)


def label_causes(metadata: Object, path: str) -> list[Cause]:
    found = []
    for key, value in (metadata.get("labels") or {}).items():
        wrong = _qualified_name(key)
        if wrong:
            found.append(invalid_value(f"{path}.labels", key, wrong))
        if len(value or "") > 63:
            found.append(invalid_value(f"{path}.labels", value, "must be no more than 63 bytes"))
        elif not re.fullmatch(_VALUE_FORM, value or ""):
            found.append(
                invalid_value(
                    f"{path}.labels",
                    value,
                    "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and "
                    "must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', "
                    f"regex used for validation is '{_VALUE_FORM}')",
                )
            )
    return found


def _qualified_name(key: str) -> str | None:
    prefix, slash, name = key.rpartition("/")
    if slash and (wrong := subdomain(prefix)):
        return f"prefix part {wrong}"
    if len(name) > 63:
        return "name part must be no more than 63 bytes"
    if re.fullmatch(_NAME_FORM, name):
        return None
    return (
        "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
        "alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is "
        f"'{_NAME_FORM}')"
    )


def _annotation_causes(metadata: Object) -> list[Cause]:
    annotations = metadata.get("annotations") or {}
    found = [
        invalid_value("metadata.annotations", key, wrong)
        for key in annotations
        if (wrong := _qualified_name(key.lower()))
    ]
    if sum(len(key) + len(value or "") for key, value in annotations.items()) > _ANNOTATIONS_BYTES:
        message = f"Too long: may not be more than {_ANNOTATIONS_BYTES} bytes"
        found.append(Cause("FieldValueTooLong", "metadata.annotations", message))
    return found
