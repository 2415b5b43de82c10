"""Chart registries of the emulator, as Helm uses them."""

import hashlib
import io
import json
import tarfile
from typing import Any

import pytest
import yaml
from werkzeug.test import Client, TestResponse

from emulator import charts
from emulator.charts.packing import packed

OCI = "/v2/jetstack/charts/cert-manager"


def _get(host: str, path: str, method: str = "GET") -> TestResponse:
    return Client(charts.application).open(path, base_url=f"https://{host}", method=method, buffered=True)


def _files(archive: bytes) -> dict[str, str]:
    with tarfile.open(fileobj=io.BytesIO(archive)) as content:
        members = {member.name: content.extractfile(member) for member in content.getmembers()}
        return {name: file.read().decode() for name, file in members.items() if file}


@pytest.mark.parametrize("version", ["v1.21.1", "v9.9.9-alpha.1"])
def test_oci_chart_is_pulled_by_manifest_and_blobs(version: str) -> None:
    answer = _get("quay.io", f"{OCI}/manifests/{version}")
    manifest: dict[str, Any] = json.loads(answer.data)
    layer = manifest["layers"][0]
    config = _get("quay.io", f"{OCI}/blobs/{manifest['config']['digest']}")
    chart = _get("quay.io", f"{OCI}/blobs/{layer['digest']}").data

    assert answer.headers["Content-Type"] == manifest["mediaType"]
    assert answer.headers["Docker-Content-Digest"] == f"sha256:{hashlib.sha256(answer.data).hexdigest()}"
    assert layer["digest"] == f"sha256:{hashlib.sha256(chart).hexdigest()}"
    assert layer["size"] == len(chart)
    assert json.loads(config.data)["version"] == version
    assert yaml.safe_load(_files(chart)["cert-manager/Chart.yaml"])["version"] == version


def test_oci_tag_with_underscore_is_version_with_plus() -> None:
    manifest = json.loads(_get("quay.io", f"{OCI}/manifests/v1.0.0_build").data)

    chart = _get("quay.io", f"{OCI}/blobs/{manifest['layers'][0]['digest']}").data

    assert yaml.safe_load(_files(chart)["cert-manager/Chart.yaml"])["version"] == "v1.0.0+build"


def test_oci_head_has_headers_and_no_body() -> None:
    head, get = (_get("quay.io", f"{OCI}/manifests/v1.21.1", method) for method in ("HEAD", "GET"))

    assert head.data == b""
    for header in ("Content-Type", "Content-Length", "Docker-Content-Digest"):
        assert head.headers[header] == get.headers[header]


def test_oci_manifest_is_also_known_by_its_digest() -> None:
    by_tag = _get("quay.io", f"{OCI}/manifests/v1.21.1")

    assert _get("quay.io", f"{OCI}/manifests/{by_tag.headers['Docker-Content-Digest']}").data == by_tag.data


def test_oci_tags_are_those_requested() -> None:
    _get("quay.io", f"{OCI}/manifests/v1.19.7")

    assert "v1.19.7" in json.loads(_get("quay.io", f"{OCI}/tags/list").data)["tags"]


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/v2/someone/else/manifests/v1", "NAME_UNKNOWN"),
        (f"{OCI}/blobs/sha256:00", "BLOB_UNKNOWN"),
        (f"{OCI}/manifests/sha256:00", "MANIFEST_UNKNOWN"),
        ("/api/v1/repository", "NAME_UNKNOWN"),
    ],
)
def test_oci_registry_refuses_what_it_does_not_have(path: str, code: str) -> None:
    answer = _get("quay.io", path)

    assert answer.status_code == 404
    assert json.loads(answer.data)["errors"][0]["code"] == code


def test_oci_registry_answers_that_it_is_one() -> None:
    assert _get("quay.io", "/v2/").status_code == 200


def test_nothing_is_pushed_to_the_oci_registry() -> None:
    assert _get("quay.io", f"{OCI}/blobs/uploads/", "POST").status_code == 405


def test_repository_index_names_archives_with_their_digests() -> None:
    entries = yaml.safe_load(_get("charts.jetstack.io", "/index.yaml").data)["entries"]["cert-manager"]

    for entry in entries:
        archive = _get("charts.jetstack.io", entry["urls"][0].removeprefix("https://charts.jetstack.io")).data
        assert entry["digest"] == hashlib.sha256(archive).hexdigest()
        assert yaml.safe_load(_files(archive)["cert-manager/Chart.yaml"])["version"] == entry["version"]


def test_repository_does_not_have_other_charts() -> None:
    assert _get("charts.jetstack.io", "/charts/other-v1.0.0.tgz").status_code == 404


def test_archive_is_the_same_each_time() -> None:
    first = packed("cert-manager", "v1.21.1")
    packed.cache_clear()

    assert packed("cert-manager", "v1.21.1") == first
