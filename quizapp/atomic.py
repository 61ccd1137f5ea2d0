"""Files that are whole or not there: written beside the target, synced, then renamed over it."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path


def write_bytes(path: Path, data: bytes) -> None:
    """Put `data` at `path`, durably; a reader sees the old contents or the new, never a part.

    A symbolic link is followed, so that a linked settings file stays a link, and the permissions of
    a file that is replaced are kept. A device or a pipe is written to and stays what it is. Raises
    OSError, and then `path` is as it was.
    """
    target = path.resolve()
    if target.exists() and not target.is_file():
        with target.open("wb") as file:
            file.write(data)
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    try:
        with beside.open("wb") as file:
            with suppress(FileNotFoundError):
                beside.chmod(target.stat().st_mode & 0o7777)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(target)
    except OSError:
        beside.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def write_text(path: Path, text: str) -> None:
    """`write_bytes` of `text` in UTF-8."""
    write_bytes(path, text.encode())


def _sync_folder(folder: Path) -> None:
    # The rename itself lives in the folder; some file systems cannot sync one, and then need not.
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
