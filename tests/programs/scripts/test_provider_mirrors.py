"""scripts/provider_mirrors.py, on mirrors made of empty files."""

from pathlib import Path

import pytest

from scripts import provider_mirrors
from scripts.provider_mirrors import MirrorError, find_mirrors, provider_in_mirror, read_mirror, this_platform

AWS = "registry.terraform.io/hashicorp/aws"
OPENTOFU_AWS = "registry.opentofu.org/hashicorp/aws"
OPENTOFU = {"TERRAFORM_BINARY_NAME": "tofu"}


def unpacked(mirror: Path, address: str, version: str, platform: str = "") -> None:
    (mirror / address / version / (platform or this_platform())).mkdir(parents=True)


def packed(mirror: Path, address: str, version: str, platform: str = "") -> None:
    folder = mirror / address
    folder.mkdir(parents=True, exist_ok=True)
    name = folder.name
    (folder / f"terraform-provider-{name}_{version}_{platform or this_platform()}.zip").touch()
    (folder / "index.json").touch()
    (folder / f"{version}.json").touch()


@pytest.fixture
def no_default_mirrors(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provider_mirrors, "_IMPLIED", ())
    monkeypatch.setattr(provider_mirrors, "_IMAGE_PLACES", ())


def test_unpacked_and_packed_providers_are_found_with_all_their_versions(tmp_path: Path) -> None:
    unpacked(tmp_path, AWS, "5.100.0")
    packed(tmp_path, AWS, "6.2.0")
    packed(tmp_path, "example.com/acme/random", "3.6.1")
    assert read_mirror(tmp_path).providers == {
        "example.com/acme/random": {"3.6.1"},
        AWS: {"5.100.0", "6.2.0"},
    }


def test_provider_for_another_platform_does_not_count(tmp_path: Path) -> None:
    unpacked(tmp_path, AWS, "5.100.0", platform="plan9_mips")
    packed(tmp_path, AWS, "6.2.0", platform="plan9_mips")
    assert read_mirror(tmp_path).providers == {}


def test_missing_folder_or_non_mirror_has_no_providers(tmp_path: Path) -> None:
    (tmp_path / "some" / "other" / "folder" / "tree").mkdir(parents=True)
    assert read_mirror(tmp_path).providers == {}
    assert read_mirror(tmp_path / "missing").providers == {}


def test_newest_version_is_the_newest_by_number(tmp_path: Path) -> None:
    for version in ("5.99.0", "5.100.0", "5.9.9"):
        unpacked(tmp_path, AWS, version)
    unpacked(tmp_path, AWS, "6.0.0-beta1")
    environment = {"TF_PROVIDER_MIRROR": str(tmp_path)}
    assert provider_in_mirror("hashicorp/aws", environment) == "5.100.0"
    assert provider_in_mirror(AWS, environment) == "5.100.0"
    assert provider_in_mirror("hashicorp/azurerm", environment) is None


def test_named_mirror_is_the_only_one_in_use(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    unpacked(tmp_path / "usual", "registry.terraform.io/hashicorp/azurerm", "4.0.0")
    unpacked(tmp_path / "named", AWS, "5.100.0")
    monkeypatch.setattr(provider_mirrors, "_IMPLIED", (str(tmp_path / "usual"),))
    mirrors = find_mirrors({"TF_PROVIDER_MIRROR": str(tmp_path / "named")})
    assert [mirror.folder for mirror in mirrors] == [tmp_path / "named"]


@pytest.mark.usefixtures("no_default_mirrors")
def test_default_mirrors_are_used_without_a_setting(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_mirrors({}) == []
    unpacked(tmp_path / "home" / "plugins", AWS, "6.2.0")
    unpacked(tmp_path / "images" / "any-name", AWS, "5.100.0")
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    monkeypatch.setattr(provider_mirrors, "_IMPLIED", ("~/plugins", str(tmp_path / "missing")))
    monkeypatch.setattr(provider_mirrors, "_IMAGE_PLACES", (tmp_path / "images", tmp_path / "missing"))
    assert [mirror.folder for mirror in find_mirrors({})] == [
        tmp_path / "home" / "plugins",
        tmp_path / "images" / "any-name",
    ]
    assert provider_in_mirror("hashicorp/aws", {}) == "6.2.0"


def test_named_mirror_without_providers_is_refused_with_a_fix(tmp_path: Path) -> None:
    unpacked(tmp_path, AWS, "5.100.0")
    # One level too deep: the likeliest slip.
    with pytest.raises(MirrorError, match=r"TF_PROVIDER_MIRROR=.*/registry\.terraform\.io has no provider for"):
        find_mirrors({"TF_PROVIDER_MIRROR": str(tmp_path / "registry.terraform.io")})
    with pytest.raises(MirrorError, match=r"set it to the folder that contains registry\.terraform\.io/"):
        find_mirrors({"TF_PROVIDER_MIRROR": str(tmp_path / "missing")})


@pytest.mark.usefixtures("no_default_mirrors")
def test_opentofu_takes_providers_of_its_own_registry(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder, address, version in (("both", AWS, "5.100.0"), ("both", OPENTOFU_AWS, "6.2.0"), ("old", AWS, "6.9.0")):
        unpacked(tmp_path / folder, address, version)
    unpacked(tmp_path / "both", "example.com/acme/x", "1.0.0")
    monkeypatch.setattr(provider_mirrors, "_IMAGE_PLACES", (tmp_path,))

    [mirror] = find_mirrors(OPENTOFU)

    assert mirror.folder == tmp_path / "both"
    assert set(mirror.providers) == {OPENTOFU_AWS, "example.com/acme/x"}
    assert provider_in_mirror("hashicorp/aws", OPENTOFU) == "6.2.0"
    assert {address for each in find_mirrors({}) for address in each.providers} == {AWS, "example.com/acme/x"}
    with pytest.raises(MirrorError, match=r"set it to the folder that contains registry\.opentofu\.org/"):
        find_mirrors({**OPENTOFU, "TF_PROVIDER_MIRROR": str(tmp_path / "old")})
