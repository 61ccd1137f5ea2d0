"""Landlock on Linux: this process may change no file from now on. Reading stays as it was.

Source: the kernel's documentation, userspace-api/landlock; the calls have no wrapper in the C
library. An older kernel refuses less, one without Landlock nothing.
"""

from __future__ import annotations

import ctypes
import os
import sys

_CREATE, _ADD, _RESTRICT = 444, 445, 446
_ASK_VERSION = 1
_BENEATH = 1
_NO_NEW_PRIVILEGES = 38
_WRITE_FILE = 1 << 1
_CHANGES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))
"""Writing to files, removing and making entries of every sort."""
_LATER = {2: 1 << 13, 3: 1 << 14}
"""Version from which on a right is known: moving between folders, truncating."""


class _Rule(ctypes.Structure):
    _pack_ = 1
    _fields_ = (("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32))


def forbid_writing() -> bool:
    """Forbid this thread, and what it starts, to change files, but for ``/dev/null``.

    Return whether the kernel agreed.
    """
    if not sys.platform.startswith("linux"):
        return False
    libc = ctypes.CDLL(None, use_errno=True)
    version: int = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    if version < 1:
        return False
    handled = _CHANGES | sum(right for first, right in _LATER.items() if version >= first)
    rights = ctypes.c_uint64(handled)
    rules: int = libc.syscall(_CREATE, ctypes.byref(rights), ctypes.sizeof(rights), 0)
    if rules < 0:
        return False
    try:
        _allow(libc, rules, os.devnull)
        if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
            return False
        return bool(libc.syscall(_RESTRICT, rules, 0) == 0)
    finally:
        os.close(rules)


def _allow(libc: ctypes.CDLL, rules: int, path: str) -> None:
    parent = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = _Rule(_WRITE_FILE, parent)
        libc.syscall(_ADD, rules, _BENEATH, ctypes.byref(rule), 0)
    finally:
        os.close(parent)
