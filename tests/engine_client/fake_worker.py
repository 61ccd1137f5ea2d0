"""A worker that misbehaves in a stated way, to be run as a script.

``fake_worker.py WAY [FOLDER]``; a file in FOLDER counts the starts, so that a way can change.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import time
from pathlib import Path

WITNESS = {
    "value": 1,
    "tolerance": 0.0,
    "call": "fake()",
    "device": "cpu",
    "milliseconds": 0.1,
    "difference": 0.0,
    "agrees": True,
    "note": "",
}


def hello(version: str = "") -> dict[str, object]:
    """Return what a good worker greets with."""
    from quizapp import __version__

    return {
        "hello": version or __version__,
        "python": "3",
        "torch": "2",
        "device": "cpu",
        "device_name": "",
        "problem": "",
    }


def starts(folder: str) -> int:
    """Count this start and return its number, from 1."""
    path = Path(folder) / "starts"
    number = int(path.read_text()) + 1 if path.exists() else 1
    path.write_text(str(number))
    return number


def reply(number: int, body: object) -> None:
    """Send one good reply."""
    sys.stdout.write(json.dumps({"id": number, "ok": body}) + "\n")
    sys.stdout.flush()


def misbehave(way: str) -> None:
    """Do what `way` says in place of an answer."""
    match way:
        case "dies":
            sys.stderr.write("fatal: something native broke\n")
            sys.stderr.flush()
            os._exit(7)
        case "hangs":
            time.sleep(60)
        case "garbage":
            sys.stdout.write("UserWarning: garbage on stdout\n")
            sys.stdout.flush()
        case "floods":
            while True:
                sys.stdout.write("x" * 1000 + "\n")
        case "endless":
            sys.stdout.write("x" * (17 * 1024 * 1024))
            sys.stdout.flush()
            time.sleep(60)
        case "other-id":
            reply(4711, WITNESS)
        case "other-kind":
            reply(json.loads(_line)["id"], hello())


way, folder = sys.argv[1], sys.argv[2]
count = starts(folder)
once = way.endswith("-once")
way = way.removesuffix("-once")
if way == "refuses-to-start":
    sys.stderr.write("ModuleNotFoundError: No module named 'engines'\n")
    os._exit(1)
if way == "killed-at-start" or (way == "killed-at-first-start" and count == 1):
    os.kill(os.getpid(), signal.SIGKILL)
if way == "slow-start":
    time.sleep(1.5)

for _line in sys.stdin:
    request = json.loads(_line)
    if request["op"] == "hello":
        if way == "hangs-at-start":
            time.sleep(60)
        reply(request["id"], hello("0.0.1" if way == "other-version" else ""))
        if way == "deaf":
            time.sleep(60)
    elif way in ("good", "slow-start", "killed-at-first-start") or (once and count > 1):
        reply(request["id"], WITNESS)
    elif way == "slow":
        time.sleep(0.3)
        reply(request["id"], WITNESS)
    else:
        misbehave(way)
