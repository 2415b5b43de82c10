"""Deployments: finds, reads and checks deployment files.

Imports neither CDKTF nor a provider, so that mistakes are reported quickly.
"""

from __future__ import annotations

from constructs_lib.problems import Problem, SettingsError

from .loading import Deployment, load_deployments, name_mistake

__all__ = ["Deployment", "Problem", "SettingsError", "load_deployments", "name_mistake"]
