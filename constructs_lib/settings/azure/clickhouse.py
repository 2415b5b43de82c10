"""ClickHouse Cloud: its private endpoint."""

from __future__ import annotations

from typing import Annotated

from pydantic import AfterValidator

from ..base import SettingsModel
from ..fields.declaration import HEAD, setting
from ..fields.types import OptionalText, text_matching, when_given
from .regions import location
from .types import GUID

# https://learn.microsoft.com/azure/private-link/private-link-service-overview#alias: prefix, GUID, region, suffix.
_alias = text_matching(
    rf"[A-Za-z0-9-]{{1,80}}\.{GUID}\.[a-z0-9]+\.azure\.privatelinkservice",
    "the alias of a private link service, such as "
    '"production-westeurope-0-0.00000000-0000-0000-0000-000000000000.westeurope.azure.privatelinkservice"',
)


class ClickHouseSettings(SettingsModel):
    """ClickHouse Cloud."""

    clickhouse_private_endpoint_service_name: Annotated[OptionalText, AfterValidator(when_given(_alias))] = setting(
        None,
        since=(HEAD,),
        changes="The Private Link alias of ClickHouse Cloud. The network gets an endpoint to it.",
        when_omitted="no endpoint is created",
    )
    clickhouse_region: Annotated[OptionalText, AfterValidator(when_given(location))] = setting(
        None,
        since=(HEAD,),
        changes="The region of ClickHouse Cloud, which is part of the name of its private DNS zone.",
    )
