"""The child: reads one program, gives up what it does not need, runs it, answers, ends.

The request comes on stdin and behind it a token, which stays unread while the code runs. The answer
goes to a descriptor of its own and counts only with that token, so that neither printed lines nor
an early end can pass for one.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import os
import sys
from typing import NoReturn

from engines.sandbox.limits import restrict
from engines.sandbox.protocol import HEADER, TOKEN, decode_request, run_to_json
from engines.sandbox.running import libraries_of, run


def main(arguments: list[str]) -> NoReturn:
    """Run the program on stdin; `arguments` holds the number of the descriptor for answers."""
    answers = int(arguments[0])
    os.set_inheritable(answers, False)
    requests = os.dup(0)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    program = decode_request(_exactly(requests, int(_exactly(requests, HEADER), 16)))
    _load(libraries_of(program.code))
    sys.stdout.reconfigure(line_buffering=True, errors="backslashreplace")  # type: ignore[union-attr]
    _tell(answers, {"ready": True})
    memory = restrict(program.limits)
    outputs, fault = run(program, memory, lambda number: _tell(answers, {"at": number}))
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
    token = _exactly(requests, TOKEN).decode("ascii")
    _tell(answers, {"token": token, "run": run_to_json(outputs, fault)})
    # Nothing that the code left behind, threads and exit handlers included, may hold us up.
    os._exit(0)


def _load(libraries: tuple[str, ...]) -> None:
    for name in libraries:
        # Where it is missing the code's own import says so.
        with contextlib.suppress(ImportError, OSError):
            module = importlib.import_module(name)
            if name == "torch":
                module.set_num_threads(1)


def _exactly(descriptor: int, size: int) -> bytes:
    """Read `size` bytes and not one more: what follows is for later."""
    parts: list[bytes] = []
    while size:
        part = os.read(descriptor, size)
        if not part:
            raise EOFError("the request ends early")
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def _tell(descriptor: int, form: dict[str, object]) -> None:
    # A line break first: whatever somebody else wrote there does not spoil this line.
    rest = memoryview(b"\n" + json.dumps(form, allow_nan=False).encode("ascii") + b"\n")
    while rest:
        rest = rest[os.write(descriptor, rest) :]


if __name__ == "__main__":
    main(sys.argv[1:])
