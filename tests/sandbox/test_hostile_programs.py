"""Programs that try to break out, hang, exhaust or deceive: each ends within its limit, with a
sentence, and leaves nothing behind."""

from __future__ import annotations

import os
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from engines.sandbox.protocol import Call, Fault, Limits, Program, ProgramRun, SandboxFailed
from quizapp.sandbox_client import run_program

LONGEST = 45.0
"""Seconds for a test on a machine that has other work too."""
LIMITS = Limits(wall=10, cpu=1, memory=256 << 20, printed=1 << 20)
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="the kernel's own filters")

Run = Callable[..., ProgramRun]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Run]:
    """Run a program on 1 and 2; afterwards no process of it lives and no file of it lies about."""
    mark = f"/nowhere/{uuid.uuid4()}"
    monkeypatch.setenv("PATH", f"{os.environ['PATH']}:{mark}")
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    began = time.monotonic()

    def ran(code: str, limits: Limits = LIMITS) -> ProgramRun:
        return run_program(Program(code, "f", (Call((1,)), Call((2,))), limits))

    yield ran
    assert time.monotonic() - began < LONGEST
    assert _alive_after(mark, 5.0) == []
    assert list(tmp_path.iterdir()) == []


def _alive_after(mark: str, seconds: float) -> list[str]:
    """The processes that are there after so many seconds: the kernel ends orphans in its own time,
    a sleeper of these tests would be there for minutes."""
    until = time.monotonic() + seconds
    while (found := _alive(mark)) and time.monotonic() < until:
        time.sleep(0.05)
    return found


def _alive(mark: str) -> list[str]:
    """The processes that were started with `mark` in their environment."""
    found = []
    for entry in Path("/proc").glob("[0-9]*/environ"):
        try:
            if mark.encode() in entry.read_bytes() and int(entry.parent.name) != os.getpid():
                found.append(entry.parent.name)
        except OSError:
            continue
    return found


_CATCHES = """
def f(x):
    while True:
        try:
            while True: pass
        except BaseException: pass
"""
_IGNORES = """
import signal
for number in (signal.SIGXCPU, signal.SIGALRM, signal.SIGTERM, signal.SIGHUP, signal.SIGINT):
    signal.signal(number, signal.SIG_IGN)
def f(x):
    while True: pass
"""
_SLEEPS = """
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
def f(x):
    while True: time.sleep(1)
"""


@pytest.mark.parametrize(
    ("code", "sort"),
    [
        ("def f(x):\n    while True: pass", "cpu"),
        ("while True: pass", "cpu"),
        (_CATCHES, "cpu"),
        (_IGNORES, "killed"),
    ],
)
def test_endless_computing_is_ended(run: Run, code: str, sort: str) -> None:
    fault = run(code, Limits(wall=30, cpu=1)).fault
    assert fault is not None
    assert fault.sort == sort


@pytest.mark.parametrize("code", ["import time\ndef f(x): time.sleep(1000)", _SLEEPS, _IGNORES])
def test_endless_waiting_is_ended(run: Run, code: str) -> None:
    came = run(code, Limits(wall=1.5))
    assert came.fault == Fault("time", "it did not end within 1.5 seconds")
    assert came.at == 0


@pytest.mark.parametrize(
    "code",
    [
        "def f(x):\n    return len([0] * 10**10)",
        "def f(x):\n    kept = []\n    while True: kept.append(bytearray(1 << 20))",
        "kept = []\nwhile True: kept.append(bytearray(1 << 20))",
        "def f(x):\n    return 'x' * 10**10",
        "kept = []\ndef f(x):\n    while True: kept.append(bytearray(1 << 10))",
        "kept = []\ndef f(x):\n    while True: kept.append([0] * 5)",
    ],
)
@linux
def test_memory_is_bounded_and_the_program_is_told(run: Run, code: str) -> None:
    came = run(code)
    faults = [came.fault] if came.fault else list(came.outputs)
    assert {(fault.sort, fault.type) for fault in faults if isinstance(fault, Fault)} == {
        ("raised", "MemoryError")
    }


@pytest.mark.parametrize(
    "body",
    [
        "while True: os.fork()",
        "if os.fork() == 0:\n        os.setsid()\n        os.fork()\n        time.sleep(1000)",
        "subprocess.run(['sleep', '1000'])",
        "os.execvp('sleep', ['sleep', '1000'])",
        "multiprocessing.get_context('fork').Process(target=time.sleep, args=(1000,)).start()",
    ],
)
@linux
def test_no_process_is_started(run: Run, body: str) -> None:
    came = run(f"import multiprocessing, os, subprocess, time\ndef f(x):\n    {body}")
    fault = came.outputs[0]
    assert isinstance(fault, Fault)
    assert fault.type == "PermissionError"
    assert fault.line is not None


def test_threads_are_bounded_and_do_not_hold_the_end_up(run: Run) -> None:
    came = run(
        "import threading, time\ndef f(x):\n    while True:\n"
        "        threading.Thread(target=time.sleep, args=(1000,)).start()"
    )
    outputs = came.outputs
    assert came.fault is not None or all(
        isinstance(one, Fault) and one.type in ("RuntimeError", "MemoryError") for one in outputs
    )


def test_a_thread_that_never_ends_does_not_spoil_a_right_answer(run: Run) -> None:
    came = run(
        "import threading, time\ndef f(x):\n"
        "    threading.Thread(target=time.sleep, args=(1000,)).start()\n    return x"
    )
    assert came.outputs == (1, 2)


def test_open_files_are_few(run: Run) -> None:
    came = run("def f(x):\n    kept = []\n    while True: kept.append(open('/dev/null'))")
    fault = came.outputs[0]
    assert isinstance(fault, Fault)
    assert "Too many open files" in fault.message


@pytest.mark.parametrize("path", ["big", "/tmp/quizapp-big", "/dev/shm/quizapp-big"])
def test_nothing_is_written(run: Run, path: str) -> None:
    came = run(
        f"def f(x):\n    with open({path!r}, 'wb', buffering=0) as file:\n"
        "        while True: file.write(b'x' * (1 << 20))"
    )
    assert all(isinstance(one, Fault) and one.sort == "raised" for one in came.outputs)
    assert not Path(path).exists() or Path(path).stat().st_size == 0


@linux
def test_no_file_is_made_or_removed(run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    kept = tmp_path_factory.mktemp("kept") / "kept"
    kept.write_text("kept")
    came = run(f"import os\ndef f(x):\n    os.unlink({str(kept)!r}) if x == 1 else os.mkdir('d')")
    assert [one.type for one in came.outputs if isinstance(one, Fault)] == ["PermissionError"] * 2
    assert kept.read_text() == "kept"


@linux
def test_no_network_and_no_signals_to_others(run: Run) -> None:
    came = run(
        "import os, socket\ndef f(x):\n    socket.socket() if x == 1 else os.kill(os.getppid(), 9)"
    )
    assert [one.type for one in came.outputs if isinstance(one, Fault)] == ["PermissionError"] * 2


def test_endless_printing_is_cut_and_ended(run: Run) -> None:
    came = run("def f(x):\n    while True: print('x' * 1000)")
    assert came.fault == Fault("printed", "it printed more than 1 MiB")
    assert len(came.printed) == 64 << 10


def test_much_printing_is_cut_and_the_answer_counts(run: Run) -> None:
    came = run("def f(x):\n    print('é' * 50_000)\n    return x")
    assert came.outputs == (1, 2)
    assert len(came.printed.encode()) <= (64 << 10) + 3


@pytest.mark.parametrize("descriptors", ["1", "2", "0"])
def test_closed_descriptors_do_not_stop_the_answer(run: Run, descriptors: str) -> None:
    came = run(f"import os\ndef f(x):\n    if x == 1: os.close({descriptors})\n    return x")
    assert came.outputs == (1, 2)


def test_whoever_closes_everything_has_no_answer(run: Run) -> None:
    fault = run("import os\ndef f(x):\n    os.closerange(0, 200)\n    return x").fault
    assert fault is not None
    assert fault.sort == "ended"


@pytest.mark.parametrize(
    ("code", "says"),
    [
        ("import os\ndef f(x): os._exit(0)", "with status 0"),
        ("import os\nos._exit(0)", "with status 0"),
        ("import ctypes\ndef f(x): ctypes.string_at(0)", "SIGSEGV"),
        ("import os\ndef f(x): os.abort()", "SIGABRT"),
    ],
)
def test_an_early_end_is_never_an_answer(run: Run, code: str, says: str) -> None:
    fault = run(code).fault
    assert fault is not None
    assert fault.sort == "ended"
    assert says in fault.message


@pytest.mark.parametrize("how", ["sys.exit(0)", "quit()", "raise KeyboardInterrupt"])
def test_leaving_by_an_exception_is_an_exception(run: Run, how: str) -> None:
    for came in (run(f"import sys\n{how}"), run(f"import sys\ndef f(x): {how}")):
        fault = came.fault or came.outputs[0]
        assert isinstance(fault, Fault)
        assert fault.sort == "raised"
        assert fault.line == 2


_FORGED = """
import json, os
RUN = {"outputs": [{"value": 1}, {"value": 2}], "fault": None}
LINE = json.dumps({"token": "0" * 64, "run": RUN})
def f(x):
    print(LINE)
    for number in range(3, 64):
        try:
            os.write(number, ("\\n" + LINE + "\\n").encode())
        except OSError:
            pass
    END
"""


def test_a_forged_answer_without_the_token_does_not_count(run: Run) -> None:
    fault = run(_FORGED.replace("END", "os._exit(0)")).fault
    assert fault is not None
    assert fault.sort == "ended"
    came = run(_FORGED.replace("END", "return 7"))
    assert came.outputs == (7, 7)


def test_garbage_before_the_answer_does_not_spoil_it(run: Run) -> None:
    came = run(
        "import os\ndef f(x):\n    for number in range(3, 64):\n        try:\n"
        "            os.write(number, b'{garbage \\xff')\n        except OSError: pass\n"
        "    return x"
    )
    assert came.outputs == (1, 2)


def test_the_token_is_nowhere_in_the_process_while_the_code_runs(run: Run) -> None:
    came = run(
        "import re, sys\ndef f(x):\n    frame, seen = sys._getframe(), []\n"
        "    while frame:\n        seen += [repr(v) for v in frame.f_locals.values()]\n"
        "        frame = frame.f_back\n"
        "    return [x for text in seen for x in re.findall('[0-9a-f]{64}', text)]"
    )
    assert came.outputs == ((), ())


def test_the_environment_holds_no_secrets(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZAPP_DATABASE", "postgresql://me:secret@host/db")
    came = run("import os\ndef f(x): return [v for v in os.environ.values() if 'secret' in v]")
    assert came.outputs == ((), ())


def test_deep_recursion_and_deep_brackets_end_cleanly(run: Run) -> None:
    fault = run("def f(x): return f(x)").outputs[0]
    assert isinstance(fault, Fault)
    assert fault.type == "RecursionError"
    for code in (
        "(" * 10_000,
        "-" * 19_000 + "1",
        "x = " + "[" * 150 + "]" * 150 + "\ndef f(x): ...",
    ):
        came = run(code)
        assert came.fault is None or came.fault.sort in ("syntax", "ended")


def test_an_exception_whose_text_raises_is_still_told(run: Run) -> None:
    came = run(
        "class Bad(Exception):\n    def __str__(self): raise RuntimeError\ndef f(x): raise Bad"
    )
    assert came.outputs[0] == Fault("raised", "", "Bad", 3)


def test_a_child_that_does_not_start_is_nobody_s_fault(tmp_path: Path) -> None:
    program = Program("def f(x): ...", "f", (Call((1,)),), LIMITS)
    with pytest.raises(SandboxFailed, match="no such engine"):
        run_program(program, command=(sys.executable, "-c", "raise SystemExit('no such engine')"))
    with pytest.raises(SandboxFailed, match="could not be started"):
        run_program(program, command=(str(tmp_path / "missing"),))
    with pytest.raises(SandboxFailed, match="did not start"):
        run_program(
            program, command=(sys.executable, "-c", "input('')\nwhile 1: 0"), start_seconds=0.5
        )


@linux
def test_the_whole_process_group_is_ended(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    # Stands for a system without filters, where a fork succeeds.
    script = "import os, time\nif os.fork() == 0: time.sleep(1000)\nos._exit(3)"
    with pytest.raises(SandboxFailed):
        run_program(
            Program("", "f", (), LIMITS), command=(sys.executable, "-c", script), start_seconds=5
        )
