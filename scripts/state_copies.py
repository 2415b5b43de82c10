"""Copies of local state files while Terraform runs, in case Terraform is killed.

Terraform truncates its local state file before it writes it again, several times per second during an apply
(https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/filesystem.go). If Terraform is killed or
the machine fails at that moment, the file stays empty, and the only record of the created resources is lost. A state
in a bucket is written as a whole.
"""

import fcntl
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_STATE_FILES = "terraform.*.tfstate"
_COPY = ".copy"
INTERVAL_SECONDS = 0.5
# Wait after a read during a write, which is short; with the full interval, many copies fail on a busy machine.
AGAIN_SECONDS = 0.02


@contextmanager
def state_copies(folder: Path) -> Iterator[None]:
    """Maintains a recent and complete `<file>.copy` of every state file in `folder`."""
    over = threading.Event()
    watcher = threading.Thread(target=_watch, args=(folder, over), daemon=True)
    watcher.start()
    try:
        yield
    finally:
        over.set()
        watcher.join()


def restore_broken(folder: Path) -> list[Path]:
    """Restores every empty or truncated state file in `folder` from its copy; returns these files.

    An absent file is not restored: the user removed it. A file that Terraform has locked is skipped.
    """
    return [file for file in sorted(folder.glob(_STATE_FILES)) if _copy_of(file).exists() and _restore(file)]


def _restore(file: Path) -> bool:
    """Restores `file` if it is broken; returns whether it did."""
    with file.open("r+b") as state:
        try:
            # Terraform takes the same lock.
            fcntl.lockf(state, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return False
        if _is_whole(state.read()):
            return False
        state.seek(0)
        state.truncate()
        state.write(_copy_of(file).read_bytes())
        return True


def _watch(folder: Path, over: threading.Event) -> None:
    copied: dict[Path, bytes] = {}
    wait = INTERVAL_SECONDS
    while not over.wait(wait):
        whole = [_keep(file, copied) for file in folder.glob(_STATE_FILES)]
        wait = INTERVAL_SECONDS if all(whole) else AGAIN_SECONDS


def _keep(file: Path, copied: dict[Path, bytes]) -> bool:
    """Copies `file` if it is complete and differs from the last copy; returns whether it is complete."""
    try:
        content = file.read_bytes()
    except FileNotFoundError:  # it may be removed at any moment
        return True
    if content == copied.get(file):
        return True
    if not _is_whole(content):
        return False
    _write_as_a_whole(_copy_of(file), content)
    copied[file] = content
    return True


def _write_as_a_whole(path: Path, content: bytes) -> None:
    partial = path.with_name(f"{path.name}.partial")
    partial.write_bytes(content)
    partial.replace(path)


def _copy_of(file: Path) -> Path:
    return file.with_name(f"{file.name}{_COPY}")


def _is_whole(content: bytes) -> bool:
    try:
        json.loads(content)
    except ValueError:
        return False
    return True
