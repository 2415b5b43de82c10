"""The AWS providers of a deployment: one for both stacks, one for a hosted zone in another account."""

from collections.abc import Mapping

from cdktf import TerraformStack
from cdktf_cdktf_provider_aws.provider import (
    AwsProvider,
    AwsProviderAssumeRole,
    AwsProviderDefaultTags,
    AwsProviderIgnoreTags,
)

from constructs_lib.settings import AwsSettings
from constructs_lib.stacks.root_module import require_versions

# Tested (validate and apply) with 5.100, the oldest; the bindings are generated from 6.x.
AWS_PROVIDER_VERSIONS = ">= 5.100, < 7.0"


def aws_provider(stack: TerraformStack, settings: AwsSettings, *, tags: Mapping[str, str]) -> None:
    """The provider for the deployment's account, also for the login to the cluster. `tags` are its default tags.

    It also sets the tested versions of Terraform and of the provider in `stack`.
    """
    require_versions(stack, {"aws": AWS_PROVIDER_VERSIONS})
    AwsProvider(
        stack,
        "aws",
        region=settings.region,
        assume_role=_assumed_role(settings) or None,
        allowed_account_ids=list(settings.allowed_account_ids) or None,
        default_tags=[AwsProviderDefaultTags(tags=dict(tags))] if tags else None,
        ignore_tags=_ignored_tags(settings),
    )


def dns_provider(stack: TerraformStack, settings: AwsSettings) -> AwsProvider | None:
    """The provider for the account of the hosted zone, or None without `zone_role_arn`.

    It does not depend on `zone_id`: Terraform deletes the records with the provider that created them.
    """
    if settings.zone_role_arn is None:
        return None
    # Role chaining: the session of the first role assumes the second.
    roles = [*_assumed_role(settings), AwsProviderAssumeRole(role_arn=settings.zone_role_arn)]
    return AwsProvider(stack, "aws_dns", alias="dns", region=settings.region, assume_role=roles)


def _assumed_role(settings: AwsSettings) -> list[AwsProviderAssumeRole]:
    role = settings.assume_role
    if role is None:
        return []
    return [AwsProviderAssumeRole(role_arn=role.role_arn, external_id=role.external_id, session_name=role.session_name)]


def _ignored_tags(settings: AwsSettings) -> list[AwsProviderIgnoreTags] | None:
    prefixes = [tag[:-1] for tag in settings.ignore_tags if tag.endswith("*")]
    keys = [tag for tag in settings.ignore_tags if not tag.endswith("*")]
    return [AwsProviderIgnoreTags(keys=keys or None, key_prefixes=prefixes or None)] if settings.ignore_tags else None
