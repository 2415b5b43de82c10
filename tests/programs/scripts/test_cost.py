"""`make cost`, its list of prices, and the page about sizes."""

import json
import os
import re
from pathlib import Path

import pytest

from constructs_lib.settings.kubernetes.component_sizes import pods_of, total
from scripts import sizes
from scripts.cost.__main__ import main, report
from scripts.cost.parts import BY_USE, parts_of
from scripts.cost.prices import FILE, price_of, prices
from scripts.preflight.stacks import Stack
from tests.deployments import values_of, write_file
from tests.pictures import SNAPSHOTS
from tests.unit.docs.pages import REPOSITORY, blocks

# Resources that cost nothing by themselves, or whose price is part of another resource.
FREE = re.compile(
    r"terraform_data|time_sleep|kubernetes_\w+|helm_release|aws_(acm_\w+|autoscaling_attachment|db_\w+_group"
    r"|backup_plan|backup_selection|backup_vault_lock_configuration|budgets_budget|cloudwatch_event_\w+"
    r"|db_event_subscription|sns_topic_\w+"
    r"|default_security_group|ec2_tag|eks_access_\w+|eks_addon|elasticache_subnet_group|iam_\w+|internet_gateway"
    r"|kms_alias|launch_template|lb_\w+|rds_cluster_parameter_group|route53_record|route_table\w*|s3_bucket_\w+"
    r"|secretsmanager_secret_version|security_group|sqs_queue_policy|subnet|vpc|vpc_endpoint_service"
    r"|vpc_security_group_\w+)"
    r"|azurerm_(dns_\w+|federated_identity_credential|key_vault_\w+|management_lock|mysql_flexible_database"
    r"|mysql_flexible_server_configuration|network_\w+|private_dns_\w+|resource_group|role_assignment|storage_\w+"
    r"|subnet\w*|user_assigned_identity|virtual_network|eventgrid_system_topic_event_subscription"
    r"|web_application_firewall_policy|application_insights_workbook|consumption_budget_resource_group"
    r"|data_protection_backup_(instance|policy)_\w+|monitor_activity_log_alert|monitor_diagnostic_setting)"
)


def stacks(cloud: str) -> list[Stack]:
    return [Stack(file.stem, json.loads(file.read_text())) for file in sorted((SNAPSHOTS / cloud).glob("*.json"))]


@pytest.mark.parametrize("cloud", ["aws", "azure"])
def test_every_resource_is_priced_or_billed_by_use_or_free(cloud: str) -> None:
    for stack in stacks(cloud):
        for type_, found in stack.configuration.get("resource", {}).items():
            alone = Stack(stack.name, {"resource": {type_: found, "aws_launch_template": launch_templates(stack)}})
            billed = [part for part in parts_of(alone) if part.quantity]
            assert billed or type_ in BY_USE or FREE.fullmatch(type_), f"{stack.name}: {type_}"


def launch_templates(stack: Stack) -> object:
    return stack.configuration["resource"].get("aws_launch_template", {})


def test_prices_have_one_region_once_and_a_source() -> None:
    assert len({(price.item, price.region) for price in prices()}) == len(prices())
    for price in prices():
        assert price.usd > 0 and price.unit in {"hour", "month", "GB-month"}
        assert re.fullmatch(r"20\d\d-\d\d-\d\d", price.date) and price.source.startswith("https://")
    assert FILE.read_text().count("\n") == len(prices()) + 2, "one line per price"


def test_price_of_another_region_is_used_and_missing_ones_are_none() -> None:
    assert price_of("Standard_E8s_v5", "westeurope").usd == 0.608
    assert price_of("r6i.2xlarge", "eu-central-1").region == "us-east-1"
    assert price_of("r6i.2xlarge", "us-east-1").monthly == pytest.approx(0.504 * 730)
    assert price_of("gold", "us-east-1") is None


@pytest.mark.parametrize(
    ("gigabytes", "item"), [(30, "P4 disk"), (64, "P6 disk"), (65, "P10 disk"), (2048, "P40 disk")]
)
def test_disk_on_azure_is_billed_by_its_size(gigabytes: int, item: str) -> None:
    pool = {"vm_size": "Standard_E8s_v5", "min_count": 2, "os_disk_size_gb": gigabytes}
    cluster = {"azurerm_kubernetes_cluster": {"cluster": {"default_node_pool": [pool]}}}
    assert [part.item for part in parts_of(Stack("x", {"resource": cluster})) if "disk" in part.item] == [item]


def test_report_counts_adds_and_names_what_has_no_price() -> None:
    group = {"launch_template": {}, "instance_types": ["r6i.2xlarge"], "scaling_config": {"desired_size": 3}}
    cache = {"node_type": "cache.x9.large", "num_cache_clusters": 2}
    spot = {**group, "capacity_type": "SPOT"}
    resources = {
        "aws_eks_node_group": {"nodes": group, "nodes_training": spot},
        "aws_elasticache_replication_group": {"cache": cache},
        "aws_nat_gateway": {"one": {}, "two": {}},
    }
    lines = list(report("aws-x", [Stack("aws-x", {"resource": resources})], "us-east-1"))
    assert lines == [
        "aws-x in us-east-1: USD per month of 730 hours, list prices without taxes and discounts",
        "  r6i.2xlarge                         3    1103.76",
        "  NAT gateway                         2      65.70",
        "  r6i.2xlarge spot                    3          ?  (no price in the list)",
        "  cache.x9.large                      2          ?  (no price in the list)",
        "  together                                 1169.46, without the parts that have no price",
        "  billed by use, not included: nodes that the cluster autoscaler adds; NAT gateways: GB",
        "  dates of the prices: 2024-07-01 to 2026-07-20; scripts/cost/prices.json has their sources",
    ]


def test_report_says_that_prices_are_those_of_another_region() -> None:
    stack = Stack("aws-x", {"resource": {"aws_nat_gateway": {"one": {}}}})
    _, *rest = report("aws-x", [stack], "eu-central-1")
    assert rest[:2] == [
        "  prices of us-east-1, not of eu-central-1, where the lines say so; they often differ by 10 to 25%",
        "  NAT gateway                         1      32.85  (price of us-east-1)",
    ]
    assert "not of" not in "\n".join(report("aws-x", [stack], "us-east-1"))


@pytest.mark.parametrize(
    ("region", "stack", "regions"),
    [
        ("mars", "aws-*", "us-east-1"),
        ("eastus", "aws-*", "us-east-1"),
        ("us-east-1", "azure-*", "eastus, germanywestcentral, westeurope, westus"),
        ("", "aws-*", "us-east-1"),
    ],
)
def test_region_without_prices_is_refused_in_one_line(
    region: str, stack: str, regions: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([stack, "--region", region]) == 1
    output = capsys.readouterr()
    assert output.out == ""
    assert output.err == f"--region: {region!r} has no prices in the list; must be one of {regions}\n"


def test_example_of_the_page_is_what_make_cost_prints(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["aws-wandb*", "--list"]) == 0
    [block] = [block for block in blocks(REPOSITORY / "docs" / "costs.md") if block.language == "text"]
    assert capsys.readouterr().out == block.text


@pytest.mark.parametrize(
    ("cloud", "changes", "line"),
    [
        ("aws", {"size": "medium"}, '  size "medium" needs 5 nodes of r6i.4xlarge, 2 are counted; see docs/sizes.md'),
        (
            "azure",
            {"size": "medium"},
            '  size "medium" needs 5 nodes of Standard_E16s_v5, 2 are counted; see docs/sizes.md',
        ),
        ("aws", {"size": "small"}, None),
        ("aws", {"size": "medium", "wandb_runtime": "container"}, None),
    ],
)
def test_nodes_that_the_application_needs_are_named(
    cloud: str,
    changes: dict[str, str],
    line: str | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    file = tmp_path / "deployments" / cloud / "one.tfvars.json"
    write_file(file, {**values_of("recommended", cloud), "wandb_runtime": "operator", **changes})
    monkeypatch.chdir(tmp_path)
    assert main(["--list"]) == 0
    assert [each for each in capsys.readouterr().out.splitlines() if "are counted" in each] == ([line] if line else [])


def test_infracost_runs_where_it_is_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    program = tmp_path / "infracost"
    program.write_text('#!/bin/sh\nls "$3"; basename "$3"\nexit 3\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    assert main(["azure-wandb*"]) == 3
    output = capfd.readouterr().out
    assert "cdk.tf.json" in output and "azure-wandb\n" in output and "azure-wandb-app\n" in output


def test_page_about_sizes_is_generated_from_the_settings() -> None:
    page = (REPOSITORY / "docs" / "sizes.md").read_text(encoding="utf-8")
    assert page == sizes.rendered(), "python -m scripts.sizes > docs/sizes.md"
    requested = total(pods_of("small"))
    assert f"| {requested.cpus:g} CPUs, {requested.memory:g} GiB |" in page
