"""Object store and queue: a new storage account, an existing container, or an external bucket."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator

from constructs_lib.value_text import show

from ..base import SettingsModel
from ..fields.conversion import GIVEN, fail, to_secret
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
_account = text_matching(r"[a-z0-9]{3,24}", "3 to 24 lower-case letters and digits, only the name of the account")
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
        fail(f"{show(value)} is not the name of a container; write only the name, without account and path")
    if not _CONTAINER.fullmatch(value):
        fail(f"{show(value)} is not the name of a container; write 3 to 63 lower-case letters, digits, inner hyphens")
    return value


def _bucket_address(value: Any) -> bool:
    """The address of an external bucket, with credentials; settings store only that it is given."""
    if isinstance(value, Mapping):
        fail('is an object; write one string in quotes, such as "s3://<key>:<secret>@<host>/<bucket>?region=<region>"')
    if value in (None, "", GIVEN):
        return to_secret(value)
    if not isinstance(value, str) or not _BUCKET.fullmatch(value):
        fail('is not the address of a bucket; write one such as "s3://<key>:<secret>@<host>/<bucket>?region=<region>"')
    return to_secret(value)


BucketAddress = Annotated[bool, BeforeValidator(_bucket_address), TypeName("string, secret")]


class StorageSettings(SettingsModel):
    """Storage account, container, queue and access."""

    blob_container: Annotated[OptionalText, AfterValidator(when_given(container))] = setting(
        None,
        changes="An existing container of storage_account for the server's files.",
        when_omitted="a storage account with a container is created",
    )
    storage_account: Annotated[OptionalText, AfterValidator(when_given(_account))] = setting(
        None,
        changes="The storage account of blob_container.",
    )
    storage_account_resource_group: ResourceGroupName = setting(
        None,
        since=(OURS,),
        changes="The resource group of storage_account, if it is in this subscription: the server's identity gets its "
        "role assignments there.",
        when_omitted="you create the role assignments, or set storage_key",
    )
    storage_key: Secret = setting(
        False,
        changes="An access key of storage_account.",
        note="Without it, the server uses its managed identity. Reaches Terraform by --var-file or TF_VAR_storage_key.",
    )
    external_bucket: BucketAddress = setting(
        False,
        changes="A bucket outside Azure, as the address in the server's format, with credentials.",
        note="Text, as in v1.7.1, and secret, because it contains credentials. HEAD's object is refused.",
    )
    external_bucket_region: Annotated[
        OptionalText, AfterValidator(when_given(text_matching(r"[a-z0-9-]{2,40}", 'a region such as "us-east-1"')))
    ] = setting(
        None,
        since=(V1,),
        changes="The region of external_bucket.",
    )
    bucket_path: Annotated[OptionalText, AfterValidator(when_given(path_prefix))] = setting(
        None,
        since=(HEAD,),
        changes="The path of the server's files in the container.",
    )
    use_internal_queue: Flag = setting(
        True,
        changes="Whether the server queues file events itself; false creates a storage queue that Event Grid writes "
        "to.",
        note="True by default, and false takes effect; the official module always sets internal://. "
        "To switch back to true, first set deletion_protection = false.",
    )
    storage_access: Annotated[Text, AfterValidator(one_of("identity", "key"))] = setting(
        "identity",
        since=(OURS,),
        changes="How the server accesses the storage account that is created: by its identity, or by an access key. To "
        "switch, first set deletion_protection = false. With the operator, identity requires wandb_chart_version "
        "0.44.0 or later.",
        when_omitted="identity; key with the operator and a chart before 0.44.0",
    )
    storage_replication_type: Annotated[OptionalText, AfterValidator(when_given(one_of(*REPLICATION_TYPES)))] = setting(
        None,
        since=(OURS,),
        changes="The replication of the storage account.",
        when_omitted="ZRS, or LRS in a region without zones",
        note="A change between zone-redundant (ZRS, GZRS, RAGZRS) and other values replaces the account by an empty "
        "one: let Azure convert the account first.",
    )
    storage_soft_delete_days: Annotated[Whole, AfterValidator(whole_between(*SOFT_DELETE_DAYS, unit="days"))] = setting(
        30,
        since=(OURS,),
        changes="How many days deleted files and containers can be restored.",
    )
    storage_private_endpoint: Flag = setting(
        False,
        since=(OURS,),
        changes="Whether the storage account has a private endpoint in the network; inside it, its host name "
        "resolves to the private address.",
    )
    storage_allowed_ip_ranges: PublicRanges = setting(
        (),
        since=(OURS,),
        changes="The public ranges that may reach the account in addition to the cluster: browsers and SDKs fetch "
        "files there.",
        when_omitted="every address, with a key or signature",
    )
