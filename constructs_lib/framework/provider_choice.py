"""Another configuration of a provider, such as a second region, for everything in a construct."""

import jsii
from cdktf import Aspects, IAspect, TerraformDataSource, TerraformProvider, TerraformResource
from constructs import Construct, IConstruct

from constructs_lib.framework.ephemeral import EphemeralResource


def use_provider(scope: Construct, provider: TerraformProvider) -> None:
    """Makes everything of the provider's type in `scope` use `provider`, also what is added later.

    `provider` needs an alias. Resources that were created with a provider of their own keep it, such as the records of
    a `dns_provider`.
    """
    Aspects.of(scope).add(_UsedProvider(provider))


@jsii.implements(IAspect)
class _UsedProvider:
    def __init__(self, provider: TerraformProvider) -> None:
        self._provider = provider
        self._prefix = f"{provider.terraform_resource_type}_"

    def visit(self, node: IConstruct) -> None:
        if isinstance(node, EphemeralResource):
            if node.resource_type.startswith(self._prefix):
                node.provider = node.provider or self._provider
        elif (
            isinstance(node, TerraformResource | TerraformDataSource)
            and node.terraform_resource_type.startswith(self._prefix)
            and node.provider is None
        ):
            node.provider = self._provider
