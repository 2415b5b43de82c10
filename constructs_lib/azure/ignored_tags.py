"""Tags that somebody else sets, such as an organization's Azure Policy."""

import json
from collections.abc import Sequence

import jsii
from cdktf import Aspects, IAspect, TerraformResource
from constructs import Construct, IConstruct


def ignore_tags(scope: Construct, names: Sequence[str]) -> None:
    """Plans leave the tags `names` alone on every taggable resource in `scope`, also on those made later.

    azurerm has no such argument of its own, unlike the AWS provider: each resource gets a lifecycle that ignores these
    keys of its tags. `names` are written exactly as Azure shows them, capitals included.
    """
    if names:
        Aspects.of(scope).add(_IgnoredTags(names))


@jsii.implements(IAspect)
class _IgnoredTags:
    def __init__(self, names: Sequence[str]) -> None:
        # Terraform takes a literal key here, quoted.
        self._paths = [f"tags[{json.dumps(name, ensure_ascii=False)}]" for name in names]

    def visit(self, node: IConstruct) -> None:
        if not isinstance(node, TerraformResource) or not hasattr(type(node), "tags_input"):
            return
        # The word "all" ignores tags too. To a list, the engine appends what overrides it.
        if node.lifecycle is None or not isinstance(node.lifecycle.ignore_changes, str):
            node.add_override("lifecycle.ignore_changes", self._paths)
