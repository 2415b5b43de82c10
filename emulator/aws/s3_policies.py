"""Bucket policy statements with conditions.

moto refuses a request when a statement's condition is *not* met, so a bucket whose policy denies only plain HTTP cannot
be written to at all. Here a statement with a condition never applies: the emulator represents an endpoint with TLS, and
it cannot evaluate other conditions.
"""

import json
from typing import Any

from moto.iam.access_control import IAMPolicy, PermissionResult
from moto.s3.models import FakeBucket

from emulator.aws.moto_patches import wrap


@wrap(FakeBucket, "get_permission")
def get_permission(_original: Any, self: FakeBucket, action: str, resource: str) -> PermissionResult:
    policy = json.loads(self.policy) if self.policy else {"Statement": []}
    statements = policy["Statement"] if isinstance(policy["Statement"], list) else [policy["Statement"]]
    unconditional = [statement for statement in statements if not statement.get("Condition")]
    return IAMPolicy(json.dumps({"Statement": unconditional})).is_action_permitted(action, resource)
