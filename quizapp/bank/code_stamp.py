"""The sources that read, draw, grade and check questions: what caches are to be believed for."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from quizapp import __version__
from quizapp.bank.jsoncache import JsonCache

_KEPT = "code"
"""The name under which the digest of the sources is kept, with the stamp it was made under."""


@lru_cache(maxsize=1)
def code_stamp() -> bytes:
    """Return 32 bytes that change with the version and with every source file that reads, draws,
    grades and checks questions, by its size and the time it was written."""
    digest = hashlib.blake2b(__version__.encode(), digest_size=32)
    for name, entry in _sources():
        status = entry.stat()
        digest.update(f"{name} {status.st_size} {status.st_mtime_ns}\n".encode())
    return digest.digest()


def code_digest(kept: JsonCache) -> str:
    """Return a digest of those files by their content: the same on every machine. It is `kept`,
    and made again where the stamp is another."""
    stamp = code_stamp().hex()
    document = kept.get(_KEPT)
    if isinstance(document, dict) and document.get("stamp") == stamp:
        known = document.get("digest")
        if isinstance(known, str):
            return known
    digest = hashlib.blake2b(digest_size=20)
    for name, entry in _sources():
        content = Path(entry.path).read_bytes()
        digest.update(f"{name} {len(content)}\n".encode())
        digest.update(content)
    kept.put(_KEPT, {"stamp": stamp, "digest": digest.hexdigest()})
    return digest.hexdigest()


def _sources() -> Iterator[tuple[str, os.DirEntry[str]]]:
    """Yield each source file with its path from the package's folder."""
    import engines

    here = Path(__file__).parent
    yield from _within(here.parent, "quizapp", deep=False)
    for folder in (here, here.parent / "grading", Path(engines.__file__ or "").parent):
        yield from _within(folder, folder.name)


def _within(
    folder: Path | str, name: str, *, deep: bool = True
) -> Iterator[tuple[str, os.DirEntry[str]]]:
    with os.scandir(folder) as found:
        entries = sorted(found, key=lambda entry: entry.name)
    for entry in entries:
        if entry.name.endswith(".py"):
            yield f"{name}/{entry.name}", entry
        elif deep and entry.is_dir() and entry.name != "__pycache__":
            yield from _within(entry.path, f"{name}/{entry.name}")
