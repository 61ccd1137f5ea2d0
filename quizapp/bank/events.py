"""One pass over the events of a YAML text: what a bank may not hold, and else its data.

Composing recurses on the C stack, so that nesting alone can end the process. Parsing into events
does not; this pass bounds depth and nodes, and refuses every feature that makes one node stand for
another. It stops at the first refusal. Scalars in answer positions stay the source text, flow lists
included: `0001` is not 1.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import yaml

from quizapp.bank.plain_scalars import core_value, is_text
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source

Path = tuple[str | int, ...]
Data = None | bool | int | float | str | tuple["Data", ...] | dict[str, "Data"]
Spelling = Literal["value", "text", "source"]
"""How a place is read: as a YAML value; its scalars as text; or lists in brackets as text too."""

MAX_DEPTH = 32
MAX_NODES = 200_000
LISTED: Path = ("questions",)
"""The list whose entries' positions are kept: every problem of a question is near one."""

_COMMENT = re.compile(r"\S.* #")
_Refusal = tuple[str, str, str]
_DEEP = ("QB107", f"nested more than {MAX_DEPTH} deep", "close what is open")
_MANY = ("QB108", f"more than {MAX_NODES:,} values in one file", "split it by topic")
_SECOND = ("QB114", "a second document begins here", "one file holds one document")


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem and the path of the value that it spoils."""

    path: Path
    problem: Problem


@dataclass(frozen=True, slots=True)
class Assembled:
    """The data of a text, what was found in it, and where the entries of `questions` begin."""

    data: Data
    findings: tuple[Finding, ...]
    entries: tuple[tuple[int, int], ...]


def as_value(_path: Path) -> Spelling:
    """Read every place as a YAML value."""
    return "value"


def assemble(
    source: Source, spelling: Callable[[Path], Spelling] = as_value
) -> Assembled | Problem:
    """Return the data of a text, or with its position the first thing that forbids reading it."""
    building = _Building(source, spelling)
    event: Any = None
    try:
        parser = yaml.CSafeLoader(source.text)
        try:
            while type(event := parser.get_event()) is not yaml.StreamEndEvent:
                refusal = building.take(type(event), event)
                if refusal is not None:
                    return _stop(source, event, *refusal)
        finally:
            parser.dispose()
    except yaml.YAMLError as error:
        return _syntax(source, error)
    if building.nodes == 0:
        hint = "a topic file begins with format, topic, title and questions"
        return source.problem("QB114", "the file is empty", 1, 1, hint=hint)
    return Assembled(building.root[0], tuple(building.findings), tuple(building.entries))


class _Building:
    """Data under construction. A frame for each open container: a dict, or a list that becomes a
    tuple; `_key` waits for its value. `_passed` counts the open nodes of what is passed over.
    """

    def __init__(self, source: Source, spelling: Callable[[Path], Spelling]) -> None:
        self._source = source
        self._spelling = spelling
        self.root: list[Any] = []
        self.findings: list[Finding] = []
        self.entries: list[tuple[int, int]] = []
        self._frames: list[tuple[Any, Path, str | None]] = []
        self._box: Any = self.root
        self._path: Path = ()
        self._key: str | None = None
        self._passed = 0
        self._drop_next = False
        self._raw_from: int | None = None
        self._documents = 0
        self.nodes = 0

    def take(self, sort: type[yaml.Event], event: Any) -> _Refusal | None:
        """Take one event, or return code, message and hint of why it may not stand in a bank."""
        if sort is yaml.MappingEndEvent or sort is yaml.SequenceEndEvent:
            self._close(event)
            return None
        if sort is yaml.ScalarEvent:
            self.nodes += 1
            if self.nodes > MAX_NODES or event.anchor is not None or event.tag is not None:
                return _MANY if self.nodes > MAX_NODES else _named(event)
            self._scalar(event)
        elif sort is yaml.MappingStartEvent or sort is yaml.SequenceStartEvent:
            self.nodes += 1
            if (refusal := self._too_much()) or event.anchor is not None or event.tag is not None:
                return refusal or _named(event)
            self._open(event, {} if sort is yaml.MappingStartEvent else [])
        elif sort is yaml.DocumentStartEvent:
            self._documents += 1
            return _SECOND if self._documents > 1 else _directive(event)
        elif sort is yaml.AliasEvent:
            return _alias(event)
        return None

    def _too_much(self) -> _Refusal | None:
        """Whether one more mapping or list would be too deep or one too many."""
        if len(self._frames) + self._passed >= MAX_DEPTH:
            return _DEEP
        return _MANY if self.nodes > MAX_NODES else None

    def _scalar(self, event: Any) -> None:
        """Take a scalar: a key, a value, or an entry."""
        if self._passed:
            return
        text: str = event.value
        box = self._box
        if type(box) is dict:
            if self._drop_next:
                self._drop_next = False
            elif self._key is None:
                self._take_key(event, text)
            else:
                if event.style or is_text(text):
                    box[self._key] = text
                else:
                    box[self._key] = self._plain(event, text, (*self._path, self._key))
                self._key = None
            return
        path = self._inside() if self._frames else ()
        if self._path == LISTED:
            self._mark(event)
        box.append(text if event.style or is_text(text) else self._plain(event, text, path))

    def _open(self, event: Any, box: dict[str, Data] | list[Data]) -> None:
        """Begin a mapping or a list, which is filled in `box`."""
        if self._passed:
            self._passed += 1
            return
        if type(self._box) is dict and self._key is None:
            if self._drop_next:
                self._drop_next = False
            else:
                hint = "quote the text that holds {{...}}, or write it as a block behind |"
                self._found(event, self._path, "QB113", "a key must be a text", hint)
                self._drop_next = True
            self._passed = 1
            return
        path = self._inside() if self._frames else ()
        if self._path == LISTED:
            self._mark(event)
        if event.flow_style and self._spelling(path) == "source":
            self._raw_from = event.start_mark.index
            self._passed = 1
            return
        self._frames.append((self._box, self._path, self._key))
        self._box = box
        self._path = path
        self._key = None

    def _close(self, event: Any) -> None:
        """End the mapping or list that was begun last."""
        if self._passed:
            self._passed -= 1
            if not self._passed and self._raw_from is not None:
                raw = self._source.text[self._raw_from : event.end_mark.index]
                self._raw_from = None
                self._put(" ".join(line.strip() for line in raw.split("\n")))
            return
        made = self._box
        self._box, self._path, self._key = self._frames.pop()
        self._put(made if type(made) is dict else tuple(made))

    def _put(self, value: Data) -> None:
        if type(self._box) is dict:
            self._box[self._key] = value
            self._key = None
        else:
            self._box.append(value)

    def _take_key(self, event: Any, key: str) -> None:
        if key == "<<" and not event.style:
            message, hint = "the merge key << may not stand here", "write the keys out"
            self._found(event, self._path, "QB111", message, hint)
            self._drop_next = True
        elif key in self._box:
            message = f"the key {key[:60]!r} stands here twice"
            self._found(event, self._path, "QB112", message, "keep one")
            self._drop_next = True
        else:
            self._key = key

    def _plain(self, event: Any, text: str, path: Path) -> Data:
        if self._spelling(path) != "value":
            return text
        try:
            return core_value(text)
        except ValueError as error:
            self._found(event, path, "QB106", str(error), "a bank holds smaller numbers")
            return 0

    def _inside(self) -> Path:
        """Return the path of the value that comes next."""
        if type(self._box) is dict and self._key is not None:
            return (*self._path, self._key)
        return (*self._path, len(self._box))

    def _mark(self, event: Any) -> None:
        mark = event.start_mark
        self.entries.append((mark.line + 1, mark.column + 1))

    def _found(self, event: Any, path: Path, code: str, message: str, hint: str) -> None:
        mark = event.start_mark
        problem = self._source.problem(code, message, mark.line + 1, mark.column + 1, hint=hint)
        self.findings.append(Finding(path, problem))


def _named(event: Any) -> _Refusal:
    """Return code, message and hint for a node with an anchor or a tag."""
    if event.anchor is not None:
        return "QB109", f"the anchor &{event.anchor[:40]} names a value", "delete it"
    message = f"the tag {str(event.tag)[:60]} may not stand here"
    return "QB110", message, "delete it: a bank is plain data"


def _alias(event: Any) -> _Refusal:
    message = f"the alias *{str(event.anchor)[:40]} stands for another value"
    return "QB109", message, "write the value out"


def _directive(event: Any) -> _Refusal | None:
    if event.version or event.tags:
        return "QB110", "a % directive may not stand in a bank's file", "delete the line"
    return None


def _stop(source: Source, event: yaml.Event, code: str, message: str, hint: str) -> Problem:
    mark = event.start_mark
    line, column = (mark.line + 1, mark.column + 1) if mark is not None else (1, 1)
    return source.problem(code, message, line, column, hint=hint)


def _syntax(source: Source, error: yaml.YAMLError) -> Problem:
    mark = None
    if isinstance(error, yaml.MarkedYAMLError):
        mark = error.problem_mark or error.context_mark
    if isinstance(error, yaml.MarkedYAMLError) and mark is not None:
        message = error.problem or error.context or "this is not YAML"
        begun = error.context_mark
        if begun is not None and begun.line != mark.line and _is_opened(error.context):
            mark, message = begun, f"{message}; what was opened here is not closed before that"
        elif begun is not None and _is_alias(error.context):
            mark, message = begun, "a text that begins with * or & needs quotes"
        line, column = mark.line + 1, mark.column + 1
    else:
        line, column = source.at(max(getattr(error, "position", 0), 0))
        message = str(getattr(error, "reason", "this is not YAML"))
    # The parser names the place where it gave up, which may be behind the last line.
    line = min(line, len(source.line_starts()))
    return source.problem(
        "QB106", f"YAML: {message}", line, column, hint=_syntax_hint(source, line)
    )


def _is_opened(context: str | None) -> bool:
    """Whether the parser was within brackets or quotes when it gave up."""
    return (context or "").startswith(("while parsing a flow", "while scanning a quoted"))


def _is_alias(context: str | None) -> bool:
    return (context or "").startswith(("while scanning an alias", "while scanning an anchor"))


def _syntax_hint(source: Source, line: int) -> str:
    for near in (line, line - 1):
        if "{{" in source.line_text(near):
            return "quote the text that holds {{...}}, or write it as a block behind |"
    text = source.line_text(line)
    if _COMMENT.search(text):
        return "behind a blank # begins a comment: quote the text that holds it"
    if text.count(": ") > 1:
        return "a text that holds ': ' needs quotes, or a block behind |"
    return "check the indentation and the quotes of this line and the one before it"
