"""constructs_lib/adoption/state.py: which states are read, and what is said of the others."""

import json
from collections.abc import Callable
from io import StringIO
from pathlib import Path
from typing import Any

import pytest

from constructs_lib.adoption import AdoptionError, OfficialDeployment, database_password, read_deployment
from tests.official_states import PASSWORD_ON_AZURE, RECORDED, RECORDED_ON_AZURE, of_instance, recorded_document

V2, V8, AZURE = "v2.8.0-recommended", "v8.0.0-recommended", "azure-head"


def read(tmp_path: Path, document: Any, module: str | None = None) -> OfficialDeployment:
    file = tmp_path / "a.tfstate"
    file.write_text(document if isinstance(document, str) else json.dumps(document))
    return read_deployment(file, module)


def renamed_module(document: Any, new: str | None) -> Any:
    """A recorded state whose official module has another address; None: it is the root module."""
    for resource in document["resources"]:
        below = resource["module"].removeprefix("module.wandb").removeprefix("_infra").removeprefix(".")
        resource["module"] = ".".join(part for part in (new, below) if part)
        if not resource["module"]:
            del resource["module"]
    return document


def as_show(document: Any) -> Any:
    """A state as `terraform show -json` writes it, with every module below the root."""
    modules: dict[str, list[dict[str, Any]]] = {}
    for resource in document["resources"]:
        for instance in resource["instances"]:
            key = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            module = resource.get("module", "")
            found = {
                "address": ".".join(filter(None, [module, f"{resource['type']}.{resource['name']}{key}"])),
                "mode": resource["mode"],
                "type": resource["type"],
                "schema_version": instance["schema_version"],
                "values": instance["attributes"],
            }
            modules.setdefault(module, []).append(found)
    children = [{"address": name, "resources": found} for name, found in modules.items() if name]
    root = {"resources": modules.get("", []), "child_modules": children}
    return {"format_version": "1.0", "values": {"outputs": document["outputs"], "root_module": root}}


@pytest.mark.parametrize("name", [*RECORDED, *RECORDED_ON_AZURE])
def test_state_file_and_show_are_the_same_deployment(name: str, tmp_path: Path) -> None:
    of_file = read(tmp_path, recorded_document(name))
    of_show = read(tmp_path, as_show(recorded_document(name)))
    assert of_file.module == of_show.module == ("module.wandb" if name in RECORDED_ON_AZURE else "module.wandb_infra")
    assert {each.address: each.attributes for each in of_file.resources} == {
        each.address: each.attributes for each in of_show.resources
    }


@pytest.mark.parametrize("name", [V8, AZURE])
@pytest.mark.parametrize("module", ["module.x", 'module.wandb["prod.eu"]', "module.a.module.b[0]", None])
def test_official_module_is_found_at_any_address(module: str | None, name: str, tmp_path: Path) -> None:
    found = read(tmp_path, renamed_module(recorded_document(name), module))
    assert found.module == (module or "")
    assert [each.address for each in found.resources] == [
        each.address for each in read(tmp_path, recorded_document(name)).resources
    ]


def test_other_resources_of_the_state_are_told_apart(tmp_path: Path) -> None:
    document = recorded_document(V2)
    instance = {"schema_version": 0, "attributes": {"id": "mine"}}
    document["resources"] += [
        {"mode": "managed", "type": "aws_s3_bucket", "name": "mine", "instances": [instance]},
        {"mode": "data", "type": "aws_region", "name": "here", "instances": [instance]},
    ]
    assert read(tmp_path, document).others == ("aws_s3_bucket.mine",)


def test_one_of_two_deployments_is_chosen_by_name(tmp_path: Path) -> None:
    both = recorded_document(V8)
    both["resources"] += renamed_module(recorded_document(V2), 'module.wandb["b"]')["resources"]
    with pytest.raises(AdoptionError, match=r"2 deployments, .* choose one, such as MODULE='module.wandb_infra'"):
        read(tmp_path, both)
    assert read(tmp_path, both, 'module.wandb["b"]').one("module.app_lb.aws_lb.alb")
    with pytest.raises(AdoptionError, match=r"holds no deployment module.c; it has module.wandb_infra and"):
        read(tmp_path, both, "module.c")


def without(document: Any, type_: str) -> Any:
    document["resources"] = [each for each in document["resources"] if each["type"] != type_]
    return document


BAD: dict[str, tuple[Callable[[], Any], str]] = {
    "empty": (lambda: " \n", "is empty; write the state again"),
    "torn": (lambda: json.dumps(recorded_document(V2))[:5000], "is not complete JSON (line 1); write the state again"),
    "encrypted": (
        lambda: {"meta": {}, "encrypted_data": "x", "encryption_version": "v0"},
        "is encrypted; write it in clear with tofu state pull",
    ),
    "newer": (lambda: {**recorded_document(V2), "version": 5}, "is a state of version 5; version 4 is read"),
    "older": (lambda: {"version": 3, "modules": []}, "is a state of version 3; write it again with Terraform 1.x"),
    "newer show": (lambda: {"format_version": "2.0", "values": {}}, "has format 2.0 of show -json"),
    "a plan": (lambda: {"format_version": "1.2", "planned_values": {}}, "is a plan, not a state"),
    "a list": (lambda: [], "is not a Terraform state"),
    "another JSON file": (lambda: {"name": "x"}, "is not a Terraform state"),
    "no resources": (lambda: {"version": 4, "resources": []}, "holds no resources"),
    "resources of another kind": (lambda: {"version": 4, "resources": ["x"]}, "is not a Terraform state"),
    "resources that are null": (lambda: {"version": 4, "resources": None}, "is not a Terraform state"),
    "another module": (
        lambda: without(recorded_document(V2), "aws_eks_cluster"),
        "holds no deployment of wandb/wandb/aws or wandb/wandb/azurerm (its modules are wandb_infra)",
    ),
}


@pytest.mark.parametrize("case", BAD)
def test_bad_state_is_refused_in_one_line(case: str, tmp_path: Path) -> None:
    make, message = BAD[case]
    with pytest.raises(AdoptionError) as raised:
        read(tmp_path, make())
    assert str(raised.value).startswith(f"{tmp_path / 'a.tfstate'}: ")
    assert message in str(raised.value)
    assert "\n" not in str(raised.value)


def test_missing_or_binary_file_is_refused_in_one_line(tmp_path: Path) -> None:
    with pytest.raises(AdoptionError, match=r"a.tfstate: does not exist; name a file"):
        read_deployment(tmp_path / "a.tfstate")
    (tmp_path / "a.tfstate").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(AdoptionError, match=r"a.tfstate: cannot be read: it is not text"):
        read_deployment(tmp_path / "a.tfstate")


def test_password_is_that_of_the_database(tmp_path: Path) -> None:
    document = recorded_document(V2)
    of_instance(document, "aws_rds_cluster")["master_password"] = "chosen later"
    assert database_password(read(tmp_path, document)) == "chosen later"
    del of_instance(document, "aws_rds_cluster")["master_password"]
    made = of_instance(document, "random_string")["result"]
    assert database_password(read(tmp_path, document)) == made
    with pytest.raises(AdoptionError, match="has no database password; export TF_VAR_adopted_database_password"):
        database_password(read(tmp_path, without(document, "random_string")))


def test_password_on_azure_is_that_of_the_mysql_server(tmp_path: Path) -> None:
    document = recorded_document(AZURE)
    of_instance(document, "azurerm_mysql_flexible_server")["administrator_password"] = "chosen later"
    assert database_password(read(tmp_path, document)) == "chosen later"
    assert database_password(read(tmp_path, without(document, "azurerm_mysql_flexible_server"))) == PASSWORD_ON_AZURE


def test_state_can_come_from_a_pipe(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin", StringIO(json.dumps(recorded_document(V2))))
    assert read_deployment(Path("-")).module == "module.wandb_infra"
