"""Further lines in a topic file: behind its last question, and nothing else touched.

What stands in the file stays byte for byte, so that comments and block style survive.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import yaml

from quizapp.bank.compose import find
from quizapp.bank.problems import Problem
from quizapp.bank.source import MAX_BYTES, Source
from quizapp.bank.topicfile import compose_topic
from quizapp.errors import UsageError


class CannotWrite(UsageError):
    """The question was not written, and the files are as they were."""

    def __init__(self, message: str, *, hint: str = "", problems: tuple[Problem, ...] = ()) -> None:
        super().__init__(message, hint=hint)
        self.problems = problems


def insert(path: Path, text: str, *entries: str) -> tuple[str, int]:
    """Return the topic file `text` with `entries` (each lines of a mapping) behind its last
    question, and the line, from 1, where the first of them begins. Raises CannotWrite."""
    composed = compose_topic(Source(path, text))
    if isinstance(composed, Problem):
        raise CannotWrite(f"{path.name} cannot be read.", problems=(composed,))
    data = composed.data
    if not isinstance(data, dict) or "questions" not in data:
        raise CannotWrite(f"{path.name} has no list of questions.", hint="Add questions: []")
    key, node = find(composed.root, ("questions",))
    listed = data["questions"]
    if isinstance(node, yaml.SequenceNode) and node.value and not node.flow_style:
        changed, line = _behind_last(node, text, entries)
    elif not listed and key is not None:
        changed, line = _as_first(key, node, text, entries)
    else:
        message = f"The questions of {path.name} are no list with each behind -."
        raise CannotWrite(message, hint="Write them so first.")
    again = compose_topic(Source(path, changed))
    before = listed if isinstance(listed, tuple) else ()
    if (
        isinstance(again, Problem)
        or not isinstance(again.data, dict)
        or not isinstance(new := again.data["questions"], tuple)
        or new[: -len(entries)] != before
        or len(changed.encode()) > MAX_BYTES
    ):
        raise CannotWrite(f"{path.name} cannot take another question without changing others.")
    return changed, line


def _behind_last(node: yaml.SequenceNode, text: str, entries: Sequence[str]) -> tuple[str, int]:
    """Insert behind the last entry; comments between it and what follows stay where they are."""
    lines = text.split("\n")
    indent = node.start_mark.column
    end = min(node.end_mark.line + (1 if node.end_mark.column else 0), len(lines))
    while end > 0 and outside(lines[end - 1], indent):
        end -= 1
    new = [line for entry in entries for line in ("", *lines_of_mapping(entry, indent))]
    rest = lines[end:] or [""]
    return "\n".join([*lines[:end], *new, *rest]), end + 2


def outside(line: str, indent: int) -> bool:
    """Whether a line is blank, or a comment that is not within the last entry."""
    bare = line.lstrip()
    return not bare or (bare.startswith("#") and len(line) - len(bare) <= indent)


def _as_first(
    key: yaml.Node, node: yaml.Node, text: str, entries: Sequence[str]
) -> tuple[str, int]:
    """Put the entries in the place of an empty list."""
    start = text.index(":", key.end_mark.index) + 1
    end = node.end_mark.index if isinstance(node, yaml.SequenceNode) else start
    tail = text[end:] if text[end:].strip() else "\n"
    new = "\n\n".join("\n".join(lines_of_mapping(entry, 2)) for entry in entries)
    return f"{text[:start]}\n\n{new}{tail}", text[:start].count("\n") + 3


def lines_of_mapping(entry: str, indent: int) -> list[str]:
    """Return the lines of an entry of a list, its dash `indent` columns in."""
    lines = entry.rstrip("\n").split("\n")
    pad = " " * indent
    rest = [f"{pad}  {line}" if line else "" for line in lines[1:]]
    return [f"{pad}- {lines[0]}", *rest]


def with_its_line_ends(path: Path, text: str) -> str:
    """Return a changed text with the line ends of the file at `path`, which reading made alike."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return text
    all_crlf = data.count(b"\r\n") == data.count(b"\n") > 0
    return text.replace("\n", "\r\n") if all_crlf else text
