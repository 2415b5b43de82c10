"""Packs a chart of this folder as `helm package` does.

Source: https://helm.sh/docs/topics/charts/ (the format of a chart and its archive)
"""

import gzip
import io
import re
import tarfile
from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent


def charts() -> list[str]:
    """The names of the charts that can be packed."""
    return sorted(path.parent.name for path in _FOLDER.glob("*/Chart.yaml"))


@cache
def packed(name: str, version: str) -> bytes:
    """The archive (.tgz) of the chart `name`, as its version `version`; the same bytes at every call."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w") as archive:
        for path in sorted(path for path in (_FOLDER / name).rglob("*") if path.is_file()):
            content = path.read_bytes()
            if path.name == "Chart.yaml":
                content = _with_version(content.decode(), version).encode()
            entry = tarfile.TarInfo(f"{name}/{path.relative_to(_FOLDER / name)}")
            entry.size = len(content)
            archive.addfile(entry, io.BytesIO(content))
    return gzip.compress(buffer.getvalue(), mtime=0)


def _with_version(chart: str, version: str) -> str:
    """`chart` (the text of a Chart.yaml) with this version of the chart and of the application."""
    return re.sub(r"^(version|appVersion): .*$", rf'\1: "{version}"', chart, flags=re.MULTILINE)
