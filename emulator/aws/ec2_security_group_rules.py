"""Security group rules: descriptions and changes of rules that refer to a group, and errors for missing rules.

moto stores the description of a rule that refers to a group with the group, but reads it from the IP ranges, so the AWS
provider would plan to set it again in every run. A change of such a rule does not change its group. If a rule id to
revoke does not exist, moto returns the error for rules that are specified by ports. With the error for ids, the
provider treats the rule as deleted, for example when a response was lost and the request is repeated.
"""

from typing import Any

from moto.ec2.exceptions import EC2ClientError, InvalidPermissionNotFoundError
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule

from emulator.aws.moto_patches import wrap


class InvalidSecurityGroupRuleIdNotFoundError(EC2ClientError):
    def __init__(self, ids: list[str]) -> None:
        super().__init__(
            "InvalidSecurityGroupRuleId.NotFound", f"The security group rule ID '{', '.join(ids)}' does not exist"
        )


def _description(rule: SecurityGroupRule) -> str | None:
    return rule.ip_range.get("Description") or rule.source_group.get("Description")


SecurityGroupRule.description = property(_description)  # type: ignore[assignment,method-assign]


@wrap(SecurityGroupBackend, "revoke_security_group_egress")
@wrap(SecurityGroupBackend, "revoke_security_group_ingress")
def revoke(original: Any, self: SecurityGroupBackend, *args: Any, **kwargs: Any) -> None:
    try:
        original(self, *args, **kwargs)
    except InvalidPermissionNotFoundError:
        if ids := kwargs.get("security_rule_ids"):
            raise InvalidSecurityGroupRuleIdNotFoundError(ids) from None
        raise


@wrap(SecurityGroupBackend, "modify_security_group_rules")
def modify_security_group_rules(
    original: Any, self: SecurityGroupBackend, group_id: str, rules: dict[str, dict[str, Any]]
) -> None:
    original(self, group_id, rules)
    group: Any = self.get_security_group_by_name_or_id(group_id)
    for rule_id, wanted in rules.items():
        if reference := wanted.get("ReferencedGroupId"):
            rule = group.get_rule(rule_id)
            rule.source_group = {**rule.source_group, "GroupId": reference}
