"""Security group rules: what describes one that names a group, and what is said of one that is gone.

moto keeps the description of a rule that names a group with the group, and reads it with the ranges: the AWS provider
would plan to set it anew at every run. To revoke a rule by an id that is not there, moto answers as if the rule had
been named by its ports; by its id, the provider takes that the rule is gone already, as when an answer was lost and the
request is sent again.
"""

from typing import Any

from moto.ec2.exceptions import EC2ClientError, InvalidPermissionNotFoundError
from moto.ec2.models.security_groups import SecurityGroupBackend, SecurityGroupRule

from emulator.moto_patches import wrap


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
