"""W&B by the vendor's operator: its controller, and the permissions that it needs."""

from cdktf import TerraformStack

from constructs_lib.kubernetes.operator import RESOURCE_TIMEOUT_SECONDS
from tests.unit.kubernetes.helm_values import values_of
from tests.unit.kubernetes.operator_case import (
    OPERATOR,
    RESOURCE,
    chart_values,
    operator,
)
from tests.unit.synth import resources


def test_controller_is_pinned_and_limited_to_its_namespace(stack: TerraformStack) -> None:
    operator(stack)

    release, values = resources(stack, "helm_release")[OPERATOR], values_of(stack, OPERATOR)
    assert {name: release[name] for name in ("chart", "version", "repository", "namespace", "atomic")} == {
        "chart": "operator",
        "version": "1.4.8",
        "repository": "https://charts.wandb.ai",
        "namespace": "features",
        "atomic": True,
    }
    assert values["image"] == {
        "repository": "wandb/controller",
        "tag": "1.22.0",
        "pullPolicy": "IfNotPresent",
        "pullSecrets": [],
    }
    assert values["airgapped"] is True
    assert values["namespaceIsolation"] == {"enabled": True}


def test_resource_is_destroyed_before_the_operator_and_waited_for(stack: TerraformStack) -> None:
    operator(stack)

    release = resources(stack, "helm_release")[RESOURCE]
    assert release["namespace"] == f"${{helm_release.{OPERATOR}.namespace}}"
    # The controller takes up to 600 s to uninstall; a login to EKS lasts 900 s.
    assert 600 < release["timeout"] == RESOURCE_TIMEOUT_SECONDS < 900
    # Without `wait`, Helm would not wait for the deletion.
    assert release.get("wait", True) is True


def test_nothing_needs_permissions_outside_the_namespace(stack: TerraformStack) -> None:
    operator(stack)

    values = chart_values(stack)
    assert values["console"]["role"] == {"type": "Role"}
    assert values["app"]["internalJWTMap"] == []
    assert values["otel"] == values["prometheus"] == values["mysql"] == {"install": False}
    assert values["redis"] == {"install": False}
    assert values["appRenamePreHook"] == values["appRenamePostHook"] == {"install": False}


def test_collectors_give_the_controller_cluster_permissions(stack: TerraformStack) -> None:
    operator(stack, otel=True)

    assert chart_values(stack)["otel"] == {"install": True}
    # With roles in its namespace only, the controller cannot create the collectors' cluster role.
    assert values_of(stack, OPERATOR)["namespaceIsolation"] == {"enabled": False}
