"""Checks after a deploy whether each server answers, and if not, prints the reasons from its cluster."""

import fnmatch
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from scripts.cluster_api import KubernetesApi
from scripts.cluster_login import NotAskedError, cluster_login
from scripts.cluster_report import report

ADVICE = "docs/troubleshooting.md explains what to do about each."


def check_servers(
    patterns: Sequence[str], deployments: Sequence[Deployment], *, output: Path, environment: Mapping[str, str]
) -> int:
    """Checks every application stack that a pattern matches; returns 1 if a server does not answer, else 0."""
    chosen = [
        deployment
        for deployment in deployments
        if deployment.application_name in deployment.stack_names
        and any(fnmatch.fnmatch(deployment.application_name, pattern) for pattern in patterns)
    ]
    return max((_check(deployment, output, environment) for deployment in chosen), default=0)


def _check(deployment: Deployment, output: Path, environment: Mapping[str, str]) -> int:
    stack = deployment.application_name
    try:
        login = cluster_login(output / "stacks" / stack, environment)
        found = report(KubernetesApi(login), deployment.settings.k8s_namespace)
    except NotAskedError as reason:
        print(f"{stack}: cannot check whether the server answers: {reason}", file=sys.stderr)
        return 0
    said = f": {found.said}" if found.said else ""
    lines = [f"{stack}: the server {'answers' if found.answers else 'does not answer'}{said}"]
    if found.not_ready:
        lines += ["Not ready:", *(f"  {line}" for line in found.not_ready), ADVICE]
    elif not found.answers:
        lines.append(ADVICE)
    print("\n".join(lines), file=sys.stdout if found.answers else sys.stderr, flush=True)
    return 0 if found.answers else 1
