"""Finds the deployment files that the caller or WANDB_DEPLOYMENTS names."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from constructs_lib.problems import Problem, shown

from .reader import CHECK_PATH, COMMON, ENDINGS, stem_of

ENVIRONMENT_VARIABLE = "WANDB_DEPLOYMENTS"
DEFAULT_FOLDER = "deployments"


def chosen_paths(paths: str | Path | Iterable[str | Path] | None) -> list[Path]:
    """The files and folders named by the caller or by WANDB_DEPLOYMENTS, or the default."""
    if paths is None:
        named = os.environ.get(ENVIRONMENT_VARIABLE, "")
        paths = [part for part in named.split(os.pathsep) if part] or [DEFAULT_FOLDER]
    elif isinstance(paths, str | Path):
        paths = [paths]
    return [Path(path) for path in paths]


def files_among(paths: Iterable[Path], clouds: Iterable[str], problems: list[Problem]) -> Iterator[Path]:
    """The paths, with each folder replaced by its deployment files."""
    for path in paths:
        if is_folder(path):
            yield from _files_of(path, clouds, problems)
        else:
            yield path


def _files_of(folder: Path, clouds: Iterable[str], problems: list[Problem]) -> list[Path]:
    if not os.access(folder, os.X_OK):
        problems.append(Problem(shown(folder), "", f"cannot be opened; {CHECK_PATH}"))
        return []
    found: list[Path] = []
    before = len(problems)
    places = _read_folders(folder, clouds)
    for place in places:
        try:
            found += (file for file in place.iterdir() if file.name.endswith(ENDINGS) and stem_of(file) != COMMON)
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            problems.append(Problem(shown(place), "", f"cannot be read: {error.strerror}; {CHECK_PATH}"))
    problems += [_ignored_file(file, clouds) for file in _misplaced_files(folder, places, clouds)]
    if not found and len(problems) == before:
        folders = " or ".join(f"{cloud}/" for cloud in clouds)
        problems.append(
            Problem(shown(folder), "", f"contains no deployment file; put one into {folders}, named *.tfvars")
        )
    return sorted(found)


def _read_folders(folder: Path, clouds: Iterable[str]) -> list[Path]:
    """The folders whose files are deployments: those of the clouds, and the folders directly below."""
    own = folder.absolute()
    tops = [folder] if own.name in clouds else []
    tops += [folder / cloud for cloud in clouds]
    below = [each for top in tops for each in _entries(top) if each.name not in clouds and is_folder(each)]
    # One folder of a cloud can be named, unless it has the layout of its own.
    lone = own.parent.name in clouds and not any(map(is_folder, tops))
    return [*tops, *below, *([folder] if lone else [])]


def _misplaced_files(folder: Path, read: list[Path], clouds: Iterable[str]) -> Iterator[Path]:
    """Deployment files one folder too high or too deep."""
    beside = [] if folder in read else [folder]
    for above in [folder, *read]:
        beside += [each for each in _entries(above) if each not in read and is_folder(each)]
    # A complete layout in a subfolder, such as prod/aws/.
    beside += [each / cloud for each in beside for cloud in clouds if each != folder]
    for place in beside:
        yield from (file for file in _entries(place) if file.name.endswith(ENDINGS) and is_file(file))


def _entries(folder: Path) -> list[Path]:
    """The entries of a folder, without hidden ones such as backup copies of editors."""
    try:
        return sorted(entry for entry in folder.iterdir() if not entry.name.startswith("."))
    except OSError:
        return []


def _ignored_file(file: Path, clouds: Iterable[str]) -> Problem:
    folders = " or ".join(f"{cloud}/" for cloud in clouds)
    advice = "move it there, or rename it"
    if file.parent.name in clouds and file.parent.parent.name not in clouds:
        # A complete layout, such as prod/aws/.
        advice = f"move it there, rename it, or set {ENVIRONMENT_VARIABLE}={shown(file.parent.parent)}"
    return Problem(shown(file), "", f"is not read, because it is not in {folders}, or one folder deeper; {advice}")


def is_folder(path: Path) -> bool:
    """Whether the folder exists and is accessible."""
    return _is(path, stat.S_ISDIR)


def is_file(path: Path) -> bool:
    """Whether the file exists and is accessible."""
    return _is(path, stat.S_ISREG)


def _is(path: Path, kind: Callable[[int], bool]) -> bool:
    try:
        return kind(path.stat().st_mode)
    except OSError:
        return False


def why_unreadable(path: Path, *, from_environment: bool) -> str | None:
    """Why the path cannot be read, or None. `from_environment`: WANDB_DEPLOYMENTS or its default names the path."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        if path.is_symlink():
            return "is a link to something that does not exist; fix the link, or remove it"
        if not from_environment:
            return "does not exist; create it, or correct the path"
        return f"does not exist; {ENVIRONMENT_VARIABLE} names files and folders, separated by {json.dumps(os.pathsep)}"
    except OSError as error:
        return f"cannot be read: {error.strerror}; {CHECK_PATH}"
    return None
