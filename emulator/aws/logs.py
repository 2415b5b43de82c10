"""Changes of the KMS key of CloudWatch log groups, which moto can only set at creation."""

from moto.logs.exceptions import ResourceNotFoundException
from moto.logs.models import LogGroup
from moto.logs.responses import LogsResponse

from emulator.aws.moto_patches import add


@add(LogsResponse)
def associate_kms_key(self: LogsResponse) -> str:
    _group(self).kms_key_id = self._get_param("kmsKeyId")
    return ""


@add(LogsResponse)
def disassociate_kms_key(self: LogsResponse) -> str:
    _group(self).kms_key_id = None
    return ""


def _group(response: LogsResponse) -> LogGroup:
    groups: dict[str, LogGroup] = response.logs_backend.groups
    name = response._get_param("logGroupName")
    if name not in groups:
        raise ResourceNotFoundException
    return groups[name]
