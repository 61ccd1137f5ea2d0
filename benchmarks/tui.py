"""First paint of the home screen, and key to repaint, beside a bare Textual app, under a pty.

    python benchmarks/tui.py [ROUNDS]

Builds the wheel, unpacks it into a fresh folder with its bytecode, and starts both programs in
turn, so that a drifting machine drifts for both. The bare app has the same kinds of widget: lines,
a scrolling body, two rules. Prints medians and ratios; exits with 1 where the first paint takes
more than `LIMIT` times that of the bare app.
"""

from __future__ import annotations

import compileall
import fcntl
import os
import pty
import select
import shutil
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LIMIT = 1.5
KEYS = 20
PATIENCE = 60.0
ROOT = Path(__file__).parents[1]

BARE = """
from textual.app import App
from textual.containers import VerticalScroll
from textual.widgets import Static


class Bare(App):
    ENABLE_COMMAND_PALETTE = False
    BINDINGS = [("equals_sign", "flip"), ("q", "quit")]
    CSS = "VerticalScroll { height: 1fr; } Static { height: auto; }"
    count = 30

    def compose(self):
        yield Static("bare")
        yield Static("-" * 78)
        with VerticalScroll(can_focus=False):
            yield Static("BARE-READY", id="body", markup=False)
        yield Static("-" * 78)
        yield Static("q quit")
        yield Static("")

    def action_flip(self):
        self.count += 5
        self.query_one("#body", Static).update(f"Today, {self.count} minutes")


Bare().run()
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One start: milliseconds to the first paint, and of each key to its repaint."""

    paint: float
    busy_keys: tuple[float, ...]
    keys: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Program:
    """What to start, the text of its first paint, and one that tells that it is idle."""

    command: tuple[str, ...]
    painted: bytes
    idle: bytes | None
    environ: dict[str, str]


def main() -> int:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 11
    with _programs() as (bare, home):
        _start(bare)
        _start(home)
        runs = [(_start(bare), _start(home)) for _ in range(rounds)]
    bare_paint = statistics.median(b.paint for b, _ in runs)
    home_paint = statistics.median(h.paint for _, h in runs)
    ratio = home_paint / bare_paint
    print(
        f"first paint    bare {bare_paint:6.0f} ms   home {home_paint:6.0f} ms   ratio {ratio:.2f}"
    )
    _print_keys(
        "key, idle    ", [k for b, _ in runs for k in b.keys], [k for _, h in runs for k in h.keys]
    )
    busy = [k for _, h in runs for k in h.busy_keys]
    middle, slow = _at(busy, 0.5), _at(busy, 0.95)
    print(f"key, loading   home p50 {middle:6.1f} ms   p95 {slow:6.1f} ms   n {len(busy)}")
    return 0 if ratio <= LIMIT else 1


def _print_keys(label: str, bare: list[float], home: list[float]) -> None:
    for share in (0.5, 0.95):
        one, other = _at(bare, share), _at(home, share)
        print(
            f"{label}  p{share * 100:.0f} bare {one:5.1f} ms   home {other:5.1f} ms   "
            f"ratio {other / one:.2f}"
        )


def _at(values: list[float], share: float) -> float:
    ordered = sorted(values)
    return ordered[min(int(len(ordered) * share), len(ordered) - 1)]


@contextmanager
def _programs() -> Iterator[tuple[Program, Program]]:
    """Both programs, the app from its wheel, in folders that are removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="quizapp-bench-"))
    try:
        pip = [sys.executable, "-m", "pip", "-q"]
        subprocess.run(
            [*pip, "wheel", str(ROOT), "--no-deps", "--no-build-isolation", "-w", str(folder)],
            check=True,
        )
        [wheel] = folder.glob("*.whl")
        site = folder / "site"
        subprocess.run(
            [*pip, "install", "--no-deps", "--target", str(site), str(wheel)], check=True
        )
        compileall.compile_dir(site, quiet=1)
        (folder / "bare.py").write_text(BARE, encoding="utf-8")
        environ = {
            "PYTHONPATH": str(site),
            "QUIZAPP_DATA": str(folder / "data"),
            "QUIZAPP_FIRST_RUN_DONE": "true",
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LC_ALL": "C.UTF-8",
        }
        yield (
            Program((sys.executable, "-P", str(folder / "bare.py")), b"BARE-READY", None, environ),
            Program(
                (sys.executable, "-P", "-m", "quizapp"),
                b"Today, 30 minutes",
                b"new, about",
                environ,
            ),
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _start(program: Program) -> Run:
    """Start it, press keys while it loads and when it is idle, quit it."""
    began = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:
        os.chdir("/")
        os.execvpe(program.command[0], program.command, {**os.environ, **program.environ})
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
    seen = bytearray()
    paint = (_read_until(terminal, program.painted, seen) - began) * 1e3
    busy: list[float] = []
    minutes = 30
    if program.idle is not None:
        while program.idle not in seen and minutes < 200:
            minutes += 5
            busy.append(_press(terminal, minutes, seen))
            _drain(terminal, seen, 0.03)
    _drain(terminal, seen, 0.5)
    keys = []
    for _ in range(KEYS):
        minutes = minutes + 5 if minutes < 235 else minutes
        if minutes == 235:
            break
        keys.append(_press(terminal, minutes, seen))
        _drain(terminal, seen, 0.06)
    os.write(terminal, b"q")
    _drain_to_end(terminal)
    os.waitpid(pid, 0)
    return Run(paint, tuple(busy), tuple(keys))


def _press(terminal: int, minutes: int, seen: bytearray) -> float:
    """Milliseconds from ``=`` to the repainted number of minutes."""
    fresh = bytearray()
    began = time.perf_counter()
    os.write(terminal, b"=")
    took = (_read_until(terminal, f"Today, {minutes} minutes".encode(), fresh) - began) * 1e3
    seen += fresh
    return took


def _read_until(terminal: int, marker: bytes, seen: bytearray) -> float:
    end = time.perf_counter() + PATIENCE
    while marker not in seen:
        ready, _, _ = select.select([terminal], [], [], max(end - time.perf_counter(), 0))
        if not ready:
            raise SystemExit(f"{marker!r} was not painted; the last bytes: {bytes(seen[-300:])!r}")
        seen += os.read(terminal, 65536)
    return time.perf_counter()


def _drain(terminal: int, seen: bytearray, seconds: float) -> None:
    end = time.perf_counter() + seconds
    while select.select([terminal], [], [], max(end - time.perf_counter(), 0))[0]:
        seen += os.read(terminal, 65536)


def _drain_to_end(terminal: int) -> None:
    while True:
        try:
            if not os.read(terminal, 65536):
                return
        except OSError:
            # Linux reports the end of a pty as an error.
            return


if __name__ == "__main__":
    sys.exit(main())
