"""A learner's line in a program: the blank that it fills, or the line that it replaces.

Pure text. Whether the program then does what it must is for a run to say; where a text can be
meant in several ways, all of them are given, the likeliest first.
"""

from __future__ import annotations

import ast
import difflib
import re
from dataclasses import dataclass
from typing import Literal

Mode = Literal["fill", "fix"]
Rule = Literal["line", "insert", "undotted", "brackets", "instead"]
"""line: it is the whole line. insert: it stands in the blank; undotted: without its leading dot;
brackets: in brackets. instead: it stands for the blank and the object before it."""

_BLANK = re.compile(r"_{4,}")
_NUMBERED = re.compile(
    r"(?:(?:line|L|\#)\s*)?(\d{1,3})\s*"
    r"(?:[:;|)\]]|=>|->|\.(?!\d)|-(?!=)|\s(?=[A-Za-z_\[(@]))\s*",
    re.IGNORECASE,
)
_PROMPT = re.compile(r"(?:>>>|\.\.\.)\s+")
_OBJECT = re.compile(r"[A-Za-z_][\w.]*\.$")
_SIMILAR = 0.4
"""A replacement without a number is taken for the lines it is at least so similar to, 0 to 1."""
_MOST_WAYS = 3
_FIRST = "Write it behind the line's number, like 3: x = 1"


class NoPlace(Exception):
    """A text that has no place in the program; `position` counts characters from 0."""

    def __init__(self, reason: str, position: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.position = position


@dataclass(frozen=True, slots=True)
class Placed:
    """A program with the learner's line in it, the line's number from 1, and the line itself."""

    program: str
    number: int
    line: str


@dataclass(frozen=True, slots=True)
class Way:
    """One way in which a text may be meant: the line that it changes, and how."""

    number: int
    rule: Rule
    text: str

    def placed(self, program: str) -> Placed:
        """Return the program with the line changed; its indentation stays."""
        lines = program.split("\n")
        old = lines[self.number - 1]
        indent = old[: len(old) - len(old.lstrip())]
        new = self._line(old.strip()).strip()
        lines[self.number - 1] = indent + new
        return Placed("\n".join(lines), self.number, new)

    def _line(self, old: str) -> str:
        if self.rule == "line":
            return self.text
        before, _, after = old.partition(match[0] if (match := _BLANK.search(old)) else "____")
        match self.rule:
            case "undotted":
                return before + self.text.lstrip(".") + after
            case "brackets":
                return f"{before}({self.text}){after}"
            case "instead":
                return _OBJECT.sub("", before) + self.text + after
            case _:
                return before + self.text + after


def blanks(program: str) -> int:
    """Return how many blanks, rows of four or more ``_``, a program has."""
    return len(_BLANK.findall(program))


def place(program: str, text: str, mode: Mode) -> Placed:
    """Return the program with `text` where it is most likely meant to be. Raises NoPlace."""
    return ways(program, text, mode)[0].placed(program)


def ways(program: str, text: str, mode: Mode) -> tuple[Way, ...]:
    """Return the ways in which `text` may be meant, the likeliest first, at least one.

    A replacement is written ``3: y = x.t()``; without the number it goes where a line assigns to
    the same name, or where the most similar line stands. Raises NoPlace.
    """
    text = _PROMPT.sub("", text.strip(), count=1)
    return _fillings(program, text) if mode == "fill" else _mendings(program, text)


def _fillings(program: str, text: str) -> tuple[Way, ...]:
    blank = _BLANK.search(program)
    if blank is None:
        raise NoPlace("the program has no blank")
    number = program.count("\n", 0, blank.start()) + 1
    line = program.split("\n")[number - 1].strip()
    before = line[: line.index(blank[0])]
    rules: list[Rule] = []
    if _means_line(before, line, text):
        rules.append("line")
    if text.startswith(".") and before.endswith("."):
        rules.append("undotted")
    rules.append("insert")
    if _is_compound(text):
        rules.append("brackets")
    if _OBJECT.search(before):
        rules.append("instead")
    return tuple(Way(number, rule, text) for rule in rules)


def _means_line(before: str, line: str, text: str) -> bool:
    """Return whether a text is the whole line: it assigns to what the line does, or begins so."""
    target = _target(text)
    if target and target == _target(line):
        return True
    head = _squeezed(before)
    return (
        bool(re.search(r"\w", head)) and len(text) > len(head) and _squeezed(text).startswith(head)
    )


def _is_compound(text: str) -> bool:
    """Return whether a text is an expression that brackets could change the meaning of."""
    try:
        body = ast.parse(text.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return isinstance(
        body, (ast.BinOp, ast.UnaryOp, ast.BoolOp, ast.Compare, ast.IfExp, ast.Lambda)
    )


def _mendings(program: str, text: str) -> tuple[Way, ...]:
    lines = program.split("\n")
    match = _NUMBERED.match(text)
    if match is not None:
        number, text = int(match[1]), text[match.end() :].strip()
        if not 1 <= number <= len(lines):
            raise NoPlace(f"the program has {len(lines)} lines", match.start(1))
        if not text:
            raise NoPlace("what shall stand there? To take a line out, write pass", match.end())
        return (Way(number, "line", text),)
    if text.isdigit():
        raise NoPlace(f"what shall stand there? {_FIRST}", len(text))
    if name := _argument(lines, text):
        raise NoPlace(f"{name} is an argument: write the whole line with it")
    likely = _likely(lines, text)
    if not likely:
        raise NoPlace(f"which line? {_FIRST}")
    return tuple(Way(number, "line", text) for number in likely)


def _argument(lines: list[str], text: str) -> str:
    """Return the name in ``name=value`` where calls take it and no line assigns to it."""
    target = _target(text)
    if not target.isidentifier() or any(_target(line) == target for line in lines):
        return ""
    taken = re.compile(rf"[(,]\s*{target}\s*=(?!=)")
    return target if any(taken.search(line) for line in lines) else ""


def _likely(lines: list[str], text: str) -> list[int]:
    """Return the numbers of the lines that a text may replace, the likeliest first."""
    target = _target(text)
    ranked: list[tuple[bool, float, int]] = []
    for number, line in enumerate(lines, 1):
        same = bool(target) and _target(line) == target
        likeness = difflib.SequenceMatcher(None, line.strip(), text, autojunk=False).ratio()
        if same or likeness >= _SIMILAR:
            ranked.append((not same, -likeness, number))
    return [number for _, _, number in sorted(ranked)[:_MOST_WAYS]]


def _target(line: str) -> str:
    """Return what a line assigns to, without blanks; empty where it assigns nothing."""
    match = re.match(r"\s*([\w.\[\], :'\"-]+?)\s*(?:[-+*/@|&^%]|//|\*\*)?=(?!=)", line)
    return _squeezed(match[1]) if match else ""


def _squeezed(text: str) -> str:
    return "".join(text.split())


def same_code(one: str, other: str) -> bool:
    """Return whether two texts are the same Python, spaces, quotes and brackets aside."""
    return _written(one) == _written(other)


def _written(text: str) -> str:
    try:
        return ast.unparse(ast.parse(text.strip()))
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return " ".join(text.split())
