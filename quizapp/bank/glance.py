"""Names out of a bank's files at a glance, for a shell that waits: nothing is validated."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path

_LARGEST = 8_000_000
_ID = re.compile(r"^ {0,2}- id: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)
_TOPIC = re.compile(r"^topic: *[\"']?([a-z0-9]+(?:-[a-z0-9]+)*)", re.MULTILINE)


def question_ids(folders: Iterable[Path]) -> list[str]:
    """Return the ids of the questions that stand in these banks, as far as they are seen."""
    return _found(_ID, folders)


def topics(folders: Iterable[Path]) -> list[str]:
    """Return the topics of these banks."""
    return _found(_TOPIC, folders)


def _found(pattern: re.Pattern[str], folders: Iterable[Path]) -> list[str]:
    return list(dict.fromkeys(name for text in _texts(folders) for name in pattern.findall(text)))


def _texts(folders: Iterable[Path]) -> Iterator[str]:
    for folder in folders:
        with suppress(OSError):
            for path in sorted(folder.glob("*.yaml")):
                if path.is_file() and path.stat().st_size <= _LARGEST:
                    yield path.read_text(encoding="utf-8", errors="replace")
