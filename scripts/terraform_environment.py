"""The environment variables with which this project runs Terraform and cdktf.

Providers come from a mirror on this machine, if there is one. No tool checks the internet for newer versions.
The user's own CLI configuration stays in force; ours is only added to it.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from scripts.provider_mirrors import Mirror, find_mirrors, provider_in_mirror
from scripts.terraform_binary import product

__all__ = ["provider_in_mirror", "terraform_environment", "uses_mirror"]

CONFIG_VARIABLE = "TF_CLI_CONFIG_FILE"
# https://github.com/opentofu/opentofu/blob/v1.11.14/internal/command/cliconfig/config_unix.go
_HOME_CONFIGS = {"Terraform": ("~/.terraformrc",), "OpenTofu": ("~/.tofurc", "~/.terraformrc")}
_GENERATED = Path(__file__).resolve().parent.parent / ".setup" / "terraform"
_QUIET = {
    "CHECKPOINT_DISABLE": "1",  # Terraform and cdktf: no version check
    "DISABLE_VERSION_CHECK": "1",  # cdktf: no version check
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",  # our oldest version; jsii requires the major version
    "TF_IN_AUTOMATION": "1",  # no hints about the next Terraform command: users run make or cdktf
}


def terraform_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environment` with the variables for Terraform and cdktf: the complete `env` of a subprocess."""
    ready = {**environment, **_QUIET}
    own = _own_config(environment)
    if own is None:
        ready.pop(CONFIG_VARIABLE, None)
    mirrors = find_mirrors(environment)
    if mirrors and not (own and _decides_installation(own)):
        ready[CONFIG_VARIABLE] = str(_write_config(own, mirrors))
    if uses_mirror(ready) and "TF_PLUGIN_CACHE_DIR" not in ready:
        # With cdktf's cache, all stacks of a deploy write to it in parallel, and Terraform does not lock it. Without
        # it, Terraform links to the providers of an unpacked mirror instead of copying them.
        ready["CDKTF_DISABLE_PLUGIN_CACHE_ENV"] = "1"
    return ready


def uses_mirror(ready: Mapping[str, str]) -> bool:
    """Whether the CLI configuration of `ready`, from `terraform_environment`, sets where providers come from.

    `terraform providers lock` always asks the registry, so cdktf must then skip it.
    """
    own = _own_config(ready)
    return own is not None and _decides_installation(own)


def _own_config(environment: Mapping[str, str]) -> Path | None:
    """The CLI configuration in force. A variable that names no file is ignored, as in Terraform."""
    named = environment.get(CONFIG_VARIABLE)
    files = [Path(file).expanduser() for file in ([named] if named else _HOME_CONFIGS[product(environment)])]
    return next((file for file in files if file.is_file()), None)


def _decides_installation(config: Path) -> bool:
    return "provider_installation" in config.read_text()


def _write_config(own: Path | None, mirrors: list[Mirror]) -> Path:
    """Writes the user's configuration, if any, with our mirrors added; the file name is a hash of its content."""
    text = (own.read_text() + "\n" if own else "") + render_installation(mirrors)
    _GENERATED.mkdir(parents=True, exist_ok=True)
    file = _GENERATED / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.tfrc"
    if not file.exists():
        unfinished = file.with_suffix(f".{os.getpid()}")
        # The user's part may contain credentials.
        unfinished.touch(mode=0o600)
        unfinished.write_text(text)
        unfinished.rename(file)
    return file


def render_installation(mirrors: list[Mirror]) -> str:
    """A `provider_installation` block: providers of the mirrors only from there, all others from their registry."""
    lines = ["provider_installation {"]
    for mirror in mirrors:
        path = str(mirror.folder).replace("\\", "\\\\").replace('"', '\\"')
        lines += [
            "  filesystem_mirror {",
            f'    path    = "{path}"',
            f"    include = {_listed(mirror.providers)}",
            "  }",
        ]
    everything = {address for mirror in mirrors for address in mirror.providers}
    lines += ["  direct {", f"    exclude = {_listed(everything)}", "  }", "}", ""]
    return "\n".join(lines)


def _listed(addresses: Mapping[str, object] | set[str]) -> str:
    return "[" + ", ".join(f'"{address}"' for address in sorted(addresses)) + "]"
