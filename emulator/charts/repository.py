"""A chart repository as Helm reads it with `https://`: an index and archives.

Source: https://helm.sh/docs/topics/chart_repository/
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.charts.packing import packed
from emulator.wsgi import Start

_ARCHIVE = re.compile(r"/charts/(?P<name>[a-z0-9-]+?)-(?P<version>v?\d[^/]*)\.tgz")


class Repository:
    """WSGI application of the repository at `url`; `charts` are the versions that its index lists, by chart.

    Any version of these charts can be downloaded.
    """

    def __init__(self, url: str, charts: Mapping[str, Sequence[str]]) -> None:
        self._url = url
        self._charts = charts

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        path = environ["PATH_INFO"]
        match = _ARCHIVE.fullmatch(path)
        if path == "/index.yaml":
            # JSON is YAML.
            kind, content = "text/yaml", json.dumps(self._index()).encode()
        elif match and match["name"] in self._charts:
            kind, content = "application/gzip", packed(match["name"], match["version"])
        else:
            start_response("404 Not Found", [("Content-Length", "0")])
            return []
        start_response("200 OK", [("Content-Type", kind), ("Content-Length", str(len(content)))])
        return [content]

    def _index(self) -> dict[str, Any]:
        entries = {
            name: [self._entry(name, version) for version in versions] for name, versions in self._charts.items()
        }
        return {"apiVersion": "v1", "entries": entries}

    def _entry(self, name: str, version: str) -> dict[str, Any]:
        return {
            "apiVersion": "v2",
            "name": name,
            "version": version,
            "appVersion": version,
            "digest": hashlib.sha256(packed(name, version)).hexdigest(),
            "urls": [f"{self._url}/charts/{name}-{version}.tgz"],
        }
