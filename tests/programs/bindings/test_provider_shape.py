"""A package with an unknown structure is imported the ordinary way."""

import importlib
import sys
from importlib.machinery import SourceFileLoader
from importlib.util import find_spec
from pathlib import Path

import pytest

import constructs_lib
from constructs_lib.bindings import _types, install
from constructs_lib.bindings._shape import checks_types_fast_by_itself, is_on_demand_by_itself, parse

HEAD = """r'Words.'
import publication
from ._jsii import *

__all__ = [
    "vpc",
    "subnet",
]

publication.publish()
"""
TAIL = "\n# Loading modules\nfrom . import subnet\nfrom . import vpc\n"


# Of CDK Terrain: 0.23 has the tail, 0.24 the import as well.
LAZY_TAIL = """
_SUBMODULES = {
    "subnet",
    "vpc",
}

def __getattr__(name: str) -> object:
    ...
"""
CACHED = "from jsii._type_checking import cached_type_hints, check_type\n"


@pytest.fixture
def package(tmp_path: Path) -> str:
    for name in ("_jsii", "subnet", "vpc"):
        (tmp_path / name).mkdir()
    return str(tmp_path)


def test_trailing_imports_are_separated_from_the_head(package: str) -> None:
    parts = parse(HEAD + TAIL, package)
    assert parts is not None
    assert parts.head == HEAD
    assert parts.modules == {"subnet", "vpc"}


def test_package_that_loads_on_demand_by_itself_is_recognized() -> None:
    assert [is_on_demand_by_itself(HEAD + tail) for tail in (TAIL, LAZY_TAIL, "")] == [False, True, False]
    newer = HEAD.replace("from ._jsii", f"{CACHED}from ._jsii") + LAZY_TAIL
    assert [checks_types_fast_by_itself(source) for source in (HEAD + LAZY_TAIL, newer)] == [False, True]


@pytest.mark.parametrize(
    "source",
    [
        pytest.param("", id="an empty file"),
        pytest.param(HEAD, id="no imports: newer generators load on demand themselves"),
        pytest.param(TAIL, id="only imports"),
        pytest.param(HEAD.replace("publication.publish()", "") + TAIL, id="no publish"),
        pytest.param(HEAD.replace("from ._jsii import *", "") + TAIL, id="no assembly"),
        pytest.param(HEAD + "VERSION = 1\n" + TAIL, id="a statement after publish"),
        pytest.param(HEAD + TAIL + "VERSION = 1\n", id="a statement at the end"),
        pytest.param(HEAD + TAIL + "from . import vpc as network\n", id="an alias"),
        pytest.param(HEAD + TAIL + "from . import subnet, vpc\n", id="two names in a line"),
        pytest.param(HEAD + TAIL + "from . import subnet; subnet.x()\n", id="two statements in a line"),
        pytest.param(HEAD + TAIL + "from .vpc import Vpc\n", id="a class"),
        pytest.param(HEAD + TAIL + "from . import gone\n", id="a module that is not there"),
    ],
)
def test_unknown_init_is_not_changed(source: str, package: str) -> None:
    assert parse(source, package) is None


def _write_provider(folder: Path, name: str, init: str) -> str:
    package = f"cdktf_cdktf_provider_{name}"
    for module in (".", "_jsii", "vpc", "subnet"):
        (folder / package / module).mkdir(parents=True)
        (folder / package / module / "__init__.py").write_text("LOADED = True\n")
    (folder / package / "__init__.py").write_text(init)
    return package


def test_unknown_package_gets_the_ordinary_loader(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = _write_provider(tmp_path, "unfamiliar", "from . import vpc\nfrom . import subnet\nWHOLE = True\n")
    monkeypatch.syspath_prepend(tmp_path)
    module = importlib.import_module(name)
    assert type(module.__spec__.loader) is SourceFileLoader
    assert module.WHOLE
    assert f"{name}.subnet" in sys.modules


def test_older_jsii_imports_every_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    name = _write_provider(tmp_path, "old_jsii", HEAD + TAIL)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setattr(_types, "is_supported", lambda: False)
    importlib.import_module(name)
    assert {f"{name}.vpc", f"{name}.subnet"} <= sys.modules.keys()


def test_environment_switches_the_loader_off(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    name = _write_provider(tmp_path, "switched", HEAD + TAIL)
    monkeypatch.syspath_prepend(tmp_path)
    loaders = {}
    for value in ("1", "0", ""):
        monkeypatch.setenv("WANDB_EAGER_BINDINGS", value)
        spec = find_spec(name)
        assert spec is not None
        loaders[value] = type(spec.loader) is SourceFileLoader
    assert loaders == {"1": True, "0": False, "": False}


def test_loader_is_installed_once() -> None:
    install()
    importlib.reload(constructs_lib)
    assert [type(finder).__name__ for finder in sys.meta_path].count("_ProviderFinder") == 1


@pytest.mark.parametrize(
    ("module", "submodule"),
    [("secret_v1", "secretV1"), ("wafv2_ip_set", "wafv2IpSet"), ("x_yz", "xYZ"), ("vpc", "vpc")],
)
def test_module_is_registered_by_its_jsii_name(module: str, submodule: str) -> None:
    assert _types.fold(module) == _types.fold(submodule)
