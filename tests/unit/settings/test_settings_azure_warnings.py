"""The warnings of Azure settings, word by word."""

from __future__ import annotations

import re

import pytest

from tests.unit.settings.settings_cases import cases, label_of, settings_of

GROUP = "00000000-0000-0000-0000-000000000000"
# A file without warnings. A line of a case replaces the one of the same name.
QUIET = {
    "wandb_runtime": 'wandb_runtime = "container"',
    "backend": 'backend = { type = "gcs", bucket = "state" }',
    "create_redis": "create_redis = true",
    "allowed_ip_ranges": 'allowed_ip_ranges = ["203.0.113.0/24"]',
    "use_dns_resolver": "use_dns_resolver = true",
    "key_vault_administrator_object_ids": f'key_vault_administrator_object_ids = ["{GROUP}"]',
    "kubernetes_admin_group_object_ids": f'kubernetes_admin_group_object_ids = ["{GROUP}"]',
    "kubernetes_api_allowed_ip_ranges": 'kubernetes_api_allowed_ip_ranges = ["203.0.113.0/24"]',
}
WARNED = cases("azure/warned.txt")


def warnings_of(changes: str) -> list[str]:
    written = set(re.findall(r"^(\w+) =", changes, re.MULTILINE))
    kept = [line for name, line in QUIET.items() if name not in written]
    return list(settings_of("\n".join([*kept, changes]), "azure").warnings)


@pytest.mark.parametrize(("changes", "messages"), [case for case in WARNED if case[1]], ids=label_of)
def test_accepted_file_has_these_warnings(changes: str, messages: list[str]) -> None:
    assert warnings_of(changes) == messages


@pytest.mark.parametrize("changes", ["", *(changes for changes, messages in WARNED if not messages)], ids=label_of)
def test_accepted_file_has_no_warning(changes: str) -> None:
    assert warnings_of(changes) == []


def test_documented_lines_have_the_expected_warnings() -> None:
    warned = [warning.partition(":")[0] for warning in settings_of("# without: wandb_runtime", "azure").warnings]
    assert warned == [
        "backend",
        "allowed_ip_ranges",
        "storage_access",
        "key_vault_administrator_object_ids",
        "kubernetes_api_allowed_ip_ranges",
        "kubernetes_admin_group_object_ids",
        "wandb_runtime",
    ]


def test_operator_creates_redis_by_default() -> None:
    chart = 'wandb_runtime = "operator"\nwandb_chart_version = "0.44.0"\n# without: create_redis\n'
    kept = "\n".join(line for name, line in QUIET.items() if name not in ("create_redis", "wandb_runtime"))

    assert settings_of(kept + "\n" + chart, "azure").warnings == ()
    (warning,) = settings_of(kept + "\n" + chart + 'redis_kind = "cache"', "azure").warnings
    assert warning.startswith('redis_kind: is "cache", which Azure retires')
