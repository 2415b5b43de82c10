"""The object store and its queue: a storage account made here, an existing container, or a bucket elsewhere."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import fail, to_secret
from ..fields.declaration import HEAD, OURS, V1, setting
from ..fields.types import (
    Flag,
    OptionalText,
    Secret,
    Text,
    TypeName,
    Whole,
    one_of,
    path_prefix,
    text_matching,
    when_given,
    whole_between,
)
from .types import PublicRanges, ResourceGroupName

# https://learn.microsoft.com/azure/azure-resource-manager/management/resource-name-rules#microsoftstorage
_account = text_matching(r"[a-z0-9]{3,24}", "3 to 24 lower-case letters and digits, the account's name alone")
_CONTAINER = re.compile(r"[a-z0-9](?:-?[a-z0-9]){2,62}")
_BUCKET = re.compile(r"(?:s3|gs|az|cw)://\S+")
# https://learn.microsoft.com/azure/storage/common/storage-redundancy
REPLICATION_TYPES = ("LRS", "ZRS", "GRS", "RAGRS", "GZRS", "RAGZRS")
ZONAL_REPLICATION = ("ZRS", "GZRS", "RAGZRS")
PAIRED_REPLICATION = ("GRS", "RAGRS", "GZRS", "RAGZRS")
# azurerm_storage_account, blob_properties.delete_retention_policy.
SOFT_DELETE_DAYS = (1, 365)


def container(value: str) -> str:
    """The name of a blob container."""
    if "/" in value or ":" in value:
        fail(f"{show(value)} is not the name of a container; write the name alone, without account and path")
    if not _CONTAINER.fullmatch(value):
        fail(f"{show(value)} is not the name of a container; write 3 to 63 lower-case letters, digits, inner hyphens")
    return value


def _bucket_address(value: Any) -> bool:
    """A bucket with its credentials, of which settings keep only that it was given."""
    if isinstance(value, Mapping):
        fail('is an object; write one text in quotes, such as "s3://<key>:<secret>@<host>/<bucket>?region=<region>"')
    if value is None or value == "":
        return False
    if not isinstance(value, str) or not _BUCKET.fullmatch(value):
        fail('is not the address of a bucket; write one such as "s3://<key>:<secret>@<host>/<bucket>?region=<region>"')
    return to_secret(value)


BucketAddress = Annotated[bool, BeforeValidator(_bucket_address), TypeName("string, secret")]


class StorageSettings(SettingsModel):
    """Account, container, queue, and how the server gets in."""

    blob_container: Annotated[OptionalText, AfterValidator(when_given(container))] = setting(
        None,
        changes="An existing container to keep files in, of storage_account.",
        when_omitted="a storage account with a container is made",
    )
    storage_account: Annotated[OptionalText, AfterValidator(when_given(_account))] = setting(
        None,
        changes="The account of that container.",
    )
    storage_account_resource_group: ResourceGroupName = setting(
        None,
        since=(OURS,),
        changes="The group of that account, if it is in this subscription: the server's identity gets its roles there.",
        when_omitted="you give the identity its roles, or the server a storage_key",
    )
    storage_key: Secret = setting(
        False,
        changes="An access key of that account.",
        note="Without it the server's identity is used. Reaches Terraform by --var-file or TF_VAR_storage_key.",
    )
    external_bucket: BucketAddress = setting(
        False,
        changes="A bucket outside of Azure as the server's own address of it, with credentials.",
        note="Text, as in v1.7.1; a secret, as it holds one. HEAD's object is refused.",
    )
    external_bucket_region: Annotated[
        OptionalText, AfterValidator(when_given(text_matching(r"[a-z0-9-]{2,40}", 'a region such as "us-east-1"')))
    ] = setting(
        None,
        since=(V1,),
        changes="The region of that bucket.",
    )
    bucket_path: Annotated[OptionalText, AfterValidator(when_given(path_prefix))] = setting(
        None,
        since=(HEAD,),
        changes="The path in the container under which the server keeps its files.",
    )
    use_internal_queue: Flag = setting(
        True,
        changes="Whether the server queues file events itself; false makes a storage queue that Event Grid fills.",
        note="True by default, and false reaches the server; the official module tells it internal:// in any case. "
        "Back to true goes with deletion_protection = false alone.",
    )
    storage_access: Annotated[Text, AfterValidator(one_of("identity", "key"))] = setting(
        "identity",
        since=(OURS,),
        changes="How the server gets into the account made here: by its identity, or by an access key; from one to the "
        "other goes with deletion_protection = false alone.",
    )
    storage_replication_type: Annotated[OptionalText, AfterValidator(when_given(one_of(*REPLICATION_TYPES)))] = setting(
        None,
        since=(OURS,),
        changes="Where Azure keeps the copies of what is stored.",
        when_omitted="ZRS, or LRS in a region without zones",
        note="From one with zones (ZRS, GZRS, RAGZRS) to one without, or back, is a new, empty account: let Azure "
        "convert the account first.",
    )
    storage_soft_delete_days: Annotated[Whole, AfterValidator(whole_between(*SOFT_DELETE_DAYS, unit="days"))] = setting(
        30,
        since=(OURS,),
        changes="How many days deleted files and containers can be brought back.",
    )
    storage_private_endpoint: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the account has a private address in the network, where its name then leads inside of it.",
    )
    storage_allowed_ip_ranges: PublicRanges = setting(
        (),
        since=(OURS,),
        changes="The public ranges that may reach the account beside the cluster: browsers and SDKs fetch files there.",
        when_omitted="every address may, with a key or signature",
    )
