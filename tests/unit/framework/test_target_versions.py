"""Stacks and components declare the versions of Terraform that they need, on the engine that asks for them."""

from collections.abc import Mapping
from typing import Any

import pytest
from cdktf import App, TerraformStack

from constructs_lib import engine
from constructs_lib.framework import AddressedStack, Component
from constructs_lib.framework.target_versions import CONTEXT, TARGET_VERSIONS

OWN = {"terraform": ">=1.13"}


@pytest.mark.parametrize(
    ("chosen", "context", "declared"),
    [
        pytest.param(engine.CDK_TERRAIN, {}, TARGET_VERSIONS, id="ours"),
        pytest.param(engine.CDK_TERRAIN, {CONTEXT: OWN}, OWN, id="the app's"),
        pytest.param(engine.CDKTF, {}, None, id="not on CDKTF"),
    ],
)
def test_versions_are_declared_for_all_that_is_in_a_stack_or_component(
    chosen: str,
    context: Mapping[str, Any],
    declared: Mapping[str, str] | None,
    monkeypatch: pytest.MonkeyPatch,
    _output_directory: str,
) -> None:
    app = App(outdir=_output_directory, context=dict(context))
    foreign = TerraformStack(app, "foreign")
    monkeypatch.setattr(engine, "chosen", lambda: chosen)

    stack = AddressedStack(app, "ours")
    component = Component(foreign, "component")
    inner = Component(component, "inner")

    assert [each.node.try_get_context(CONTEXT) for each in (stack, component, inner)] == [declared] * 3
    assert foreign.node.try_get_context(CONTEXT) == context.get(CONTEXT)
