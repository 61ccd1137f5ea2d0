"""Each layer by itself: it must hold where the others are missing."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's own filters")
_HEAD = """
import os, resource, socket, sys
from engines.sandbox import landlock, limits, seccomp
from engines.sandbox.protocol import Limits
"""
_WITHOUT = "landlock.forbid_writing = seccomp.forbid_processes = lambda: False\n"
_NOBODY = "os.setgid(65534); os.setuid(65534)\n" if os.getuid() == 0 else ""


def refused(body: str, folder: Path) -> str:
    """What a fresh process said that ran `body`: the class of the error that ended it."""
    done = subprocess.run(
        [sys.executable, "-P", "-c", _HEAD + body],
        capture_output=True,
        text=True,
        timeout=60,
        cwd=folder,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
        check=False,
    )
    lines = done.stderr.strip().splitlines()
    return lines[-1] if lines else done.stdout.strip()


def test_the_limit_on_file_size_forbids_writing_by_itself(tmp_path: Path) -> None:
    body = f"{_WITHOUT}limits.restrict(Limits())\nopen('x', 'wb', buffering=0).write(b'x')"
    assert "File too large" in refused(body, tmp_path)
    assert (tmp_path / "x").stat().st_size == 0


def test_the_limit_on_processes_holds_where_there_is_no_filter(tmp_path: Path) -> None:
    body = f"{_NOBODY}{_WITHOUT}limits.restrict(Limits())\nos.fork()"
    assert refused(body, tmp_path).startswith("BlockingIOError")


@linux
@pytest.mark.parametrize("act", ["os.fork()", "os.posix_spawn('/bin/true', ['true'], {})"])
def test_the_filter_forbids_processes_by_itself(tmp_path: Path, act: str) -> None:
    told = refused(f"print(seccomp.forbid_processes(), flush=True)\n{act}", tmp_path)
    assert told.startswith("PermissionError")


@linux
def test_the_filter_lets_threads_and_reading_through(tmp_path: Path) -> None:
    body = (
        "import threading\nassert seccomp.forbid_processes()\nseen = []\n"
        "thread = threading.Thread(target=seen.append, args=(1,))\nthread.start()\nthread.join()\n"
        "print(seen, len(open(os.__file__).read()) > 100)"
    )
    assert refused(body, tmp_path) == "[1] True"


@linux
def test_the_filter_holds_for_threads_that_ran_before(tmp_path: Path) -> None:
    body = (
        "import queue, threading\nasked, told = queue.Queue(), queue.Queue()\n"
        "def work():\n    asked.get()\n    try:\n        os.fork()\n"
        "    except OSError as error:\n        told.put(type(error).__name__)\n"
        "threading.Thread(target=work, daemon=True).start()\n"
        "assert seccomp.forbid_processes()\nasked.put(1)\nprint(told.get(timeout=20))"
    )
    assert refused(body, tmp_path) == "PermissionError"


@linux
def test_landlock_forbids_changes_by_itself_and_lets_reading_through(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("kept", encoding="utf-8")
    body = "if not landlock.forbid_writing():\n    print('no landlock'); sys.exit()\n"
    if refused(f"{body}print('there')", tmp_path) == "no landlock":
        pytest.skip("this kernel has no Landlock")
    assert refused(f"{body}print(open('kept').read())", tmp_path) == "kept"
    assert refused(f"{body}print(open(os.devnull, 'w').write('x'))", tmp_path) == "1"
    for act in (
        "open('kept', 'w')",
        "open('kept', 'a')",
        "os.unlink('kept')",
        "os.rename('kept', 'other')",
        "os.truncate('kept', 0)",
        "os.mkdir('folder')",
        "os.symlink('kept', 'link')",
    ):
        assert refused(f"{body}{act}", tmp_path).startswith("PermissionError"), act
    assert (tmp_path / "kept").read_text(encoding="utf-8") == "kept"


@linux
def test_memory_counts_from_what_is_taken_already(tmp_path: Path) -> None:
    body = (
        "kept = bytearray(300 << 20)\n"
        "memory = limits.restrict(Limits(memory=100 << 20))\nmemory.tighten()\n"
        "more = bytearray(60 << 20)\nprint('so far', flush=True)\nbytearray(60 << 20)"
    )
    assert refused(body, tmp_path) == "MemoryError"
    assert refused(
        body.replace("\nbytearray(60", "\nmemory.release()\nbytearray(60"), tmp_path
    ) == ("so far")
