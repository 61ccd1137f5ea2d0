"""A folder of small JSON files that can be rebuilt at any time: bounded, and always safe to delete.

Whatever is wrong with a file, it counts as absent; a folder that cannot be written to is no error.
"""

from __future__ import annotations

import json
import os
from contextlib import suppress
from pathlib import Path
from typing import Any

from pydantic_core import from_json

MAX_FILES = 2000
MAX_BYTES = 64 * 1024 * 1024


class JsonCache:
    """Documents by name in `folder`, at most `files` of them and `size` bytes in all: those that
    were written longest ago go first."""

    def __init__(self, folder: Path, *, files: int = MAX_FILES, size: int = MAX_BYTES) -> None:
        self._folder = folder
        self._files = files
        self._size = size

    def get(self, name: str) -> Any:
        """Return the document of that name, or None."""
        text = self.read(name)
        try:
            return None if text is None else from_json(text)
        except ValueError:
            return None

    def put(self, name: str, document: Any) -> None:
        """Keep a document."""
        with suppress(ValueError):
            self.write(name, json.dumps(document, ensure_ascii=False, separators=(",", ":")))

    def read(self, name: str) -> bytes | None:
        """Return the text of that name, or None."""
        try:
            return self._path(name).read_bytes()
        except (OSError, ValueError):
            return None

    def write(self, name: str, text: str) -> None:
        """Keep the text of a document; a reader sees the old one or the new one, never a part."""
        path = self._path(name)
        temporary = path.with_suffix(f".{os.getpid()}.tmp")
        with suppress(OSError, ValueError):
            self._folder.mkdir(parents=True, exist_ok=True)
            temporary.write_text(text, encoding="utf-8")
            temporary.replace(path)

    def prune(self) -> None:
        """Delete what goes beyond the bounds. Call it once behind a row of `put`."""
        with suppress(OSError):
            kept = [(path, path.stat()) for path in self._folder.glob("*.json")]
            kept.sort(key=lambda entry: entry[1].st_mtime_ns, reverse=True)
            total = 0
            for number, (path, status) in enumerate(kept):
                total += status.st_size
                if number >= self._files or total > self._size:
                    path.unlink(missing_ok=True)

    def _path(self, name: str) -> Path:
        return self._folder / f"{name}.json"
