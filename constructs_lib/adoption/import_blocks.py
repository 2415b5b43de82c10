"""Terraform's `import` blocks for what an adoption takes over, and the lookups of ids that no state knows."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from cdktf import TerraformElement, TerraformResource, TerraformStack
from constructs import Construct

from .file import Import

_NO_NAME = re.compile(r"\W")


class ImportBlocks(TerraformElement):
    """`import` blocks for those of `imports` that are in the stack; create it after everything else in the stack.

    Their resources get `prevent_destroy`: Terraform itself refuses to destroy or replace them, whatever changed after
    the plan that was judged.

    Ids that only the account knows are looked up when Terraform plans: rules of a security group by port and source,
    and by name log groups, which Aurora creates, and DNS records, which a controller in the cluster creates. What is
    not found is not imported, but created.
    """

    def __init__(self, scope: Construct, id_: str, *, imports: tuple[Import, ...]) -> None:
        super().__init__(scope, id_)
        present = _resources(TerraformStack.of(self))
        self._imports = [each for each in imports if each.to in present]
        for each in self._imports:
            present[each.to].add_override("lifecycle.prevent_destroy", True)

    def to_terraform(self) -> Any:
        blocks: list[dict[str, str]] = []
        data: dict[str, dict[str, Any]] = {}
        for each in self._imports:
            if each.find is None:
                blocks.append({"to": each.to, "id": str(each.id)})
                continue
            sources, ids = _lookup(each.find)
            # None or one id.
            blocks.append({"for_each": f"${{toset({ids})}}", "to": each.to, "id": "${each.value}"})
            for type_, named in sources.items():
                data.setdefault(type_, {}).update(named)
        return {**({"import": blocks} if blocks else {}), **({"data": data} if data else {})}


# Data sources, by type and name, and the expression for a list of ids that is made from them.
_Lookup = tuple[Mapping[str, Mapping[str, Any]], str]


def _lookup(find: Mapping[str, Any]) -> _Lookup:
    if "log_group" in find:
        return _log_group(find["log_group"])
    return _record(**find) if "record" in find else _rule(**find)


def _log_group(name: str) -> _Lookup:
    sources = {"aws_cloudwatch_log_groups": {"adopted": {"log_group_name_prefix": f"{name.rpartition('/')[0]}/"}}}
    return sources, f'[for name in data.aws_cloudwatch_log_groups.adopted.log_group_names : name if name == "{name}"]'


def _record(*, zone_id: str, record: str, type: str) -> _Lookup:  # as Terraform calls it
    ids = (
        "[for record in data.aws_route53_records.adopted.resource_record_sets : "
        f'"{zone_id}_{record}_{type}" if trimsuffix(record.name, ".") == "{record}" && record.type == "{type}"]'
    )
    return {"aws_route53_records": {"adopted": {"zone_id": zone_id}}}, ids


def _rule(*, security_group: str, **arguments: str | int) -> _Lookup:
    """An ingress rule of the group with these arguments."""
    name = f"adopted_{_NO_NAME.sub('_', security_group)}"
    conditions = ["!rule.is_egress", *(f"rule.{key} == {json.dumps(value)}" for key, value in arguments.items())]
    sources: dict[str, dict[str, Any]] = {
        "aws_vpc_security_group_rules": {name: {"filter": [{"name": "group-id", "values": [security_group]}]}},
        "aws_vpc_security_group_rule": {
            name: {
                "for_each": f"${{toset(data.aws_vpc_security_group_rules.{name}.ids)}}",
                "security_group_rule_id": "${each.value}",
            }
        },
    }
    ids = (
        f"[for rule in data.aws_vpc_security_group_rule.{name} : rule.security_group_rule_id if "
        f"{' && '.join(conditions)}]"
    )
    return sources, ids


def _resources(stack: TerraformStack) -> dict[str, TerraformResource]:
    """The resources of `stack` by address."""
    return {
        f"{element.terraform_resource_type}.{element.friendly_unique_id}": element
        for element in stack.node.find_all()
        if isinstance(element, TerraformResource)
    }
