"""What the system can be told to refuse to a process. Each limit is set by itself: one that this
system does not have is left out, and what then really holds is found out by trying."""

from __future__ import annotations

import contextlib
import os
import resource
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from engines.sandbox import landlock, seccomp
from engines.sandbox.protocol import Limits

OPEN_FILES = 64
NICER = 5
FIRST_TO_GO = 800
"""How willingly the kernel ends this process when memory runs out; -1000 to 1000."""
LAST_WORDS = 64 << 20
"""Bytes that are kept back while the code runs, so that one that used up its memory can be told."""
GRACE = 5
_PARENT_DEATH_SIGNAL = 1


@dataclass(frozen=True, slots=True)
class Memory:
    """The limit on memory with and without the last words; made beforehand, since whoever has no
    memory left cannot make it."""

    tighten: Callable[[], object]
    release: Callable[[], object]


def restrict(limits: Limits) -> Memory:
    """Take away from this process what a function does not need; cannot be taken back.

    Return how its last words are kept from it and given to it.
    """
    _end_with_parent()
    signal.alarm(int(limits.wall) + GRACE)
    with contextlib.suppress(OSError):
        os.nice(NICER)
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text(str(FIRST_TO_GO), encoding="utf-8")
    used = resource.getrusage(resource.RUSAGE_SELF)
    seconds = int(used.ru_utime + used.ru_stime) + 1 + limits.cpu
    _set("RLIMIT_CPU", seconds, seconds + 1)
    memory = _limit_memory(limits.memory)
    _set("RLIMIT_CORE", 0, 0)
    _set("RLIMIT_NOFILE", OPEN_FILES, OPEN_FILES)
    landlock.forbid_writing()
    if not seccomp.forbid_processes():
        _set("RLIMIT_NPROC", 0, 0)
    _set("RLIMIT_FSIZE", 0, 0)
    return memory


def _limit_memory(allowed: int) -> Memory:
    """Limit what may be mapped beyond what is mapped now. Only Linux tells and keeps to it."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="utf-8").split()[0])
    except (OSError, ValueError):
        return Memory(_nothing, _nothing)
    size = pages * resource.getpagesize() + allowed
    _set("RLIMIT_AS", size, size + LAST_WORDS)
    soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    limit = partial(resource.setrlimit, resource.RLIMIT_AS)
    return Memory(partial(limit, (soft, hard)), partial(limit, (hard, hard)))


def _nothing() -> None:
    """There is no such limit here."""


def _end_with_parent() -> None:
    if not sys.platform.startswith("linux"):
        return
    import ctypes

    ctypes.CDLL(None).prctl(_PARENT_DEATH_SIGNAL, signal.SIGKILL, 0, 0, 0)


def _set(name: str, soft: int, hard: int) -> None:
    number = getattr(resource, name, None)
    if number is None:
        return
    with contextlib.suppress(OSError, ValueError):
        _, highest = resource.getrlimit(number)
        if highest != resource.RLIM_INFINITY:
            soft, hard = min(soft, highest), min(hard, highest)
        resource.setrlimit(number, (soft, hard))
