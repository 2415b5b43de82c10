"""Whether the providers of a stack are available: in a mirror on this machine, or where Terraform downloads them."""

import json
import subprocess
from collections.abc import Mapping
from pathlib import Path

from scripts.one_line import one_line
from scripts.terraform_binary import product, terraform_binary
from scripts.terraform_environment import provider_in_mirror, uses_mirror

# Terraform waits 10 s for the registry and tries twice, for each provider.
_IMPATIENT = {"TF_REGISTRY_CLIENT_TIMEOUT": "5", "TF_REGISTRY_DISCOVERY_RETRY": "0"}


def why_no_providers(folder: Path, environment: Mapping[str, str]) -> str | None:
    """Why Terraform gets no providers for the stack synthesized into `folder`; None if it does.

    Without a mirror, it downloads and installs them; cdktf then finds them installed.
    """
    wanted = _sources(folder)
    missing = [source for source in wanted if provider_in_mirror(source, environment) is None]
    if not missing:
        return None
    result = subprocess.run(
        [terraform_binary(environment), f"-chdir={folder}", "init", "-backend=false", "-input=false", "-no-color"],
        env={**_IMPATIENT, **environment, **_shared_downloads(environment)},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
    )
    if result.returncode == 0:
        return None
    return f"no mirror on this machine has {', '.join(missing)}; {product(environment)} says: {_reason(result.stderr)}"


def _sources(folder: Path) -> list[str]:
    wanted = json.loads((folder / "cdk.tf.json").read_text())["terraform"]["required_providers"]
    sources = [provider.get("source", name) for name, provider in wanted.items()]
    # Without a namespace, Terraform takes a name to be one of HashiCorp's providers.
    return sorted(source if "/" in source else f"hashicorp/{source}" for source in sources)


def _shared_downloads(environment: Mapping[str, str]) -> dict[str, str]:
    """cdktf's own cache of providers, so that stacks with the same provider download it once."""
    if uses_mirror(environment) or "TF_PLUGIN_CACHE_DIR" in environment:
        return {}
    cache = Path("~/.terraform.d/plugin-cache").expanduser()
    cache.mkdir(parents=True, exist_ok=True)
    return {"TF_PLUGIN_CACHE_DIR": str(cache)}


def _reason(errors: str) -> str:
    """The first error that Terraform wrote, on one line."""
    _, _, first = errors.partition("Error: ")
    return one_line(first.partition("\nError: ")[0]) or "nothing"
