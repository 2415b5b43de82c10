"""Terraform's `import` blocks for what an adoption takes over, and the lookups of ids that no state knows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from cdktf import TerraformElement, TerraformResource, TerraformStack
from constructs import Construct

from .file import Import

_NAME = re.compile(r"\W")


class ImportBlocks(TerraformElement):
    """`import` blocks for those of `imports` that are in the stack; create it after everything else in the stack.

    Ids that only the account knows are looked up when Terraform plans: rules of a security group by port and source,
    and by name log groups, which Aurora creates, and DNS records, which a controller in the cluster creates. What is
    not found is not imported, but created.
    """

    def __init__(self, scope: Construct, id_: str, *, imports: tuple[Import, ...]) -> None:
        super().__init__(scope, id_)
        present = _addresses(TerraformStack.of(self))
        self._imports = [each for each in imports if each.to in present]

    def to_terraform(self) -> Any:
        blocks: list[dict[str, str]] = []
        data: dict[str, dict[str, Any]] = {}
        groups: set[str] = set()
        for each in self._imports:
            if each.id is not None:
                blocks.append({"to": each.to, "id": each.id})
            elif each.find is not None and "log_group" in each.find:
                name = each.find["log_group"]
                data.setdefault("aws_cloudwatch_log_groups", {})["adopted"] = {
                    "log_group_name_prefix": name.rpartition("/")[0] + "/"
                }
                found = (
                    f'[for name in data.aws_cloudwatch_log_groups.adopted.log_group_names : name if name == "{name}"]'
                )
                blocks.append(_each_of(each.to, found))
            elif each.find is not None and "record" in each.find:
                blocks.append(_each_of(each.to, _record(each.find)))
                data.setdefault("aws_route53_records", {})["adopted"] = {"zone_id": each.find["zone_id"]}
            elif each.find is not None:
                groups.add(each.find["security_group"])
                blocks.append(_each_of(each.to, _rules(each)))
        for group in sorted(groups):
            name = _data_name(group)
            data.setdefault("aws_vpc_security_group_rules", {})[name] = {
                "filter": [{"name": "group-id", "values": [group]}]
            }
            data.setdefault("aws_vpc_security_group_rule", {})[name] = {
                "for_each": f"${{toset(data.aws_vpc_security_group_rules.{name}.ids)}}",
                "security_group_rule_id": "${each.value}",
            }
        return {**({"import": blocks} if blocks else {}), **({"data": data} if data else {})}


def _each_of(to: str, ids: str) -> dict[str, str]:
    """An import block for none or one of `ids`."""
    return {"for_each": f"${{toset({ids})}}", "to": to, "id": "${each.value}"}


def _record(find: Mapping[str, str]) -> str:
    """The import id of the record that `find` describes, as a Terraform expression."""
    name, type_ = find["record"], find["type"]
    return (
        "[for record in data.aws_route53_records.adopted.resource_record_sets : "
        f'"{find["zone_id"]}_{name}_{type_}" if trimsuffix(record.name, ".") == "{name}" && record.type == "{type_}"]'
    )


def _rules(each: Import) -> str:
    """The ids of the ingress rules that `find` describes, as a Terraform expression."""
    find = dict(each.find or {})
    name = _data_name(find.pop("security_group"))
    conditions = ["!rule.is_egress"]
    for argument, value in find.items():
        text = f'"{value}"' if isinstance(value, str) else str(value)
        conditions.append(f"rule.{argument} == {text}")
    return (
        f"[for rule in data.aws_vpc_security_group_rule.{name} : rule.security_group_rule_id if "
        f"{' && '.join(conditions)}]"
    )


def _data_name(group: str) -> str:
    return f"adopted_{_NAME.sub('_', group)}"


def _addresses(stack: TerraformStack) -> set[str]:
    return {
        f"{element.terraform_resource_type}.{element.friendly_unique_id}"
        for element in stack.node.find_all()
        if isinstance(element, TerraformResource)
    }
