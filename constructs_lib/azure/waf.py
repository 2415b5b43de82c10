"""The web application firewall policy of the gateway."""

from cdktf import TerraformResourceLifecycle, Token
from cdktf_cdktf_provider_azurerm.web_application_firewall_policy import (
    WebApplicationFirewallPolicy,
    WebApplicationFirewallPolicyManagedRules,
    WebApplicationFirewallPolicyManagedRulesManagedRuleSet,
    WebApplicationFirewallPolicyPolicySettings,
)
from constructs import Construct

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.framework import Component

MODES = ("Detection", "Prevention")
# https://learn.microsoft.com/azure/web-application-firewall/ag/application-gateway-crs-rulegroups-rules
RULE_SET = ("Microsoft_DefaultRuleSet", "2.1")


class WafPolicy(Component):
    """WAF policy `name` with Microsoft's default rule set.

    URLs, headers and cookies are inspected. Request bodies are not: the code, logs and queries of runs look like the
    attacks in the rules, and uploads are larger than the WAF allows.

    Args:
        mode: `Prevention` (block) or `Detection` (only log).

    Attributes:
        policy_id: For the `firewall_policy_id` of a gateway.

    Raises:
        ValueError: `mode` is neither of the two.

    Example:
        WafPolicy(stack, "waf", name="wandb-waf", resource_scope=group.resource_scope)
    """

    def __init__(
        self, scope: Construct, id_: str, *, name: str, resource_scope: ResourceScope, mode: str = "Prevention"
    ) -> None:
        super().__init__(scope, id_)
        if not Token.is_unresolved(mode) and mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}, got {mode}")
        type_, version = RULE_SET
        rule_set = WebApplicationFirewallPolicyManagedRulesManagedRuleSet(type=type_, version=version)
        policy = WebApplicationFirewallPolicy(
            self,
            "policy",
            name=name,
            resource_group_name=resource_scope.resource_group_name,
            location=resource_scope.location,
            managed_rules=WebApplicationFirewallPolicyManagedRules(managed_rule_set=[rule_set]),
            policy_settings=WebApplicationFirewallPolicyPolicySettings(
                enabled=True,
                mode=mode,
                request_body_check=False,
                request_body_enforcement=False,
                file_upload_enforcement=False,
            ),
            tags=dict(resource_scope.tags),
            # When the WAF is turned off, the gateway is updated before the policy is deleted: Azure does not delete a
            # policy in use.
            lifecycle=TerraformResourceLifecycle(create_before_destroy=True),
        )
        self.policy_id = policy.id
