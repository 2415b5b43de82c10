"""A chart registry as Helm pulls from it with `oci://`.

Sources: https://github.com/opencontainers/distribution-spec/blob/main/spec.md (the requests),
https://helm.sh/docs/topics/registries/ (the media types of a chart).
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from emulator.charts.packing import packed
from emulator.wsgi import Start, respond

_MANIFEST = "application/vnd.oci.image.manifest.v1+json"
_CONFIG = "application/vnd.cncf.helm.config.v1+json"
_CHART = "application/vnd.cncf.helm.chart.content.v1.tar+gzip"
_PATH = re.compile(r"/v2/(?P<name>.+)/(?P<part>manifests|blobs|tags)/(?P<reference>[^/]+)")
_TAG = re.compile(r"[A-Za-z0-9_][A-Za-z0-9._-]{0,127}")


@dataclass(frozen=True)
class _Blob:
    media_type: str
    content: bytes

    @property
    def digest(self) -> str:
        return f"sha256:{hashlib.sha256(self.content).hexdigest()}"

    @property
    def descriptor(self) -> dict[str, str | int]:
        return {"mediaType": self.media_type, "digest": self.digest, "size": len(self.content)}


class Registry:
    """WSGI application; `charts` maps names of this registry to charts of this folder. Nothing can be pushed."""

    def __init__(self, charts: Mapping[str, str]) -> None:
        self._charts = charts
        self._tags: dict[str, list[str]] = {name: [] for name in charts}  # Requested so far.
        self._blobs: dict[str, _Blob] = {}  # By digest.

    def __call__(self, environ: dict[str, Any], start_response: Start) -> Iterable[bytes]:
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"}:
            return self._refuse(start_response, 405, "UNSUPPORTED", "the registry is read-only")
        path = environ["PATH_INFO"]
        if path.rstrip("/") == "/v2":
            return self._answer(environ, start_response, _Blob("application/json", b"{}"))
        match = _PATH.fullmatch(path)
        if match is None or match["name"] not in self._charts:
            return self._refuse(start_response, 404, "NAME_UNKNOWN", "the repository is not known")
        found = self._found(**match.groupdict())
        if found is None:
            code = "BLOB_UNKNOWN" if match["part"] == "blobs" else "MANIFEST_UNKNOWN"
            return self._refuse(start_response, 404, code, f"{match['reference']} is not known")
        return self._answer(environ, start_response, found)

    def _found(self, name: str, part: str, reference: str) -> _Blob | None:
        if part == "tags":
            tags = {"name": name, "tags": self._tags[name]}
            return _Blob("application/json", json.dumps(tags).encode()) if reference == "list" else None
        if reference.startswith("sha256:"):
            return self._blobs.get(reference)
        return self._manifest(name, reference) if part == "manifests" and _TAG.fullmatch(reference) else None

    def _manifest(self, name: str, tag: str) -> _Blob:
        """The manifest of a chart's version; its blobs can then be pulled by digest."""
        if tag not in self._tags[name]:
            self._tags[name].append(tag)
        chart, version = self._charts[name], tag.replace("_", "+")  # A tag has no "+"; Helm writes "_".
        metadata = {"apiVersion": "v2", "name": chart, "version": version, "appVersion": version, "type": "application"}
        config = self._keep(_Blob(_CONFIG, json.dumps(metadata).encode()))
        layer = self._keep(_Blob(_CHART, packed(chart, version)))
        manifest = {
            "schemaVersion": 2,
            "mediaType": _MANIFEST,
            "config": config.descriptor,
            "layers": [layer.descriptor],
            "annotations": {
                "org.opencontainers.image.title": chart,
                "org.opencontainers.image.version": version,
            },
        }
        return self._keep(_Blob(_MANIFEST, json.dumps(manifest).encode()))

    def _keep(self, blob: _Blob) -> _Blob:
        return self._blobs.setdefault(blob.digest, blob)

    @staticmethod
    def _answer(environ: dict[str, Any], start_response: Start, blob: _Blob) -> Iterable[bytes]:
        headers = [("Docker-Content-Digest", blob.digest), ("Docker-Distribution-Api-Version", "registry/2.0")]
        content = respond(start_response, 200, blob.content, blob.media_type, headers)
        return [] if environ["REQUEST_METHOD"] == "HEAD" else content

    @staticmethod
    def _refuse(start_response: Start, status: int, code: str, message: str) -> Iterable[bytes]:
        return respond(start_response, status, {"errors": [{"code": code, "message": message}]})
