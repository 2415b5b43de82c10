"""docs/alarms.md has a section for every alarm, and no other; every resource with logs is logged."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.azure.diagnostics import LOGGED
from constructs_lib.settings.aws.alarms import THRESHOLDS as AWS_THRESHOLDS
from constructs_lib.settings.azure.alarms import THRESHOLDS as AZURE_THRESHOLDS
from tests.unit.docs.pages import REPOSITORY

PAGE = (REPOSITORY / "docs" / "alarms.md").read_text(encoding="utf-8")
SECTIONS = set(re.findall(r"^### (.+)$", PAGE, re.MULTILINE))
# Alarms without a description or threshold: events of the database, and budgets.
EVENTS = {"database-failover", "monthly"}
SNAPSHOTS = REPOSITORY / "tests" / "snapshots"
# Types of resources that have no logs, or whose logs another resource has.
WITHOUT_LOGS = re.compile(
    r"azurerm_(application_insights|consumption|dns|eventgrid_system_topic_event|federated|key_vault_|kubernetes_cluster_node_pool|log_analytics|"
    r"management_lock|monitor|mysql_flexible_(database|server_)|network_security_rule|private|resource_group|role|"
    r"storage_(container|queue|management)|subnet|user_assigned|web_application|data_protection)"
)


def alarmed(cloud: str) -> dict[str, Any]:
    path: Path = SNAPSHOTS / cloud / "everything.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))["resource"]
    return found


def described(resources: dict[str, Any]) -> Iterator[str]:
    for type_, named in resources.items():
        for each in named.values():
            text = f"{each.get('alarm_description', '')} {each.get('description', '')}"
            yield from re.findall(r"docs/alarms\.md#([\w-]+)", text)
            assert type_ not in ("aws_cloudwatch_metric_alarm", "azurerm_monitor_metric_alert") or "#" in text


def test_page_has_a_section_for_every_alarm() -> None:
    alarms = {*described(alarmed("aws")), *described(alarmed("azure"))}
    thresholds = {name.replace("_", "-") for name in (*AWS_THRESHOLDS, *AZURE_THRESHOLDS)}

    assert alarms | thresholds | EVENTS == SECTIONS


@pytest.mark.parametrize(("cloud", "thresholds"), [("aws", AWS_THRESHOLDS), ("azure", AZURE_THRESHOLDS)])
def test_everything_raises_an_alarm_for_every_threshold(cloud: str, thresholds: dict[str, Any]) -> None:
    assert {name.replace("_", "-") for name in thresholds} <= set(described(alarmed(cloud)))


def test_every_type_of_azure_resource_has_logs_or_none() -> None:
    types = {
        type_ for path in (SNAPSHOTS / "azure").glob("*.json") for type_ in json.loads(path.read_text())["resource"]
    }
    own = {type_ for type_ in types if type_.startswith("azurerm_")}

    assert {type_ for type_ in own if not WITHOUT_LOGS.match(type_)} == set(LOGGED)
