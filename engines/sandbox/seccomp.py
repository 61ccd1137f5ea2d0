"""A filter of system calls on Linux: no new processes, no other programs, no network, no signals to
others. Threads are let through; memory bounds their number.

Unlike a limit on processes it holds for root too. Source: seccomp(2), linux/filter.h.
"""

from __future__ import annotations

import ctypes
import errno
import platform
import sys
from dataclasses import dataclass

_SET_MODE_FILTER = 1
_ALL_THREADS = 1
_NO_NEW_PRIVILEGES = 38
_CLONE_THREAD = 0x10000

_LOAD, _EQUAL, _ANY_BIT, _AT_LEAST, _RETURN = 0x20, 0x15, 0x45, 0x35, 0x06
_ALLOW = 0x7FFF0000
_REFUSE = 0x00050000
_NUMBER, _ARCHITECTURE, _FIRST_ARGUMENT = 0, 4, 16
_FOREIGN = 0x40000000
"""Numbers from here on belong to another calling convention of the same machine (x32)."""


@dataclass(frozen=True, slots=True)
class _Machine:
    """One architecture: its mark, the number of seccomp(2) itself, and what is refused."""

    mark: int
    seccomp: int
    clone: int
    refused: tuple[int, ...]


_CLONE3 = 435
_MACHINES = {
    # fork, vfork, execve, execveat, kill, pidfd_send_signal, socket, ptrace, process_vm_writev
    "x86_64": _Machine(0xC000003E, 317, 56, (57, 58, 59, 322, 62, 424, 41, 101, 311)),
    # execve, execveat, kill, pidfd_send_signal, socket, ptrace, process_vm_writev
    "aarch64": _Machine(0xC00000B7, 277, 220, (221, 281, 129, 424, 198, 117, 271)),
}


class _Instruction(ctypes.Structure):
    _fields_ = (
        ("code", ctypes.c_uint16),
        ("if_true", ctypes.c_uint8),
        ("if_false", ctypes.c_uint8),
        ("value", ctypes.c_uint32),
    )


class _Program(ctypes.Structure):
    _fields_ = (("length", ctypes.c_uint16), ("filter", ctypes.POINTER(_Instruction)))


def forbid_processes() -> bool:
    """Install the filter for every thread of this process; say whether the kernel took it."""
    machine = _MACHINES.get(platform.machine())
    if machine is None or not sys.platform.startswith("linux") or sys.byteorder != "little":
        return False
    lines = _filter(machine)
    array = (_Instruction * len(lines))(*(_Instruction(*line) for line in lines))
    program = _Program(len(lines), array)
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(_NO_NEW_PRIVILEGES, 1, 0, 0, 0) != 0:
        return False
    done: int = libc.syscall(machine.seccomp, _SET_MODE_FILTER, _ALL_THREADS, ctypes.byref(program))
    return done == 0


def _filter(machine: _Machine) -> list[tuple[int, int, int, int]]:
    """Return the filter's instructions: a table of numbers, each with what is answered."""
    lines = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        *_answer(_EQUAL, machine.mark, errno.EPERM, unless=True),
        (_LOAD, 0, 0, _NUMBER),
        *_answer(_AT_LEAST, _FOREIGN, errno.ENOSYS),
        # The C library then falls back to clone, whose flags can be looked at.
        *_answer(_EQUAL, _CLONE3, errno.ENOSYS),
    ]
    for number in machine.refused:
        lines += _answer(_EQUAL, number, errno.EPERM)
    return [
        *lines,
        (_EQUAL, 0, 3, machine.clone),
        (_LOAD, 0, 0, _FIRST_ARGUMENT),
        *_answer(_ANY_BIT, _CLONE_THREAD, errno.EPERM, unless=True),
        (_RETURN, 0, 0, _ALLOW),
    ]


def _answer(
    test: int, value: int, error: int, *, unless: bool = False
) -> list[tuple[int, int, int, int]]:
    """Return what refuses with `error` where the test holds, or `unless` it does."""
    jumps = (1, 0) if unless else (0, 1)
    return [(test, *jumps, value), (_RETURN, 0, 0, _REFUSE | error)]
