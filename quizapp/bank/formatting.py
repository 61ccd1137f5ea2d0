"""Bringing the topic files of banks into canonical form: all of those that are named, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from quizapp.bank.canonical import NotCanonical, canonical
from quizapp.bank.insertion import CannotWrite
from quizapp.bank.loader import BANK_FILE, RESERVED
from quizapp.bank.problems import Problem, in_order
from quizapp.bank.source import Raw, decode, read_raw


@dataclass(frozen=True, slots=True)
class Formatted:
    """What formatting would change: the new texts by file, and how many files were read."""

    changes: Mapping[Path, str]
    files: int


def formatted(paths: Iterable[Path]) -> Formatted:
    """Return the canonical texts of topic files, named by themselves or by their banks' folders.

    Nothing is written. Raises CannotWrite, with every problem, where a file has no canonical form.
    """
    changes: dict[Path, str] = {}
    problems: list[Problem] = []
    files = topic_files(paths)
    for path in files:
        raw = read_raw(path)
        if isinstance(raw, Problem):
            problems.append(raw)
            continue
        try:
            text = formatted_text(raw)
        except NotCanonical as error:
            problems.append(error.problem)
            continue
        if text.encode() != raw.data:
            changes[path] = text
    if problems:
        number = len({problem.path for problem in problems})
        what = "A file has" if number == 1 else f"{number} files have"
        raise CannotWrite(
            f"{what} no canonical form; nothing was changed.",
            hint="Mend what is listed, then format again.",
            problems=in_order(problems),
        )
    return Formatted(changes, len(files))


def formatted_text(raw: Raw) -> str:
    """Return the canonical text of one topic file. Raises NotCanonical."""
    source = decode(raw)
    if isinstance(source, Problem):
        raise NotCanonical(source)
    return canonical(source)


def topic_files(paths: Iterable[Path]) -> tuple[Path, ...]:
    """Return the topic files that are meant, each once. Raises CannotWrite."""
    found: dict[Path, None] = {}
    for path in paths:
        if path.is_dir():
            names = (one for one in path.glob("*.yaml") if one.name not in RESERVED)
            found |= dict.fromkeys(sorted(one for one in names if not one.name.startswith(".")))
        elif path.name in RESERVED:
            hint = f"Name the folder, or a topic file; {BANK_FILE} and its like stay as they are."
            raise CannotWrite(f"{path} holds no questions.", hint=hint)
        else:
            found[path] = None
    return tuple(found)
