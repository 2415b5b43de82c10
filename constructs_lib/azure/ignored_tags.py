"""Tags that others set, such as an organization's Azure Policy."""

import json
from collections.abc import Sequence

import jsii
from cdktf import Aspects, IAspect, TerraformResource
from constructs import Construct, IConstruct


def ignore_tags(scope: Construct, names: Sequence[str]) -> None:
    """Makes plans ignore the tags `names` on every taggable resource in `scope`, also on resources added later.

    Unlike the AWS provider, azurerm has no argument for this, so each resource ignores changes of these tag keys.
    `names` are case-sensitive: write them as Azure shows them.
    """
    if names:
        Aspects.of(scope).add(_IgnoredTags(names))


@jsii.implements(IAspect)
class _IgnoredTags:
    def __init__(self, names: Sequence[str]) -> None:
        # Terraform requires a literal key in quotes.
        self._paths = [f"tags[{json.dumps(name, ensure_ascii=False)}]" for name in names]

    def visit(self, node: IConstruct) -> None:
        if not isinstance(node, TerraformResource) or not hasattr(type(node), "tags_input"):
            return
        # "all" already includes tags. CDKTF appends an override to an existing list.
        if node.lifecycle is None or not isinstance(node.lifecycle.ignore_changes, str):
            node.add_override("lifecycle.ignore_changes", self._paths)
