"""The rotation period of KMS keys (`rotation_period_in_days`), which moto does not store.

The provider would read zero and plan to set it again in every run.
"""

import json
from typing import Any
from weakref import WeakKeyDictionary

from moto.kms.models import Key
from moto.kms.responses import KmsResponse

from emulator.aws.moto_patches import wrap

_ONE_YEAR = 365  # Days; the default of KMS.
_periods: WeakKeyDictionary[Key, int] = WeakKeyDictionary()


@wrap(KmsResponse, "enable_key_rotation")
def enable_key_rotation(original: Any, self: KmsResponse) -> str:
    answer: str = original(self)
    _periods[_key_of(self)] = int(self._get_param("RotationPeriodInDays") or _ONE_YEAR)
    return answer


@wrap(KmsResponse, "get_key_rotation_status")
def get_key_rotation_status(original: Any, self: KmsResponse) -> str:
    status: dict[str, Any] = json.loads(original(self))
    if status["KeyRotationEnabled"]:
        status["RotationPeriodInDays"] = _periods.get(_key_of(self), _ONE_YEAR)
    return json.dumps(status)


def _key_of(response: KmsResponse) -> Key:
    backend = response.kms_backend
    return backend.keys[backend.get_key_id(response._get_param("KeyId"))]
