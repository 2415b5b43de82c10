"""Subscribers, changes and tags of budgets, which moto lacks.

https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_Operations_AWS_Budgets.html
"""

import json
from typing import Any

from moto.budgets.models import Budget
from moto.budgets.responses import BudgetsResponse

from emulator.aws.moto_patches import add, wrap

_tags: dict[str, dict[str, str]] = {}


@wrap(BudgetsResponse, "create_budget")
def create_budget(original: Any, self: BudgetsResponse) -> str:
    answer: str = original(self)
    name = self._get_param("Budget")["BudgetName"]
    _tags[name] = {each["Key"]: each["Value"] for each in self._get_param("ResourceTags") or []}
    return answer


@add(BudgetsResponse)
def update_budget(self: BudgetsResponse) -> str:
    wanted = self._get_param("NewBudget")
    _budget(self, wanted["BudgetName"]).budget.update(wanted)
    return json.dumps({})


@add(BudgetsResponse)
def describe_subscribers_for_notification(self: BudgetsResponse) -> str:
    wanted = self._get_param("Notification")
    notifications = _budget(self, self._get_param("BudgetName")).notifications
    found = [each.subscribers for each in notifications if _same(each.details, wanted)]
    return json.dumps({"Subscribers": found[0] if found else []})


@add(BudgetsResponse)
def list_tags_for_resource(self: BudgetsResponse) -> str:
    tags = _tags.get(_name(self), {})
    return json.dumps({"ResourceTags": [{"Key": key, "Value": value} for key, value in tags.items()]})


@add(BudgetsResponse)
def tag_resource(self: BudgetsResponse) -> str:
    _tags.setdefault(_name(self), {}).update({each["Key"]: each["Value"] for each in self._get_param("ResourceTags")})
    return json.dumps({})


@add(BudgetsResponse)
def untag_resource(self: BudgetsResponse) -> str:
    for key in self._get_param("ResourceTagKeys"):
        _tags.get(_name(self), {}).pop(key, None)
    return json.dumps({})


def _name(response: BudgetsResponse) -> str:
    return str(response._get_param("ResourceARN")).rpartition("/")[2]


def _budget(response: BudgetsResponse, name: str) -> Budget:
    account_id = response._get_param("AccountId")
    response.backend.describe_budget(account_id=account_id, budget_name=name)
    return response.backend.budgets[account_id][name]


def _same(details: dict[str, Any], wanted: dict[str, Any]) -> bool:
    keys = ("NotificationType", "ComparisonOperator", "Threshold", "ThresholdType")
    return all(details.get(key) == wanted.get(key) for key in keys)
