"""Apps import this library, CDKTF and providers in any order; only modules in use are loaded."""

from pathlib import Path
from textwrap import dedent

import pytest

from tests.programs.bindings.conftest import Engine, Program

KUBERNETES = "cdktf_cdktf_provider_kubernetes"
AWS = "cdktf_cdktf_provider_aws"


def test_importing_the_library_imports_nothing_heavy(program: Program) -> None:
    heavy = program("""
        import constructs_lib
        print(json.dumps(sorted({"jsii", "cdktf", "typeguard", "pydantic", "tarfile"} & sys.modules.keys())))
    """)
    assert heavy == []


def test_every_import_style_loads_one_module(program: Program) -> None:
    seen = program("""
        import copy, pickle
        import constructs_lib
        import cdktf_cdktf_provider_kubernetes as whole
        before = loaded("cdktf_cdktf_provider_kubernetes")
        from cdktf_cdktf_provider_kubernetes import secret_v1
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        import cdktf_cdktf_provider_kubernetes.secret_v1
        by_path = cdktf_cdktf_provider_kubernetes.secret_v1.SecretV1
        by_name = whole.secret_v1.SecretV1, whole._private.secret_v1.SecretV1, secret_v1.SecretV1
        copies = copy.copy(SecretV1), pickle.loads(pickle.dumps(SecretV1))
        same = {id(found) for found in (SecretV1, by_path, *by_name, *copies)}
        try:
            whole.no_such_module
        except AttributeError as error:
            message = str(error)
        print(json.dumps({"before": before, "after": loaded("cdktf_cdktf_provider_kubernetes"), "classes": len(same),
                          "has": hasattr(whole, "no_such_module"), "message": message}))
    """)
    assert seen == {
        "before": [],
        "after": ["secret_v1"],
        "classes": 1,
        "has": False,
        "message": f"module '{KUBERNETES}' has no attribute 'no_such_module'",
    }


def test_running_engine_loads_on_demand(program: Program, engine: Engine) -> None:
    options = program(
        """
        import os
        from cdktf import App, TerraformStack
        import constructs_lib
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        SecretV1(TerraformStack(App(outdir="out"), "stack"), "secret", metadata={})
        print(json.dumps(os.environ["NODE_OPTIONS"]))
        """,
        NODE_OPTIONS=engine.node_options,
    )
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}
    assert options == engine.node_options


def test_later_engine_loads_on_demand(program: Program, engine: Engine) -> None:
    program(
        """
        import constructs_lib
        from cdktf import App, TerraformStack
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        SecretV1(TerraformStack(App(outdir="out"), "stack"), "secret", metadata={})
        print(json.dumps(None))
        """,
        NODE_OPTIONS=engine.node_options,
    )
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}


def test_cdk_terrain_loads_on_demand(cdk_terrain_python: Path, program: Program, engine: Engine) -> None:
    modules = program(
        """
        import constructs_lib
        from cdktf import App, TerraformStack
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        SecretV1(TerraformStack(App(outdir="out"), "stack"), "secret", metadata={})
        print(json.dumps(loaded("cdktn_provider_kubernetes")))
        """,
        python=cdk_terrain_python,
        NODE_OPTIONS=engine.node_options,
    )
    assert modules == ["secret_v1"]
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}
    assert engine.node_processes == 1


def test_earlier_provider_stays_eager_and_later_one_is_lazy(program: Program, engine: Engine) -> None:
    seen = program(
        """
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        import constructs_lib
        from cdktf import App, TerraformStack
        from cdktf_cdktf_provider_aws.vpc import Vpc
        stack = TerraformStack(App(outdir="out"), "stack")
        SecretV1(stack, "secret", metadata={})
        Vpc(stack, "vpc")
        print(json.dumps({p: len(loaded("cdktf_cdktf_provider_" + p)) for p in ("kubernetes", "aws")}))
        """,
        NODE_OPTIONS=engine.node_options,
    )
    assert seen == {"kubernetes": 109, "aws": 1}
    assert len(engine.modules_of("provider-kubernetes")) == 109
    assert engine.modules_of("provider-aws") == {"vpc"}


@pytest.mark.parametrize(("eager", "warnings"), [("", 1), ("1", 0)])
def test_early_provider_import_warns_once(program: Program, eager: str, warnings: int) -> None:
    source = """
        import types, warnings
        sys.modules["cdktf_cdktf_provider_aws"] = types.ModuleType("cdktf_cdktf_provider_aws")
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            import constructs_lib
            constructs_lib.install()
        print(json.dumps([[str(each.message), each.filename] for each in caught]))
    """
    message = (
        f"{AWS} was imported before constructs_lib, so Node.js loaded all its modules, which takes seconds; "
        "import constructs_lib first"
    )
    assert program(source, WANDB_EAGER_BINDINGS=eager) == [[message, "<string>"]] * warnings


def test_every_used_provider_loads_on_demand(program: Program, engine: Engine) -> None:
    seen = program(
        """
        import constructs_lib
        from cdktf import App, TerraformStack
        from cdktf_cdktf_provider_aws.vpc import Vpc
        from cdktf_cdktf_provider_azurerm.resource_group import ResourceGroup
        from cdktf_cdktf_provider_helm.release import Release
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        stack = TerraformStack(App(outdir="out"), "stack")
        Vpc(stack, "vpc")
        ResourceGroup(stack, "group", name="group", location="westeurope")
        Release(stack, "release", name="release", chart="chart")
        SecretV1(stack, "secret", metadata={})
        providers = ("aws", "azurerm", "helm", "kubernetes")
        print(json.dumps({p: loaded("cdktf_cdktf_provider_" + p) for p in providers}))
        """,
        NODE_OPTIONS=engine.node_options,
    )
    assert seen == {"aws": ["vpc"], "azurerm": ["resource_group"], "helm": ["release"], "kubernetes": ["secret_v1"]}
    assert engine.modules_of("provider-azurerm") == {"resource-group"}
    assert engine.modules_of("provider-helm") == {"release"}


def test_threads_can_import_the_same_provider(program: Program) -> None:
    seen = program("""
        import importlib, threading
        import constructs_lib
        package = "cdktf_cdktf_provider_kubernetes"
        names = ["secret_v1", "config_map_v1", "deployment_v1", "service_v1", "namespace_v1", "job_v1"] * 2
        start, found = threading.Barrier(len(names)), []
        def load(name, by_attribute):
            start.wait(timeout=60)
            whole = importlib.import_module(package)
            module = getattr(whole, name) if by_attribute else importlib.import_module(f"{package}.{name}")
            found.append(id(module))
        threads = [threading.Thread(target=load, args=(name, i % 2 == 0)) for i, name in enumerate(sorted(names))]
        [thread.start() for thread in threads]
        [thread.join(timeout=60) for thread in threads]
        print(json.dumps([len(found), len(set(found)), len(loaded(package))]))
    """)
    assert seen == [12, 6, 6]


def test_unimported_type_returned_by_jsii_is_found(program: Program) -> None:
    seen = program("""
        import constructs_lib
        import jsii
        from cdktf import App, TerraformStack
        import cdktf_cdktf_provider_kubernetes
        stack = TerraformStack(App(outdir="out"), "stack")
        class Unknown:
            __jsii_type__ = "@cdktf/provider-kubernetes.persistentVolumeV1.PersistentVolumeV1"
        # As JavaScript code would: the engine makes the object, Python has neither its module nor the object.
        ref = jsii.kernel.create(Unknown, Unknown(), [stack, "volume", {"metadata": {}, "spec": []}])
        del jsii._reference_map._refs._refs[ref.ref]
        before = loaded("cdktf_cdktf_provider_kubernetes")
        found = stack.node.find_child("volume")
        print(json.dumps([before, type(found).__module__, type(found).__name__, found.terraform_resource_type]))
    """)
    module = f"{KUBERNETES}.persistent_volume_v1"
    assert seen == [[], module, "PersistentVolumeV1", "kubernetes_persistent_volume_v1"]


def test_loader_works_under_pytest(program: Program, engine: Engine, tmp_path: Path) -> None:
    test = """
        import sys
        import constructs_lib
        from cdktf import Testing, TerraformStack
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1

        def test_one_resource_loads_one_module():
            stack = TerraformStack(Testing.app(), "stack")
            SecretV1(stack, "secret", metadata={"name": "a"})
            assert '"name": "a"' in Testing.synth(stack)
            prefix = "cdktf_cdktf_provider_kubernetes."
            loaded = {name.split(".")[1] for name in sys.modules if name.startswith(prefix)}
            assert loaded == {"_jsii", "_private", "secret_v1"}
        """
    (tmp_path / "test_app.py").write_text(dedent(test))

    status = program(
        """
        import pytest
        print(json.dumps(int(pytest.main(["-p", "no:cacheprovider", "--rootdir", ".", "test_app.py"]))))
        """,
        NODE_OPTIONS=engine.node_options,
    )

    assert status == 0
    assert engine.modules_of("provider-kubernetes") == {"secret-v1"}


def test_loader_works_from_an_installed_wheel(program: Program, tmp_path: Path) -> None:
    source, target = tmp_path / "source", tmp_path / "site packages"
    seen = program(f"""
        import pathlib, shutil, subprocess, zipfile
        source, target = pathlib.Path({str(source)!r}), pathlib.Path({str(target)!r})
        repository = pathlib.Path({str(Path(__file__).parents[3])!r})
        shutil.copytree(repository / "constructs_lib", source / "constructs_lib",
                        ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(repository / "pyproject.toml", source)
        for name in ("README.md", "LICENSE"):
            (source / name).write_text("")
        build = "import setuptools.build_meta as m; print(m.build_wheel('dist'))"
        subprocess.run([sys.executable, "-c", build], cwd=source, check=True, capture_output=True)
        wheel, = (source / "dist").glob("*.whl")
        zipfile.ZipFile(wheel).extractall(target)
        print(json.dumps(zipfile.ZipFile(wheel).namelist()))
    """)
    assert {
        *(f"constructs_lib/bindings/{script}.js" for script in ("start", "on_demand", "finish_index")),
        "constructs_lib/py.typed",
    } <= set(seen)
    origin = program(
        """
        import constructs_lib
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        print(json.dumps([constructs_lib.__file__, loaded("cdktf_cdktf_provider_kubernetes")]))
        """,
        library=target,
    )
    assert origin == [str(target / "constructs_lib" / "__init__.py"), ["secret_v1"]]


def test_engine_without_the_scripts_loads_eagerly(program: Program, engine: Engine) -> None:
    resource_type = program(
        """
        from cdktf import App, TerraformStack
        from constructs_lib.bindings import _engine
        _engine._MANIFEST["usedFeatures"] = ["a feature of the future"]
        from cdktf_cdktf_provider_kubernetes.secret_v1 import SecretV1
        secret = SecretV1(TerraformStack(App(outdir="out"), "stack"), "secret", metadata={})
        print(json.dumps(secret.terraform_resource_type))
        """,
        NODE_OPTIONS=engine.node_options,
    )
    assert resource_type == "kubernetes_secret_v1"
    assert len(engine.modules_of("provider-kubernetes")) == 109
