"""Security group rules that name a group: moto keeps their description with the group, and reads it with the ranges.

The AWS provider would plan to set the description anew at every run.
"""

from moto.ec2.models.security_groups import SecurityGroupRule


def _description(rule: SecurityGroupRule) -> str | None:
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


SecurityGroupRule.description = property(_description)  # type: ignore[assignment,method-assign]
