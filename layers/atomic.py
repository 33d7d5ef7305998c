"""Files that are either whole or not there: written aside, then moved into place in one step."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from geo.errors import ExportError

PREFIX = ".claimline-"
STALE_S = 6 * 3600.0
"""Seconds after which a folder set aside is surely nobody's any more: no export takes so long."""


def _sweep(folder: Path) -> None:
    for left in folder.glob(f"{PREFIX}*"):
        try:
            if left.is_dir() and not left.is_symlink() and time.time() - left.stat().st_mtime > STALE_S:
                shutil.rmtree(left, ignore_errors=True)
        except OSError:  # somebody else swept it
            continue


def write_whole(target: Path, make: Callable[[Path], None]) -> None:
    """Let ``make`` write a file in a folder of its own beside ``target``, then move it there.

    The folder is removed whatever happens, an interrupt included; what a killed process left behind goes
    with the next export. Raises ExportError where the
    target's folder is missing or cannot be written.
    """
    if target.is_dir():
        raise ExportError(f"{target}: is a folder; give the name of a file")
    if not target.parent.is_dir():
        raise ExportError(f"{target}: the folder {target.parent} does not exist; make it first")
    _sweep(target.parent)
    try:
        aside = Path(tempfile.mkdtemp(prefix=PREFIX, dir=target.parent))
    except OSError as error:
        raise ExportError(f"{target}: cannot write there ({error.strerror}); choose another folder") from error
    try:
        part = aside / target.name
        make(part)
        part.replace(target)
    except OSError as error:
        if isinstance(error, ExportError):
            raise
        raise ExportError(f"{target}: not written ({error.strerror or error})") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)
