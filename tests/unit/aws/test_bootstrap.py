import base64
import json
from email import message_from_string
from email.message import Message

import pytest

from constructs_lib.aws.bootstrap import SystemReserved, node_user_data


def _parts(user_data: str | None) -> list[Message]:
    assert user_data is not None
    message = message_from_string(base64.b64decode(user_data, validate=True).decode())
    assert message.get_content_type() == "multipart/mixed"
    return message.get_payload()  # type: ignore[return-value]


def _node_config(user_data: str | None) -> dict[str, object]:
    [part] = _parts(user_data)
    config: dict[str, object] = json.loads(part.get_payload())
    return config


def test_nothing_to_set_is_no_user_data() -> None:
    assert node_user_data(SystemReserved()) is None


def test_every_quantity_carries_its_unit() -> None:
    reserved = SystemReserved(cpu_millicores=70, memory_mebibytes=100, ephemeral_storage_mebibytes=750, process_ids=500)

    assert _node_config(node_user_data(reserved)) == {
        "apiVersion": "node.eks.aws/v1alpha1",
        "kind": "NodeConfig",
        "spec": {
            "kubelet": {
                "config": {
                    "systemReserved": {"cpu": "70m", "memory": "100Mi", "ephemeral-storage": "750Mi", "pid": "500"}
                }
            }
        },
    }


def test_one_part_is_a_node_configuration() -> None:
    [part] = _parts(node_user_data(SystemReserved(cpu_millicores=70)))

    assert part.get_content_type() == "application/node.eks.aws"
    assert not part.defects


@pytest.mark.parametrize(
    ("reserved", "quantities"),
    [
        (SystemReserved(cpu_millicores=1), {"cpu": "1m"}),
        (SystemReserved(memory_mebibytes=2), {"memory": "2Mi"}),
        (SystemReserved(ephemeral_storage_mebibytes=3), {"ephemeral-storage": "3Mi"}),
        (SystemReserved(process_ids=4), {"pid": "4"}),
    ],
    ids=["cpu", "memory", "ephemeral storage", "process ids"],
)
def test_unset_values_keep_the_kubelet_default(reserved: SystemReserved, quantities: dict[str, str]) -> None:
    spec = _node_config(node_user_data(reserved))["spec"]

    assert spec == {"kubelet": {"config": {"systemReserved": quantities}}}


def test_zero_is_a_value_and_not_an_omission() -> None:
    spec = _node_config(node_user_data(SystemReserved(cpu_millicores=0)))["spec"]

    assert spec == {"kubelet": {"config": {"systemReserved": {"cpu": "0m"}}}}
