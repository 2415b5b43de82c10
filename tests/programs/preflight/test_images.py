"""Preflight looks up the images of an application stack in their registries."""

from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from scripts.preflight import images
from scripts.preflight.images import Image, check_images, images_of
from scripts.preflight.stacks import Stack
from tests.deployments import load, synthesize, values_of, write_file
from tests.local_server import LocalServer

HUB = "registry-1.docker.io"


class Registry(BaseHTTPRequestHandler):
    """Has version 1 of `wandb/local`, for everyone with a token; knows nobody's private images."""

    def do_HEAD(self) -> None:
        host = self.headers["Host"]
        if "private" in self.path:
            self._answer(401, f'Bearer realm="http://{host}/refused",service="test"')
        elif self.headers.get("Authorization") != "Bearer wandb/local":
            self._answer(401, f'Bearer realm="http://{host}/token",service="test",scope="repository:wandb/local:pull"')
        else:
            assert "application/vnd.oci.image.index.v1+json" in self.headers["Accept"]
            self._answer(200 if self.path == "/v2/wandb/local/manifests/1" else 404)

    def do_GET(self) -> None:
        if self.path == "/token?service=test&scope=repository%3Awandb%2Flocal%3Apull":
            self._answer(200, body=b'{"token": "wandb/local"}')
        else:
            self._answer(401)

    def _answer(self, status: int, challenge: str = "", body: bytes = b"") -> None:
        self.send_response(status)
        if challenge:
            self.send_header("WWW-Authenticate", challenge)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        pass


def stack_with(*texts: str) -> Stack:
    return Stack("x", {"resource": {"kubernetes_cron_job_v1": {"job": [{"image": each} for each in texts]}}})


@pytest.fixture
def registry() -> Iterator[str]:
    with LocalServer(Registry) as server:
        yield f"http://127.0.0.1:{server.port}"


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        (Image(HUB, "wandb/local", "1"), "ok: wandb/local:1 in registry-1.docker.io exists"),
        (Image(HUB, "wandb/local", "2"), "failure: wandb/local:2 in registry-1.docker.io does not exist"),
        (Image("x.example.com", "private/a", "1"), "ok: private/a:1 in x.example.com needs a login, so it was not"),
    ],
)
def test_version_without_an_image_is_a_failure(image: Image, expected: str, registry: str) -> None:
    found = images._check(image, registry)

    assert f"{found.level}: {found.message}".startswith(expected)


def test_registry_that_does_not_answer_is_one_warning(monkeypatch: pytest.MonkeyPatch) -> None:
    def unreachable(_url: str) -> int:
        raise OSError("no route")

    monkeypatch.setattr(images, "_status", unreachable)
    [found] = check_images(stack_with("wandb/local:1", "wandb/console:1"))

    assert str(found).startswith("warning  : images in registry-1.docker.io were not looked up (no route)")


@pytest.mark.parametrize(
    ("text", "image"),
    [
        ("busybox", Image(HUB, "library/busybox", None)),
        ("wandb/local:0.83.0", Image(HUB, "wandb/local", "0.83.0")),
        ("registry.example.com:5000/a/b:2", Image("registry.example.com:5000", "a/b", "2")),
        ("quay.io/a/b:2@sha256:ab", Image("quay.io", "a/b", "sha256:ab")),
    ],
)
def test_image_name_is_read_in_its_parts(text: str, image: Image) -> None:
    assert Image.parse(text) == image


def test_every_image_of_the_operator_has_its_version(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    inputs = {"wandb_runtime": "operator", "wandb_version": "0.99.0", "wandb_image_registry": "registry.example.com/m"}
    file = write_file(tmp_path / "azure" / "one.tfvars.json", {**values_of("recommended", "azure"), **inputs})
    stack = Stack("azure-one-app", synthesize(load(file), tmp_path / "out")["azure-one-app"].json)
    asked: list[str] = []
    monkeypatch.setattr(images, "_status", lambda url: asked.append(url) or 404)

    found = [each.message for each in check_images(stack)]

    prefix = "https://registry.example.com/v2/m/wandb"
    assert {f"{prefix}/{name}/manifests/0.99.0" for name in ("local", "megabinary", "weave-python")} <= set(asked)
    assert len(found) == len(asked) == len(images_of(stack))
    assert "m/wandb/local:0.99.0 in registry.example.com does not exist" in found
