"""Whether the emulator has the operator's charts: it answers for W&B's public repository, with stand-ins."""

from typing import Any
from urllib.parse import urlsplit

from constructs_lib.settings.kubernetes.operator import CHART_REPOSITORY
from emulator import charts


def why_no_charts(settings: Any) -> str | None:
    """Why the emulator has no charts for the application of a deployment; None if it has, or if none are needed."""
    repository = settings.wandb_chart_repository
    if not settings.runs_operator or urlsplit(repository).hostname in charts.HOSTS:
        return None
    return f'the emulator has only the charts of {CHART_REPOSITORY}, and wandb_chart_repository is "{repository}"'
