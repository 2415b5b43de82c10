"""Checks after a deploy whether each server answers, and if not, prints the reasons from its cluster."""

import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from constructs_lib.deployments import Deployment
from scripts.cluster_api import KubernetesApi
from scripts.cluster_login import ClusterAccessError, cluster_login
from scripts.cluster_report import Report, report
from scripts.server_parts import parts_of
from scripts.stack_patterns import matches

ADVICE = "docs/troubleshooting.md explains what to do about each."
POLL_SECONDS = 15
# A login to EKS lasts 15 minutes.
LOGIN_SECONDS = 600


def check_servers(
    patterns: Sequence[str],
    deployments: Sequence[Deployment],
    *,
    output: Path,
    environment: Mapping[str, str],
    wait: bool = False,
) -> int:
    """Checks every application stack that a pattern matches; returns 1 if a server does not answer, else 0.

    With `wait`, it waits until the operator's components answer: Terraform only hands them over to the operator.
    """
    chosen = [
        deployment
        for deployment in deployments
        if deployment.application_name in deployment.stack_names and matches(patterns, deployment.application_name)
    ]
    return max((_check(deployment, output, environment, wait=wait) for deployment in chosen), default=0)


def _check(deployment: Deployment, output: Path, environment: Mapping[str, str], *, wait: bool) -> int:
    stack = deployment.application_name
    try:
        found = _report(deployment, output, environment, wait=wait)
    except ClusterAccessError as reason:
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


def _report(deployment: Deployment, output: Path, environment: Mapping[str, str], *, wait: bool) -> Report:
    settings = deployment.settings
    parts, waits = parts_of(settings), wait and settings.runs_operator
    start = logged_in = time.monotonic()
    api = _login(deployment, output, environment)
    shown = None
    while True:
        found = report(api, settings.k8s_namespace, parts)
        now = time.monotonic()
        if not waits or found.answers or now - start > settings.progress_deadline_seconds:
            return found
        if found.ready_parts != shown:
            shown = found.ready_parts
            print(
                f"{deployment.application_name}: {shown} of {found.parts} parts are ready; waiting: {found.said}",
                flush=True,
            )
        time.sleep(POLL_SECONDS)
        if now - logged_in > LOGIN_SECONDS:
            api, logged_in = _login(deployment, output, environment), now


def _login(deployment: Deployment, output: Path, environment: Mapping[str, str]) -> KubernetesApi:
    return KubernetesApi(cluster_login(output / "stacks" / deployment.application_name, environment))
