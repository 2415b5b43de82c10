"""The lock files, and scripts/lock.py that writes them."""

import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from scripts import lock
from scripts.lock import Lock, without_resolved, without_sources
from scripts.setup import ROOT

ADDRESS = re.compile(r"(https?|git|ssh)(\+\w+)?://")
EXACT = re.compile(r"==[0-9][0-9a-z.]*")
# Category of the Pipfile to section of Pipfile.lock: the two that every Pipfile may have bear other names there.
LOCKED_AS = {
    "packages": "default",
    "dev-packages": "develop",
    "setup-packages": "setup-packages",
    "policy-packages": "policy-packages",
    "docs-packages": "docs-packages",
    "preflight-packages": "preflight-packages",
    "cdktn-packages": "cdktn-packages",
    "cdktn-023-packages": "cdktn-023-packages",
}
# The section of the Pipfile that has pipenv's own options.
OPTIONS = "pipenv"


def pipfile() -> dict[str, Any]:
    return tomllib.loads((ROOT / "Pipfile").read_text())


def pipfile_lock() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((ROOT / "Pipfile.lock").read_text())
    return lock


def package_lock() -> dict[str, Any]:
    lock: dict[str, Any] = json.loads((ROOT / "package-lock.json").read_text())
    return lock


def test_python_lock_drops_only_sources() -> None:
    package = {"hashes": ["sha256:1"], "version": "==1", "markers": "python_version >= '3.11'"}
    before: Lock = {
        "_meta": {"hash": {"sha256": "2"}, "pipfile-spec": 6, "sources": [{"url": "https://example.com"}]},
        "default": {"one": package | {"index": "example"}},
        "develop": {"two": package},
    }
    assert without_sources(before) == {
        "_meta": {"hash": {"sha256": "2"}, "pipfile-spec": 6, "sources": []},
        "default": {"one": package},
        "develop": {"two": package},
    }


def test_node_lock_drops_only_download_addresses() -> None:
    before: Lock = {
        "engines": {"node": ">=20"},
        "packages": {"": {"name": "x"}, "node_modules/a": {"version": "1", "resolved": "https://example.com/a"}},
    }
    assert without_resolved(before) == {
        "engines": {"node": ">=20"},
        "packages": {"": {"name": "x"}, "node_modules/a": {"version": "1"}},
    }


def test_npm_resolves_where_nothing_is_installed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Beside a node_modules it would copy from there, and leave the hashes out."""
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "node_modules").mkdir()
    found: list[list[str]] = []

    def npm(_command: list[str], *, cwd: str, check: bool) -> None:
        found.append(sorted(path.name for path in Path(cwd).iterdir()))
        (Path(cwd) / "package-lock.json").write_text('{"packages": {"a": {"resolved": "https://example.com/a"}}}')

    monkeypatch.setattr(lock, "ROOT", tmp_path)
    monkeypatch.setattr("scripts.lock.subprocess.run", npm)
    lock.lock_node()
    assert found == [["package.json"]]
    assert json.loads((tmp_path / "package-lock.json").read_text()) == {"packages": {"a": {}}}


def test_no_lock_file_says_where_a_package_comes_from() -> None:
    assert pipfile_lock()["_meta"]["sources"] == []
    assert not ADDRESS.search((ROOT / "Pipfile.lock").read_text())
    assert not any("resolved" in package for package in package_lock()["packages"].values())
    assert "source" not in pipfile()


def test_every_locked_package_is_exact_and_hashed() -> None:
    sections = {name: packages for name, packages in pipfile_lock().items() if name != "_meta"}
    assert sections.keys() == set(LOCKED_AS.values())
    for packages in sections.values():
        for name, package in packages.items():
            assert EXACT.fullmatch(package["version"]), name
            assert package["hashes"], name
            assert all(hash_.startswith("sha256:") for hash_ in package["hashes"]), name
    own = {name: package for name, package in package_lock()["packages"].items() if name}
    for name, package in own.items():
        # What a package brings along inside its own archive is covered by that archive's hash.
        assert package.get("inBundle") or package["integrity"].startswith("sha512-"), name


def test_pipfile_packages_are_pinned_with_a_reason() -> None:
    assert pipfile().keys() - {OPTIONS} == LOCKED_AS.keys()
    for section in LOCKED_AS:
        for name, pin in pipfile()[section].items():
            assert EXACT.fullmatch(pin if isinstance(pin, str) else pin["version"]), name
    lines = [line for line in (ROOT / "Pipfile").read_text().splitlines() if re.match(r"[\w-]+ = ", line)]
    assert [line for line in lines if "  # " not in line] == []


def test_lock_files_belong_to_the_files_they_lock() -> None:
    for category, section in LOCKED_AS.items():
        for package, pin in pipfile()[category].items():
            wanted = pin if isinstance(pin, str) else pin["version"]
            assert pipfile_lock()[section][package]["version"] == wanted
    package = json.loads((ROOT / "package.json").read_text())
    assert package_lock()["packages"][""]["dependencies"] == package["dependencies"]


def test_command_line_and_the_library_of_cdktf_have_one_version() -> None:
    package = json.loads((ROOT / "package.json").read_text())
    assert pipfile()["packages"]["cdktf"] == "==" + package["dependencies"]["cdktf-cli"]


def test_packages_of_both_sections_are_locked_to_one_version() -> None:
    lock = pipfile_lock()
    both = lock["default"].keys() & lock["develop"].keys()
    assert both
    assert [name for name in both if lock["default"][name]["version"] != lock["develop"][name]["version"]] == []
