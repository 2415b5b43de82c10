"""Which stacks the names and patterns of a command line choose."""

import fnmatch
from collections.abc import Iterable, Sequence

from constructs_lib.deployments import Deployment


def matches(patterns: Iterable[str], *stacks: str) -> bool:
    """Whether one of `patterns` matches one of `stacks`."""
    return any(fnmatch.filter(stacks, pattern) for pattern in patterns)


def no_match(patterns: Sequence[str], deployments: Sequence[Deployment]) -> str | None:
    """The error for the patterns that match no stack; None if each matches one."""
    names = [name for deployment in deployments for name in deployment.stack_names]
    empty = [pattern for pattern in patterns if not matches([pattern], *names)]
    return f"No stack matches {' or '.join(empty)}; the stacks are {', '.join(names)}" if empty else None
