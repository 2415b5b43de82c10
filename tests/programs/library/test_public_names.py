"""The public names of each package, and which modules they load."""

import ast
import subprocess
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

import pytest

REPOSITORY = Path(__file__).resolve().parents[3]
PACKAGES = ("constructs_lib.aws", "constructs_lib.azure", "constructs_lib.kubernetes")
PROVIDERS = {
    "constructs_lib.aws": "cdktf_cdktf_provider_aws",
    "constructs_lib.azure": "cdktf_cdktf_provider_azurerm",
    "constructs_lib.kubernetes": "cdktf_cdktf_provider_kubernetes",
}
# Whole deployments: their names load the provider of their cloud.
STACKS = ("constructs_lib.stacks", "constructs_lib.stacks.aws", "constructs_lib.stacks.azure")
SETTINGS = ("constructs_lib.settings", "constructs_lib.settings.backends")
LAZY = (*PACKAGES, *STACKS, *SETTINGS)
# Prints what `dir` shows before anything is imported, then imports the names, the last one first.
_BACKWARDS = """
import importlib
package = importlib.import_module({package!r})
shown = dir(package)
for name in reversed(package.__all__):
    exec(f"from {{package.__name__}} import {{name}}")
assert shown == dir(package) == sorted(package.__all__), shown
"""
# What WandbServer makes itself, and what puts a whole deployment together from settings.
NOT_OFFERED = {"Operator", "Parquet", "ServerSecret", "CaCertificates", "WandbApplication", "Weave", "Workload"}


def loaded_by(statements: str) -> set[str]:
    """The modules that a fresh interpreter has after `statements`."""
    program = f"import sys\n{statements}\nprint(*sorted(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    return set(ran.stdout.split())


@pytest.mark.parametrize("package", LAZY)
def test_public_names_are_sorted_and_exist(package: str) -> None:
    offered: Sequence[str] = import_module(package).__all__
    assert list(offered) == sorted(set(offered))
    assert all(getattr(import_module(package), name) is not None for name in offered)


@pytest.mark.parametrize("package", LAZY)
def test_stub_has_exactly_the_public_names(package: str) -> None:
    stub = Path(import_module(package).__file__ or "").with_suffix(".pyi")
    imports = ast.parse(stub.read_text(encoding="utf-8")).body
    assert all(isinstance(each, ast.ImportFrom) and each.level <= 1 for each in imports)
    for each in imports:
        assert isinstance(each, ast.ImportFrom)
        module = import_module(f"{'.' * each.level}{each.module}", package)
        for alias in each.names:
            # Without the second name, the stub would keep the first one to itself.
            assert alias.asname == alias.name
            assert getattr(import_module(package), alias.name) is getattr(module, alias.name)


@pytest.mark.parametrize("package", [*LAZY, "constructs_lib.framework"])
def test_dir_shows_the_public_names_of_a_fresh_package(package: str) -> None:
    assert package in loaded_by(_BACKWARDS.format(package=package))


@pytest.mark.parametrize("package", PACKAGES)
def test_every_component_is_exported(package: str) -> None:
    folder = Path(import_module(package).__file__ or "").parent
    constructs = {
        node.name
        for file in folder.glob("*.py")
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        if isinstance(node, ast.ClassDef)
        and any(isinstance(base, ast.Name) and base.id in ("Component", "Construct") for base in node.bases)
    }
    assert constructs - set(import_module(package).__all__) <= NOT_OFFERED


@pytest.mark.parametrize("package", PACKAGES)
def test_unknown_name_raises_attribute_error(package: str) -> None:
    with pytest.raises(AttributeError, match=f"module '{package}' has no attribute 'Netwrok'"):
        _ = import_module(package).Netwrok


@pytest.mark.parametrize("package", LAZY)
def test_importing_a_package_loads_neither_cdktf_nor_a_provider(package: str) -> None:
    loaded = loaded_by(f"import {package}")
    assert {name for name in loaded if name.startswith("cdktf")} == set()


@pytest.mark.parametrize(
    ("statement", "package"),
    [
        ("from constructs_lib.aws import Cache", "constructs_lib.aws"),
        ("from constructs_lib.azure import KeyVault", "constructs_lib.azure"),
        ("from constructs_lib.kubernetes import ServerSecrets, WandbServer", "constructs_lib.kubernetes"),
        ("from constructs_lib.stacks import AwsInfrastructureStack", "constructs_lib.aws"),
        ("from constructs_lib.stacks.azure import WandbInfrastructure", "constructs_lib.azure"),
    ],
)
def test_component_loads_only_its_own_cloud(statement: str, package: str) -> None:
    loaded = {name.partition(".")[0] for name in loaded_by(statement)}
    assert {provider for provider in PROVIDERS.values() if provider in loaded} == {PROVIDERS[package]}


def test_one_component_does_not_load_the_others() -> None:
    loaded = loaded_by("from constructs_lib.aws import Cache")
    assert "constructs_lib.aws.cache" in loaded
    assert {
        "constructs_lib.aws.cluster",
        "constructs_lib.aws.load_balancer",
        "constructs_lib.settings",
        "constructs_lib.deployments",
    } & loaded == set()


@pytest.mark.parametrize(
    ("wanted", "provider", "extra"),
    [
        ("constructs_lib.aws.Cache", "cdktf_cdktf_provider_aws", "aws"),
        ("constructs_lib.azure.KeyVault", "cdktf_cdktf_provider_azurerm", "azure"),
        ("constructs_lib.kubernetes.WandbServer", "cdktf_cdktf_provider_kubernetes", "kubernetes"),
        ("constructs_lib.kubernetes.CertManager", "cdktf_cdktf_provider_helm", "helm"),
    ],
)
def test_missing_bindings_error_names_the_extra(wanted: str, provider: str, extra: str) -> None:
    package, _, name = wanted.rpartition(".")
    program = f"import sys\nsys.modules[{provider!r}] = None\nfrom {package} import {name}"
    ran = subprocess.run([sys.executable, "-c", program], cwd=REPOSITORY, capture_output=True, text=True)
    messages = f"ModuleNotFoundError: {wanted} needs {provider}; run: pip install '.[{extra}]'"
    assert (ran.returncode, ran.stderr.splitlines()[-1]) == (1, messages)
