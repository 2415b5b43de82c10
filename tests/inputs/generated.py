"""Generated deployment files and the result of loading them."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

from constructs_lib.deployments import Deployment, SettingsError, load_deployments
from constructs_lib.settings.backends.choice import MODELS as BACKENDS
from constructs_lib.settings.clouds import model_of
from tests.unit.deployment_file.both_readers import is_read_alike
from tests.unit.settings.settings_cases import CLOUDS, HERE, file_with

LOADED = settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
NAMES = {
    cloud: [*model_of(cloud).model_fields, *(refusal.name for refusal in model_of(cloud).refusals)] for cloud in CLOUDS
}
PIECES = (
    *(" = ", "\n", '"', "[", "]", "{", "}", "(", ")", ",", ":", "#", "//", "/*", "*/", "<<EOT\n", "<<-E\n", "\nEOT\n"),
    *("${", "$${", "%{", "\\", "\\u00", "null", "true", "false", "1", "-", "1e9", ".", "var.x", "for", "if", "?", "é"),
    *("namespace", "license", "size", "default_tags", "10.0.0.0/8", "arn:aws:kms:", "\r\n", "\x00", "\t", "==", "=>"),
)
SCALARS = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=8,
)
PLAUSIBLE = st.sampled_from(
    [
        *("0.0.0.0/0", "10.0.0.0/33", "::/0", "vpc-01234567", "subnet-00000001", "arn:aws:iam::123456789012:role/x"),
        *("db.r6g.large", "m7g.large", "1.35", "8.0.mysql_aurora.3.10.3", "02:00-03:00", "mon:00:00-mon:01:00"),
        *(
            "wandb",
            "example.com",
            "{}",
            '{"Statement": [{"Effect": "Allow"}]}',
            "123456789012",
            "system:masters",
            "{{SessionName}}",
        ),
        *("westeurope", "Balanced_B5", "Standard_E8s_v5", "MO_Standard_E2ds_v4", "8.4", "westus", "192.0.2.7"),
        *("/subscriptions/x/resourceGroups/y", "@", "/", "//", "."),
    ]
)
OBJECTS = st.fixed_dictionaries(
    {"type": st.sampled_from([*BACKENDS])},
    optional={
        name: SCALARS | PLAUSIBLE
        for name in ("bucket", "region", "prefix", "conn_str", "address", "organization", "key", "password", "lock")
    },
)
GOOD = {cloud: [file_with("", cloud).encode(), (HERE / cloud / "everything.tfvars").read_bytes()] for cloud in CLOUDS}


@contextmanager
def written(content: bytes, *, cloud: str, ending: str = ".tfvars") -> Iterator[Path]:
    """A deployment file with this content, in its own folder."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, cloud, f"any{ending}")
        path.parent.mkdir()
        path.write_bytes(content)
        if ending == ".tfvars":
            # Every generated file is read by both readers, which have to agree.
            is_read_alike(content.decode("utf-8-sig", errors="replace"))
        yield path


def messages_of(path: Path) -> tuple[Deployment | None, str]:
    """The deployment and an empty string, or None and the problems; each line starts with the file."""
    try:
        (deployment,) = load_deployments([path])
    except SettingsError as error:
        lines = str(error).split("\n")
        assert lines and all(line.startswith(f"{path.as_posix()}:") for line in lines)
        assert len(lines) == len(error.problems)
        str(error).encode()
        return None, str(error)
    deployment.settings.model_dump_json()
    return deployment, ""


def outcome(content: bytes, ending: str = ".tfvars", *, cloud: str = "aws") -> str:
    """The problems of a file with this content; empty if it is accepted."""
    with written(content, cloud=cloud, ending=ending) as path:
        return messages_of(path)[1]
