"""ClickHouse Cloud: KMS key and endpoint."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import V8, setting
from ..fields.types import Flag, OptionalText, text_matching, when_given
from .types import REGION, AliasName, KeyPolicy

# https://docs.aws.amazon.com/vpc/latest/privatelink/create-endpoint-service.html; China has another prefix.
_service = text_matching(
    rf"(?:cn\.)?com\.amazonaws\.vpce\.{REGION}\.vpce-svc-[0-9a-f]{{17}}",
    'the name of an endpoint service, such as "com.amazonaws.vpce.eu-central-1.vpce-svc-0123456789abcdef0"',
)


class ClickHouseSettings(SettingsModel):
    """ClickHouse Cloud."""

    enable_clickhouse: Flag = setting(False, since=(V8,), changes="Whether to create a KMS key for ClickHouse Cloud.")
    kms_clickhouse_key_alias: AliasName = setting(
        None,
        since=(V8,),
        changes="The alias of that key, without alias/.",
        when_omitted="<namespace>-kms-clickhouse-alias",
    )
    kms_clickhouse_key_policy: KeyPolicy = setting(
        None,
        since=(V8,),
        changes="The whole policy of that key as JSON.",
        when_omitted="the account administers it, and ClickHouse Cloud uses it",
    )
    clickhouse_endpoint_service_id: Annotated[OptionalText, AfterValidator(when_given(_service))] = setting(
        None,
        since=(V8,),
        changes="The endpoint service of ClickHouse Cloud. The VPC gets an endpoint to it.",
        when_omitted="no endpoint is created",
    )
