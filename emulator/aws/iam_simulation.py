"""SimulatePrincipalPolicy, which moto lacks: the policies of a user or role, its permissions boundary not included.

Credentials that belong to no user may do everything, as in the rest of this emulator.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.iam.exceptions import IAMException
from moto.iam.models import IAMBackend
from moto.iam.responses import IamResponse

from emulator.aws.moto_patches import add


@add(IamResponse)
def simulate_principal_policy(self: IamResponse) -> ActionResult:
    policies = _policies(self.backend, str(self._get_param("PolicySourceArn")))
    resources = self._get_param("ResourceArns") or ["*"]
    entries = self._get_param("ContextEntries") or []
    context = {each["ContextKeyName"]: str(each["ContextKeyValues"][0]) for each in entries}
    results = [
        {
            "EvalActionName": action,
            "EvalResourceName": resource,
            "EvalDecision": _decision(policies, action, resource, context),
        }
        for action in self._get_param("ActionNames")
        for resource in resources
    ]
    return ActionResult({"EvaluationResults": results, "IsTruncated": False})


def _policies(backend: IAMBackend, arn: str) -> list[Any] | None:
    """The policies of a user or role; None for credentials that belong to neither."""
    kind, _, name = arn.rpartition(":")[2].partition("/")
    name = name.rpartition("/")[2]
    try:
        if kind == "role":
            role = backend.get_role(name)
            inline = [{"policy_document": role.policies[each]} for each in role.policies]
            return [*inline, *role.managed_policies.values()]
        inline = [backend.get_user_policy(name, each) for each in backend.list_user_policies(name)]
        return [*inline, *backend.list_attached_user_policies(name)[0]]
    except IAMException:
        return None


def _decision(policies: list[Any] | None, action: str, resource: str, context: dict[str, str]) -> str:
    if policies is None:
        return "allowed"
    results = [IAMPolicy(each).is_action_permitted(action, resource, None, context) for each in policies]
    if PermissionResult.DENIED in results:
        return "explicitDeny"
    return "allowed" if PermissionResult.PERMITTED in results else "implicitDeny"
