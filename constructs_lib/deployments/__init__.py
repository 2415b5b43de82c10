"""Deployments: finds their files, reads them and checks their settings.

Imports neither CDKTF nor a provider, so that a mistake in a file is answered at once.
"""

from __future__ import annotations

from constructs_lib.deployment_file.problems import Problem, SettingsError

from .loading import Deployment, load_deployments

__all__ = ["Deployment", "Problem", "SettingsError", "load_deployments"]
