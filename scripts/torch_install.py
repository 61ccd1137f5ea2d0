"""Installs PyTorch into `.venv` while the app already runs, and keeps telling how far it is.

The tale is one small JSON file, `.venv/torch-install.json`, read by `quizapp.torchstate`:
`stage` (downloading, unpacking, ready, failed, left out), `percent` of the download or null,
`updated` (Unix time of the last sign of life), `choice` (what was asked for). pip's own words go to
`.venv/torch-install.log`. Standard library only.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SILENCE = 30.0
"""Seconds without a sign of life after which another installer may start."""
_PROGRESS = re.compile(r"Progress (\d+) of (\d+)")


@dataclass(slots=True)
class Download:
    """Bytes that pip has fetched, over all files, of an expected number of megabytes."""

    megabytes: int
    finished: int = 0
    current: int = 0
    size: int = 0
    unpacking: bool = False

    def hear(self, line: str) -> None:
        """Take in one line of pip's output."""
        if match := _PROGRESS.match(line):
            done, size = int(match[1]), int(match[2])
            if done < self.current or size != self.size:
                self.finished += self.current
            self.current, self.size = done, size
        elif line.startswith("Installing collected packages"):
            self.unpacking = True

    def percent(self) -> int | None:
        """The share that is here, 99 at most before the end; None before the first byte."""
        fetched = self.finished + self.current
        if not fetched or not self.megabytes:
            return None
        return min(99, fetched // (self.megabytes * 10_000))


@dataclass(slots=True)
class Installer:
    """PyTorch at `version` in the environment at `venv`."""

    venv: Path
    version: str
    state: Path = field(init=False)
    log: Path = field(init=False)

    def __post_init__(self) -> None:
        self.state = self.venv / "torch-install.json"
        self.log = self.venv / "torch-install.log"

    def told(self) -> dict[str, object]:
        """What the state file says; empty when there is none."""
        try:
            told = json.loads(self.state.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return told if isinstance(told, dict) else {}

    def chosen(self) -> str:
        """What TORCH was when it was last set."""
        choice = self.told().get("choice")
        return choice if isinstance(choice, str) else ""

    def at_work(self) -> bool:
        """Whether an installer gave a sign of life just now."""
        told = self.told()
        seen = told.get("updated")
        busy = told.get("stage") in ("downloading", "unpacking")
        return busy and isinstance(seen, int | float) and time.time() - seen < SILENCE

    def wait(self) -> None:
        """Until no other installer is at work."""
        while self.at_work():
            time.sleep(0.5)

    def ready(self) -> bool:
        """Whether the pinned version was installed."""
        told = self.told()
        return told.get("stage") == "ready" and told.get("version") == self.version

    def wants(self, choice: str) -> bool:
        """Whether there is something to do for TORCH=`choice` ("" keeps what was chosen)."""
        told = self.told()
        settled = self.at_work() or told.get("stage") in ("ready", "left out")
        settled = settled and told.get("version") == self.version
        return not settled or choice not in ("", told.get("choice"))

    def start(
        self, requirement: str | None, megabytes: int, choice: str
    ) -> subprocess.Popen[bytes] | None:
        """Install in the background, on past the end of this process, unless it is being done.

        Returns the process that was started, if any.
        """
        if requirement is None:
            self.tell("left out", None, choice)
            return None
        if self.at_work():
            return None
        self.tell("downloading", None, choice)
        asked = [str(self.venv), self.version, requirement, str(megabytes), choice]
        return subprocess.Popen(
            [sys.executable, __file__, *asked],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )

    def run(self, requirement: str | None, megabytes: int, choice: str) -> bool:
        """Install now and wait; whether it is there at the end."""
        if requirement is None:
            self.tell("left out", None, choice)
            return False
        download = Download(megabytes)
        pip = [str(self.venv / "bin" / "python"), "-m", "pip", "--disable-pip-version-check"]
        command = [*pip, "install", "--progress-bar", "raw", requirement, "numpy"]
        command += ["-c", str(ROOT / "constraints.txt")]
        with (
            self.log.open("w", encoding="utf-8") as log,
            subprocess.Popen(
                command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=ROOT
            ) as process,
        ):
            assert process.stdout is not None
            reader = threading.Thread(target=listen, args=(process.stdout, download, log.write))
            reader.start()
            # Unpacking is silent for long: the sign of life is given by the clock, not by pip.
            while process.poll() is None:
                stage = "unpacking" if download.unpacking else "downloading"
                self.tell(stage, download.percent(), choice)
                time.sleep(0.5)
            reader.join()
        self.tell("ready" if process.returncode == 0 else "failed", None, choice)
        return process.returncode == 0

    def tell(self, stage: str, percent: int | None, choice: str) -> None:
        """Replace the state file."""
        told = {
            "stage": stage,
            "percent": percent,
            "updated": time.time(),
            "choice": choice,
            "version": self.version,
        }
        beside = self.state.with_name(f".{self.state.name}.{os.getpid()}")
        beside.write_text(json.dumps(told), encoding="utf-8")
        beside.replace(self.state)


def listen(lines: Iterable[str], download: Download, keep: Callable[[str], object]) -> None:
    """Take in pip's output line by line; progress is counted, everything else is kept."""
    for line in lines:
        download.hear(line)
        if not _PROGRESS.match(line):
            keep(line)


def main(arguments: Sequence[str]) -> int:
    """`venv version requirement megabytes choice`, as `Installer.start` gives them."""
    venv, version, requirement, megabytes, choice = arguments
    done = Installer(Path(venv), version).run(requirement, int(megabytes), choice)
    return 0 if done else 3


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
