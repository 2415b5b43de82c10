"""State in a Google Cloud Storage bucket, with a lock object in the same bucket."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar

from pydantic import AfterValidator

from ..fields.types import OptionalText, Text, text_matching, when_given
from .base import Backend, Prefix, argument, credential, given, join_prefix

# https://cloud.google.com/storage/docs/buckets#naming
_bucket = text_matching(r"[a-z0-9][a-z0-9._-]{1,220}[a-z0-9]", "3 to 222 lower-case letters, digits and inner . _ -")
_key = text_matching(
    r"projects/[^/\s]+/locations/[^/\s]+/keyRings/[^/\s]+/cryptoKeys/[^/\s]+",
    "projects/<project>/locations/<location>/keyRings/<ring>/cryptoKeys/<key>",
)
_account = text_matching(r"[^@\s]+@[^@\s]+\.[^@\s]+", "the e-mail address of a service account")


class GcsBackend(Backend):
    """The object `<prefix>/<stack>/default.tfstate`."""

    type = "gcs"
    refusals = (
        credential("credentials", "set GOOGLE_APPLICATION_CREDENTIALS to the file's path, or use gcloud's sign-in"),
        credential("access_token", "set GOOGLE_OAUTH_ACCESS_TOKEN"),
        credential("encryption_key", "set GOOGLE_ENCRYPTION_KEY, or name a key as kms_encryption_key"),
    )
    other_names: ClassVar[dict[str, str]] = {"key_prefix": "prefix", "kms_key": "kms_encryption_key"}

    bucket: Annotated[Text, AfterValidator(_bucket)] = argument(
        changes="The bucket; it must exist, and should have versioning enabled.", example="wandb-terraform-state"
    )
    prefix: Prefix = argument(None, changes="A path in the bucket.", when_omitted="the bucket's root")
    kms_encryption_key: Annotated[OptionalText, AfterValidator(when_given(_key))] = argument(
        None, changes="The key that encrypts the state.", when_omitted="the bucket's own encryption"
    )
    impersonate_service_account: Annotated[OptionalText, AfterValidator(when_given(_account))] = argument(
        None,
        changes="A service account to impersonate, only for the state.",
        when_omitted="the deployer's own credentials",
    )

    def arguments(self, stack: str) -> dict[str, Any]:
        return given(
            bucket=self.bucket,
            prefix=join_prefix(self.prefix, stack),
            kms_encryption_key=self.kms_encryption_key,
            impersonate_service_account=self.impersonate_service_account,
        )
