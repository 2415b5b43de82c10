"""YAML that Terraform writes, with references in it."""

from collections.abc import Mapping
from typing import Any

from cdktf import Fn


def yaml_encoded(values: Mapping[str, Any]) -> str:
    """`values` as YAML, such as a Helm release takes; texts in it may contain references.

    CDKTF 0.21 writes quotes, backslashes and `%{` of a nested text into the expression as they are, where they would
    end or change it (https://github.com/hashicorp/terraform-cdk/blob/v0.21.0/packages/cdktf/lib/tfExpression.ts).
    """
    return str(Fn.yamlencode(_escaped(values)))


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return value.replace("\\", "\\\\").replace('"', '\\"').replace("%{", "%%{")
    if isinstance(value, Mapping):
        return {_escaped(name): _escaped(inner) for name, inner in value.items()}
    return [_escaped(inner) for inner in value] if isinstance(value, list | tuple) else value
