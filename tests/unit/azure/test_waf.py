import pytest
from cdktf import TerraformStack

from constructs_lib.azure.resource_scope import ResourceScope
from constructs_lib.azure.waf import WafPolicy
from tests.unit.synth import only, shown, variable


def test_waf_prevents_attacks_without_inspecting_bodies(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    policy = WafPolicy(stack, "waf", name="wandb-waf", resource_scope=resource_scope)

    address = "${azurerm_web_application_firewall_policy.waf_policy.id}"
    assert shown(stack, id=policy.policy_id) == {"id": address}
    assert only(stack, "azurerm_web_application_firewall_policy") == {
        "name": "wandb-waf",
        "resource_group_name": "wandb-group",
        "location": "norwayeast",
        "managed_rules": {"managed_rule_set": [{"type": "Microsoft_DefaultRuleSet", "version": "2.1"}]},
        "policy_settings": {
            "enabled": True,
            "mode": "Prevention",
            "request_body_check": False,
            "request_body_enforcement": False,
            "file_upload_enforcement": False,
        },
        "tags": {"team": "ml"},
        "lifecycle": {"create_before_destroy": True},
    }


def test_waf_mode_may_be_detection(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    WafPolicy(stack, "waf", name=variable(stack, "name"), resource_scope=resource_scope, mode="Detection")

    policy = only(stack, "azurerm_web_application_firewall_policy")
    assert policy["policy_settings"]["mode"] == "Detection"
    assert policy["name"] == "${var.name}"


def test_another_mode_is_refused(stack: TerraformStack, resource_scope: ResourceScope) -> None:
    with pytest.raises(ValueError, match="mode must be one of Detection, Prevention, got Off"):
        WafPolicy(stack, "waf", name="wandb-waf", resource_scope=resource_scope, mode="Off")
