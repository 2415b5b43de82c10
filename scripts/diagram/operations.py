"""The parts of an overview that run it: alarms and who receives them, and backups."""

from __future__ import annotations

from collections.abc import Iterator

from scripts.diagram.drawing import Edge, Node
from scripts.diagram.facts import Facts, shortened

Drawn = Node | Edge
_ALARMS = ("aws_cloudwatch_metric_alarm", "aws_cloudwatch_composite_alarm")
_ALERTS = (
    "azurerm_monitor_metric_alert",
    "azurerm_monitor_scheduled_query_rules_alert_v2",
    "azurerm_monitor_activity_log_alert",
)


def aws_operations(facts: Facts) -> Iterator[Drawn]:
    """Alarms, topics, receivers and the backup vault on AWS."""
    for topic, each in facts.of("aws_sns_topic").items():
        key = "customer-managed key" if each.get("kms_master_key_id") else "none"
        yield Node(topic, "SNS topic", (each["name"], f"at rest: {key}"))
        for subscription in facts.of("aws_sns_topic_subscription").values():
            if facts.reference(subscription["topic_arn"]) == topic:
                yield Node("receivers", "Receivers", ("of alarms",), "outside")
                protocol = subscription["protocol"]
                yield Edge(topic, "receivers", protocol, "tls" if protocol == "https" else "any")
        # An alarm names the topic by its policy, so that the policy exists first; `references` follows it to the topic.
        alarms = [one for one in facts.of(*_ALARMS).values() if topic in facts.references(one["alarm_actions"])]
        if alarms:
            yield Node("alarms", "CloudWatch", ("alarms",), "compute")
            yield Edge("alarms", topic, f"{len(alarms)} alarms", "tls")
        for event in facts.of("aws_db_event_subscription").values():
            if topic in facts.references(event["sns_topic"]):
                for source in facts.references(event.get("source_ids"), "aws_rds_cluster"):
                    yield Edge(source, topic, "events", "tls")
        for target in facts.of("aws_cloudwatch_event_target").values():
            if topic in facts.references(target["arn"]):
                yield Node("events", "EventBridge", ("events of the key",), "compute")
                yield Edge("events", topic, "events", "tls")
    for vault, each in facts.of("aws_backup_vault").items():
        locked = ("locked",) if facts.of("aws_backup_vault_lock_configuration") else ()
        encryption = ("at rest: customer-managed key",) if each.get("kms_key_arn") else ()
        yield Node(vault, "AWS Backup vault", (*locked, *encryption))
        for selection in facts.of("aws_backup_selection").values():
            for source in facts.references(selection["resources"], "aws_rds_cluster", "aws_s3_bucket"):
                yield Edge(source, vault, "backups", "tls")


def azure_operations(facts: Facts) -> Iterator[Drawn]:
    """Alert rules, action groups, receivers and the backup vault on Azure."""
    for group, each in facts.of("azurerm_monitor_action_group").items():
        receivers = [
            name.removesuffix("_receiver") for name, found in each.items() if name.endswith("_receiver") and found
        ]
        yield Node(group, "Action group", shortened([each["name"]]), "compute")
        rules = [rule for rule in facts.of(*_ALERTS).values() if group in facts.references(rule.get("action"))]
        if rules:
            yield Node("alerts", "Azure Monitor", ("alert rules",), "compute")
            yield Edge("alerts", group, f"{len(rules)} alert rules", "tls")
        for protocol in receivers:
            yield Node("receivers", "Receivers", ("of alerts",), "outside")
            yield Edge(group, "receivers", protocol, "tls" if protocol == "webhook" else "any")
    for vault in facts.of("azurerm_data_protection_backup_vault"):
        yield Node(vault, "Backup vault", ("Azure Backup",))
        for instance in facts.of("azurerm_data_protection_backup_instance_blob_storage").values():
            if vault in facts.references(instance["vault_id"]):
                for account in facts.references(instance["storage_account_id"], "azurerm_storage_account"):
                    yield Edge(account, vault, "backups of blobs", "tls")
