"""`{{name}}` and `{{name:format}}` in a question's texts: parameters and nothing else.

No expressions, no attributes, no nesting: a name that is declared, and one of a closed set of
formatters. In code only declared names are taken; other braces stand.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engines.values import Value, as_number, show_number, show_value

ANSWER = "answer"
FORMATS = ("shape", "matrix", "fixed(d)", "list")
MAX_FIXED = 12
NO_NAMES = "{{ became { {, since it would name a parameter"
"""What is said of a text that `no_names` has changed."""

_TOKEN = re.compile(r"\{\{([^{}\n]*)\}\}")
_DOUBLED = re.compile(r"\{(?=\{)")
_HALF_OPEN = re.compile(
    r"(?<!\{)\{\{[A-Za-z_]\w*(?::[^{}\n]*)?\}(?!\})|(?<!\{)\{[A-Za-z_]\w*(?::[^{}\n]*)?\}\}(?!\})"
)
_INSIDE = re.compile(r"\s*([A-Za-z_][A-Za-z0-9_]*)\s*(?::\s*([a-z]+(?:\(\d{1,2}\))?)\s*)?\Z")
_FIXED = re.compile(r"fixed\((\d{1,2})\)\Z")


@dataclass(frozen=True, slots=True)
class Use:
    """One `{{...}}` of a text: as it stands there, and which of the equal ones it is, from 0."""

    token: str
    nth: int
    name: str | None
    """None where the inside is not a name with an optional format."""
    format: str | None


def uses(text: str) -> Iterator[Use]:
    """Yield every `{{...}}` of a text, in order."""
    seen: dict[str, int] = {}
    for match in _TOKEN.finditer(text):
        token = match.group()
        nth = seen.get(token, 0)
        seen[token] = nth + 1
        inside = _INSIDE.match(match.group(1))
        name, form = inside.groups() if inside else (None, None)
        yield Use(token, nth, name, form)


def without_uses(text: str) -> str:
    """Return what a text says by itself: every `{{...}}` of it is one space."""
    return _TOKEN.sub(" ", text)


def no_names(text: str) -> str:
    """Return a text that names no parameter: braces side by side get a blank between them."""
    return _DOUBLED.sub("{ ", text)


def half_open(text: str) -> Iterator[tuple[str, int]]:
    """Yield every `{{name}` and `{name}}` of a text, and which of the equal ones it is, from 0."""
    for match in _HALF_OPEN.finditer(text):
        yield match.group(), text.count(match.group(), 0, match.start())


def known_format(form: str | None) -> bool:
    """Whether `form` is one of the closed set (None: the plain text)."""
    if form is None or form in ("shape", "matrix", "list"):
        return True
    fixed = _FIXED.match(form)
    return fixed is not None and int(fixed.group(1)) <= MAX_FIXED


def fits(form: str | None, value: Value) -> bool:
    """Whether a value can be written in that format."""
    if form is None:
        return True
    if form == "matrix":
        return isinstance(value, tuple) and all(isinstance(row, tuple) for row in value)
    if form in ("shape", "list"):
        return isinstance(value, tuple)
    return _numeric(value)


def substitute(text: str, values: Mapping[str, Value], answer: str | None = None) -> str:
    """Return `text` with every declared name replaced by its value.

    `answer` is the shown answer for `{{answer}}`; None leaves it standing, as every token whose
    name is not in `values`, or whose value does not fit its format.
    """

    def replace(match: re.Match[str]) -> str:
        inside = _INSIDE.match(match.group(1))
        if inside is None:
            return match.group()
        name, form = inside.groups()
        if name == ANSWER and name not in values and answer is not None:
            return answer
        if name not in values or not known_format(form) or not fits(form, values[name]):
            return match.group()
        return show(values[name], form)

    return _TOKEN.sub(replace, text)


def substitute_code(code: str, values: Mapping[str, Value]) -> str:
    """Return a program with its declared names replaced, truth values as Python spells them."""

    def replace(match: re.Match[str]) -> str:
        inside = _INSIDE.match(match.group(1))
        if inside is None or inside.group(1) not in values:
            return match.group()
        value, form = values[inside.group(1)], inside.group(2)
        return show(value, form) if form else _literal(value)

    return _TOKEN.sub(replace, code)


def show(value: Value, form: str | None) -> str:
    """Return a value in a format of the closed set. Raises ValueError for another one."""
    if form is None:
        return show_value(value)
    if form == "shape" and isinstance(value, tuple):
        inner = ", ".join(show_value(entry) for entry in value)
        return f"({inner},)" if len(value) == 1 else f"({inner})"
    if form == "list" and isinstance(value, tuple):
        return ", ".join(show_value(entry) for entry in value)
    if form == "matrix" and isinstance(value, tuple):
        return _grid(value)
    fixed = _FIXED.match(form)
    if fixed is None:
        raise ValueError(f"no such format: {form}")
    return _fixed(value, int(fixed.group(1)))


def unknown_names(text: str, known: Container[str]) -> Iterator[Use]:
    """Yield the uses whose name is not in `known`, malformed ones included."""
    return (use for use in uses(text) if use.name is None or use.name not in known)


def _numeric(value: Value) -> bool:
    if isinstance(value, tuple):
        return all(_numeric(entry) for entry in value)
    return isinstance(value, (int, float, Fraction)) and not isinstance(value, bool)


def _fixed(value: Value, places: int) -> str:
    if isinstance(value, tuple):
        return "[" + ", ".join(_fixed(entry, places) for entry in value) + "]"
    return show_number(as_number(value), places=places)


def _grid(rows: tuple[Value, ...]) -> str:
    """Rows one under another, columns flush right."""
    texts = [[show_value(entry) for entry in row] for row in rows if isinstance(row, tuple)]
    width = max((len(text) for row in texts for text in row), default=0)
    return "\n".join("  ".join(text.rjust(width) for text in row) for row in texts)


def _literal(value: Value) -> str:
    write: Callable[[Value], str] = show_value
    if isinstance(value, bool):
        return repr(value)
    if isinstance(value, tuple):
        return "[" + ", ".join(_literal(entry) for entry in value) + "]"
    if isinstance(value, float):
        return repr(value)
    return write(value)
