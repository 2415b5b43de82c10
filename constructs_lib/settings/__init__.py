"""Typed settings: the models of each cloud, with their fields and rules. Knows no file format.

Imports neither CDKTF nor a provider, so that mistakes are reported quickly.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from constructs_lib.problems import SettingsError

if TYPE_CHECKING:
    from .aws import AwsSettings
    from .azure import AzureSettings
    from .in_python import SettingsWarning

__all__ = ["AwsSettings", "AzureSettings", "SettingsError", "SettingsWarning"]


def __getattr__(name: str) -> Any:
    # The settings of a cloud are loaded when they are first used.
    if name == "AwsSettings":
        from .aws import AwsSettings

        return AwsSettings
    if name == "AzureSettings":
        from .azure import AzureSettings

        return AzureSettings
    if name == "SettingsWarning":
        from .in_python import SettingsWarning

        return SettingsWarning
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
