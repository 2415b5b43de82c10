"""The file options of flow logs to S3 (`destination_options` of `aws_flow_log`), which moto drops.

Without them the provider reads back a different flow log and plans to replace it.
"""

from typing import Any

from moto.core.responses import ActionResult
from moto.ec2.responses.flow_logs import FlowLogs

from emulator.aws.moto_patches import part, wrap


@wrap(FlowLogs, "create_flow_logs")
def create_flow_logs(original: Any, self: FlowLogs) -> ActionResult:
    result: ActionResult = original(self)
    wanted = self._get_param("DestinationOptions")
    if wanted:
        options = {
            "FileFormat": wanted.get("FileFormat", "plain-text"),
            "HiveCompatiblePartitions": wanted.get("HiveCompatiblePartitions", False),
            "PerHourPartition": wanted.get("PerHourPartition", False),
        }
        for flow_log in self.ec2_backend.describe_flow_logs(part(result, "FlowLogIds")):
            vars(flow_log)["destination_options"] = options
    return result
