"""The environment in which this project calls Terraform and cdktf.

Providers come from a mirror on this machine where there is one, and nothing asks the internet for newer versions.
A CLI configuration of the user's own stays in force: ours is only added to it.
"""

import hashlib
import os
from collections.abc import Mapping
from pathlib import Path

from scripts.provider_mirrors import Mirror, find_mirrors, provider_in_mirror

__all__ = ["provider_in_mirror", "terraform_environment", "uses_mirror"]

CONFIG_VARIABLE = "TF_CLI_CONFIG_FILE"
_HOME_CONFIG = "~/.terraformrc"
_GENERATED = Path(__file__).resolve().parent.parent / ".setup" / "terraform"
_QUIET = {
    "CHECKPOINT_DISABLE": "1",  # Terraform and cdktf: no call home
    "DISABLE_VERSION_CHECK": "1",  # cdktf: no look for a newer one
    "JSII_SILENCE_WARNING_END_OF_LIFE_NODE_VERSION": "20",  # our oldest; jsii wants the major version named
    "TF_IN_AUTOMATION": "1",  # no advice on which Terraform command to type next: people here type make or cdktf
}


def terraform_environment(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """`environment` made ready for Terraform and cdktf: pass it whole, as `env` of a subprocess."""
    ready = {**environment, **_QUIET}
    own = _own_config(environment)
    if own is None:
        ready.pop(CONFIG_VARIABLE, None)
    mirrors = find_mirrors(environment)
    if mirrors and not (own and _decides_installation(own)):
        ready[CONFIG_VARIABLE] = str(_write_config(own, mirrors))
    if uses_mirror(ready) and "TF_PLUGIN_CACHE_DIR" not in ready:
        # cdktf would have all stacks of a deploy fill one cache at once, which Terraform does not guard; a provider of
        # an unpacked mirror is linked to, not copied, without it.
        ready["CDKTF_DISABLE_PLUGIN_CACHE_ENV"] = "1"
    return ready


def uses_mirror(ready: Mapping[str, str]) -> bool:
    """Whether Terraform takes providers from elsewhere than their registry in an environment made ready above.

    `terraform providers lock` asks the registry whatever the configuration says: cdktf must then be told to skip it.
    """
    own = _own_config(ready)
    return own is not None and _decides_installation(own)


def _own_config(environment: Mapping[str, str]) -> Path | None:
    """The CLI configuration in force; a variable that names no file counts for nothing, as in Terraform itself."""
    named = environment.get(CONFIG_VARIABLE)
    file = Path(named or _HOME_CONFIG).expanduser()
    return file if file.is_file() else None


def _decides_installation(config: Path) -> bool:
    return "provider_installation" in config.read_text()


def _write_config(own: Path | None, mirrors: list[Mirror]) -> Path:
    """Writes the user's configuration, if any, with our mirrors added; the file is named for what it says."""
    text = (own.read_text() + "\n" if own else "") + render_installation(mirrors)
    _GENERATED.mkdir(parents=True, exist_ok=True)
    file = _GENERATED / f"{hashlib.sha256(text.encode()).hexdigest()[:12]}.tfrc"
    if not file.exists():
        unfinished = file.with_suffix(f".{os.getpid()}")
        # The user's part may hold credentials.
        unfinished.touch(mode=0o600)
        unfinished.write_text(text)
        unfinished.rename(file)
    return file


def render_installation(mirrors: list[Mirror]) -> str:
    """A `provider_installation` block: what the mirrors have from them alone, all else from its registry."""
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
