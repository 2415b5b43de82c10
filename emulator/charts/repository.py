"""A chart repository as Helm reads it with `https://`: an index and archives.

Source: https://helm.sh/docs/topics/chart_repository/
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from emulator.charts.packing import packed
from emulator.wsgi import Start, respond

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
            return respond(start_response, 200, self._index(), "text/yaml")
        if match and match["name"] in self._charts:
            return respond(start_response, 200, packed(match["name"], match["version"]), "application/gzip")
        return respond(start_response, 404, b"")

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
