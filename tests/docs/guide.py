"""The examples of a guide: found in its Markdown, run, and written anew.

In a block marked `console` a line that begins with `$` is a command; what follows, up to the next
one, is what it prints on stdout and stderr. In a block marked `terminal` the command is run in a
terminal, and what stands behind a prompt was typed. All commands of a guide run one after the
other in one folder, which is empty at first. A line of three dots stands for any lines.

`python -P tests/docs/guide.py docs/authoring.md` writes every output anew, but the dots: read the
difference before you keep it.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pexpect

ROOT = Path(__file__).resolve().parents[2]
DOTS = "..."
PROMPTS = (
    "Its number, other words, or enter to leave it:",
    "Another one? Words, a family or a kind; enter to stop:",
    "The answer:",
    "Point 1 a good answer makes, enter for no more:",
    "Point 2 a good answer makes, enter for no more:",
    "Answer:",
    "Why is 16 GiB wrong? One sentence:",
)
_BLOCK = re.compile(r"^```(console|terminal)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
_VOLATILE = (
    (re.compile(r"\b(cuda:\d+|cpu)\b"), "DEVICE"),
    (re.compile(r"\b\d+(\.\d+)? ?(ms|seconds?)\b"), "TIME"),
)
"""What differs from machine to machine, and what stands for it in a comparison."""


@dataclass(frozen=True, slots=True)
class Example:
    """One command and the lines below it, at `line` of the guide, from 1."""

    line: int
    sort: str
    command: str
    shown: tuple[str, ...]


def examples(text: str) -> Iterator[Example]:
    """Yield the examples of a guide in their order."""
    for block in _BLOCK.finditer(text):
        first = text.count("\n", 0, block.start(2)) + 1
        command, at, shown = "", 0, list[str]()
        for number, line in enumerate(block[2].splitlines(), first):
            if line.startswith("$ "):
                if command:
                    yield Example(at, block[1], command, tuple(shown))
                command, at, shown = line[2:], number, []
            elif command.endswith("\\") and not shown:
                command = f"{command}\n{line}"
            else:
                shown.append(line)
        if command:
            yield Example(at, block[1], command, tuple(shown))


class Shell:
    """Runs the commands of a guide in a folder of its own, which is its home, too."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()
        self._environ = {
            "PATH": os.environ["PATH"],
            "HOME": str(self._folder),
            "PYTHONPATH": str(ROOT),
            "XDG_DATA_HOME": str(self._folder / ".local/share"),
            "XDG_CONFIG_HOME": str(self._folder / ".config"),
            "XDG_CACHE_HOME": str(self._folder / ".cache"),
            "XDG_STATE_HOME": str(self._folder / ".local/state"),
            "LANG": "C.UTF-8",
            "TERM": "dumb",
            # An editor that is opened and closed again.
            "EDITOR": "true",
        }

    def run(self, example: Example) -> list[str]:
        """Return the lines that an example prints."""
        quizapp = shlex.join([sys.executable, "-P", "-m", "quizapp"])
        script = f'quizapp() {{ {quizapp} "$@"; }}\n{example.command}'
        text = self._typed(script, example) if example.sort == "terminal" else self._piped(script)
        return text.replace(str(self._folder), "~").rstrip("\n").split("\n") if text else []

    def _piped(self, script: str) -> str:
        done = subprocess.run(
            ["bash", "-c", script],
            cwd=self._folder,
            env=self._environ,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=90,
            check=False,
        )
        return done.stdout

    def _typed(self, script: str, example: Example) -> str:
        terminal = pexpect.spawn(
            "bash",
            ["-c", script],
            cwd=str(self._folder),
            env=self._environ,
            encoding="utf-8",
            timeout=90,
            dimensions=(60, 200),
        )
        said = ""
        for prompt, reply in replies(example.shown):
            terminal.expect_exact(prompt)
            said += f"{terminal.before}{prompt}"
            terminal.sendline(reply)
        terminal.expect(pexpect.EOF)
        said += terminal.before or ""
        terminal.close()
        return "\n".join(line.rstrip() for line in said.replace("\r\n", "\n").split("\n"))


def replies(shown: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Yield the prompts of a transcript, each with what was typed behind it."""
    for line in shown:
        for prompt in PROMPTS:
            if line.startswith(prompt):
                yield prompt, line.removeprefix(prompt).strip()


def agrees(shown: Sequence[str], printed: Sequence[str]) -> bool:
    """Whether what a guide shows is what was printed, volatile parts and dots aside."""
    parts: list[list[str]] = [[]]
    for line in shown:
        if line.strip() == DOTS:
            parts.append([])
        else:
            parts[-1].append(_steady(line))
    rest = [_steady(line) for line in printed]
    first, *others = parts
    if rest[: len(first)] != first:
        return False
    rest = rest[len(first) :]
    if not others:
        return not rest
    for part in others[:-1]:
        place = _find(part, rest)
        if place is None:
            return False
        rest = rest[place + len(part) :]
    last = others[-1]
    return len(rest) >= len(last) and rest[len(rest) - len(last) :] == last


def renewed(text: str, shell: Shell) -> str:
    """Return the guide with every output as it is now; blocks with dots are left as they are."""
    lines = text.split("\n")
    for example in reversed([(e, shell.run(e)) for e in examples(text)]):
        (found, printed), start = example, example[0].line + example[0].command.count("\n")
        if DOTS not in found.shown:
            lines[start : start + len(found.shown)] = printed
    return "\n".join(lines)


def _find(part: Sequence[str], lines: Sequence[str]) -> int | None:
    places = range(len(lines) - len(part) + 1)
    return next((at for at in places if list(lines[at : at + len(part)]) == list(part)), None)


def _steady(line: str) -> str:
    for pattern, stand_in in _VOLATILE:
        line = pattern.sub(stand_in, line)
    return line.rstrip()


if __name__ == "__main__":
    guide = Path(sys.argv[1])
    with tempfile.TemporaryDirectory() as made:
        guide.write_text(renewed(guide.read_text(encoding="utf-8"), Shell(Path(made))))
