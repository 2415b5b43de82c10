"""The root module of a deployment's AWS infrastructure."""

from collections.abc import Mapping

from cdktf import TerraformOutput
from cdktf_cdktf_provider_aws.provider import AwsProvider, AwsProviderDefaultTags
from constructs import Construct

from constructs_lib.aws.wandb import SERVER_NODE_PORT, WandbInfrastructure
from constructs_lib.framework import HIDDEN_ID, AddressedStack
from constructs_lib.settings import AwsSettings
from stacks.root_module import keep_state_locally, require_versions

# Both ends are tested: `terraform validate` and applies run with 5.100, the bindings are made from 6.x.
AWS_PROVIDER_VERSIONS = ">= 5.100, < 7.0"


class AwsInfrastructureStack(AddressedStack):
    """Provider, state, the infrastructure of one deployment, and the official module's outputs."""

    def __init__(self, scope: Construct, id_: str, *, settings: AwsSettings) -> None:
        super().__init__(scope, id_)
        require_versions(self, {"aws": AWS_PROVIDER_VERSIONS})
        keep_state_locally(self)
        default_tags = [AwsProviderDefaultTags(tags=dict(settings.default_tags))] if settings.default_tags else None
        AwsProvider(self, "aws", region=settings.region, default_tags=default_tags)
        wandb = WandbInfrastructure(self, HIDDEN_ID, settings=settings)
        for name, value in _outputs(settings, wandb).items():
            TerraformOutput(self, name, value=value)


def _outputs(settings: AwsSettings, wandb: WandbInfrastructure) -> Mapping[str, object]:
    """The official module's outputs of both generations, without those that carry a password."""
    return {
        "bucket_name": wandb.bucket.bucket_name,
        "bucket_region": settings.region,
    }
