"""Which layers of isolation hold for a learner's program here, found out by trying to break them.

Only the limit of computing time is read rather than tried: trying it would take that time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from engines.sandbox.protocol import Call, Limits, Program, ProgramRun
from quizapp.sandbox_client import run_program

_MEMORY = 256 << 20
_SECONDS = 10.0
_CODE = f"""\
import os, resource, socket, tempfile

def processes():
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)

def network():
    socket.socket().close()

def files():
    handle, path = tempfile.mkstemp(dir={{elsewhere!r}})
    os.close(handle)
    os.unlink(path)

def writing():
    with open("file", "wb", buffering=0) as file:
        file.write(b"x")

def memory():
    bytearray({_MEMORY * 2})

def computing():
    if resource.getrlimit(resource.RLIMIT_CPU)[0] != resource.RLIM_INFINITY:
        raise RuntimeError("limited")

def descriptors():
    kept = []
    for _ in range(300):
        kept.append(os.open("/dev/null", os.O_RDONLY))

def refused(name):
    try:
        globals()[name]()
    except BaseException:
        return True
    return False
"""

LAYERS: Mapping[str, str] = {
    "processes": "no new processes",
    "network": "no network",
    "files": "no files made elsewhere",
    "writing": "nothing written",
    "memory": "limited memory",
    "computing": "limited computing time",
    "descriptors": "few open files",
}
"""What is tried -> what holds where it is refused."""


@dataclass(frozen=True, slots=True)
class Isolation:
    """The layers by name, each with whether it holds; `failed` says why nothing could be tried."""

    holds: Mapping[str, bool]
    failed: str = ""


def probe(elsewhere: str, run: Callable[[Program], ProgramRun] = run_program) -> Isolation:
    """Return which layers hold; `elsewhere` is a folder in which a program may make nothing.

    Raises SandboxFailed where a program cannot be run at all.
    """
    calls = tuple(Call((name,)) for name in LAYERS)
    code = _CODE.format(elsewhere=elsewhere)
    came = run(Program(code, "refused", calls, Limits(wall=_SECONDS, memory=_MEMORY)))
    if came.fault is not None:
        return Isolation({}, came.fault.text)
    pairs = zip(LAYERS, came.outputs, strict=True)
    return Isolation({name: one is True for name, one in pairs})
