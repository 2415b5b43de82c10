"""State in an S3 bucket, with a lock file in the same bucket."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator
from pydantic_core import PydanticCustomError

from ..aws.types import ExternalId, KeyArn, RoleArn, SessionName, region
from ..fields.bucket_names import valid_bucket_name
from ..fields.declaration import OURS, Refusal
from ..fields.types import Flag, Text, TypeName, text_matching
from ..rules import rule
from .base import Backend, Prefix, argument, credential, given, join_prefix, machine_specific

_ENDPOINT = "set AWS_ENDPOINT_URL_S3"


def region_is_known(backend: S3Backend) -> Iterator[tuple[str, str]]:
    """S3-compatible stores have other region names."""
    if not backend.skip_region_validation:
        try:
            region(backend.region)
        except PydanticCustomError as error:
            yield "region", error.message()


def role_arguments_have_role(backend: S3Backend) -> Iterator[tuple[str, str]]:
    """Arguments of the role require role_arn."""
    for name in ("external_id", "session_name"):
        if getattr(backend, name) is not None and backend.role_arn is None:
            yield name, "requires role_arn, which is missing; add it or remove this argument"


class S3Backend(Backend):
    """The object `<prefix>/<stack>.tfstate`, encrypted, and `<prefix>/<stack>.tfstate.tflock` while Terraform runs."""

    type = "s3"
    rules = (
        rule(region_is_known, "region", "skip_region_validation"),
        rule(role_arguments_have_role, "role_arn", "external_id", "session_name"),
    )
    refusals = (
        credential("access_key", "set AWS_ACCESS_KEY_ID, or use a profile or a role"),
        credential("secret_key", "set AWS_SECRET_ACCESS_KEY, or use a profile or a role"),
        credential("token", "set AWS_SESSION_TOKEN"),
        credential("sse_customer_key", "set AWS_SSE_CUSTOMER_KEY, or name a key as kms_key_id"),
        machine_specific("profile", "set AWS_PROFILE"),
        machine_specific("shared_credentials_files", "set AWS_SHARED_CREDENTIALS_FILE"),
        *(
            Refusal(name, "object", (OURS,), "the environment sets the endpoint of an S3-compatible store", _ENDPOINT)
            for name in ("endpoint", "endpoints")
        ),
        Refusal(
            "dynamodb_table",
            "string",
            (OURS,),
            "a lock file in the bucket replaces the table (Terraform 1.11)",
            "remove it",
        ),
        Refusal("use_lockfile", "bool", (OURS,), "there is always a lock file", "remove it", (None, True, "true")),
        Refusal("encrypt", "bool", (OURS,), "the state is always encrypted", "remove it", (None, True, "true")),
    )
    other_names: ClassVar[dict[str, str]] = {
        "key": "prefix",
        "key_prefix": "prefix",
        "kms_key_arn": "kms_key_id",
        "assume_role": "role_arn",
    }

    bucket: Annotated[Text, AfterValidator(valid_bucket_name)] = argument(
        changes="The bucket; it must exist, and should have versioning enabled.", example="wandb-terraform-state"
    )
    region: Annotated[
        Text, AfterValidator(text_matching(r"[a-z0-9-]{1,40}", 'the name of a region, such as "eu-central-1"'))
    ] = argument(changes="The bucket's region.", example="eu-central-1")
    prefix: Prefix = argument(None, changes="A path in the bucket.", when_omitted="the bucket's root")
    kms_key_id: KeyArn = argument(
        None, changes="The ARN of the key that encrypts the state.", when_omitted="the bucket's own encryption"
    )
    role_arn: Annotated[RoleArn | None, TypeName("string")] = argument(
        None, changes="An IAM role to assume, only for the state.", when_omitted="the deployer's own credentials"
    )
    external_id: ExternalId = argument(
        None, changes="The external ID that the role requires.", when_omitted="none is given"
    )
    session_name: SessionName = argument(
        None, changes="The name of the session with role_arn.", when_omitted="AWS generates one"
    )
    use_path_style: Flag = argument(False, changes="Whether the bucket name is in the path, not in the host name.")
    skip_credentials_validation: Flag = argument(False, changes="For S3-compatible stores without STS.")
    skip_metadata_api_check: Flag = argument(False, changes="For machines outside AWS.")
    skip_region_validation: Flag = argument(False, changes="For regions that are not AWS's.")
    skip_requesting_account_id: Flag = argument(False, changes="For S3-compatible stores without IAM.")
    skip_s3_checksum: Flag = argument(False, changes="For S3-compatible stores that refuse checksums.")

    def arguments(self, stack: str) -> dict[str, Any]:
        flags = {name for name in type(self).model_fields if name.startswith(("skip_", "use_")) and getattr(self, name)}
        return given(
            bucket=self.bucket,
            region=self.region,
            key=join_prefix(self.prefix, f"{stack}.tfstate"),
            kms_key_id=self.kms_key_id,
            assume_role=given(role_arn=self.role_arn, external_id=self.external_id, session_name=self.session_name)
            or None,
            encrypt=True,
            use_lockfile=True,
            **dict.fromkeys(sorted(flags), True),
        )
