"""What an author meant who wrote a bare value where a mapping belongs: the mapping, as a hint."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.scalars import quoted, scalar

_LONGEST = 40
"""Characters of an author's text that a hint repeats."""
_MOST = 8
"""Entries of an author's list that a hint repeats."""
_INT = re.compile(r"[-+]?[0-9]+\Z")
_FLOAT = re.compile(r"[-+]?([0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))([eE][-+]?[0-9]+)?\Z")
_NOT_IN_FLOW = frozenset(",[]{}")


def meant(question: Mapping[str, Any], path: Sequence[str | int]) -> str:
    """Return how to write what stands at `path` of a question's data where a mapping belongs; empty
    where nothing is known of the place, or of such a value."""
    match tuple(path):
        case ("vary", str(name)):
            return _range(name, question["vary"][name])
        case ("points", int(i)):
            return _point(question["points"][i])
        case ("options", int(i)):
            return _option(question["options"][i], i)
        case ("answer",) if question.get("kind") in ("compute", "design"):
            return _answer(question["answer"], of_family="family" in question)
        case _:
            return ""


def _range(name: str, value: object) -> str:
    """Return the hint for the range of a parameter."""
    if name == "together" and isinstance(value, (list, tuple)):
        return "together stands beside vary, not in it"
    entries = _entries(value)
    if not entries:
        return "write it like {int: [1, 9]} or {choice: [1, 2, 3]}"
    choice = f"{{choice: [{_listed(entries)}]}}"
    if (bounds := _bounds(value)) is None:
        return f"write {choice}"
    return f"write {{int: [{bounds}]}} for every whole number between, or {choice}"


def _entries(value: object) -> list[str]:
    """Return the entries of a list of values as YAML, each once; none where it is no such list."""
    if not isinstance(value, (list, tuple)):
        return []
    entries = [_in_flow(entry) for entry in value]
    return list(dict.fromkeys(entry for entry in entries if entry)) if all(entries) else []


def _listed(entries: Sequence[str]) -> str:
    return ", ".join([*entries[:_MOST], *(["..."] if len(entries) > _MOST else [])])


def _bounds(value: object) -> str | None:
    """Return two whole numbers as bounds, the lower one first; None for anything else."""
    match value:
        case (bool(), _) | (_, bool()):
            return None
        case (int(low), int(high)) if low < high:
            return f"{low}, {high}"
        case _:
            return None


def _in_flow(value: object) -> str:
    """Return a value as YAML within brackets; empty for what no value of a parameter may be."""
    if isinstance(value, (list, tuple)):
        entries = _entries(value)
        return f"[{_listed(entries)}]" if entries else ""
    text = _text(value)
    if text is None or not isinstance(value, str):
        return text or ""
    plain = scalar(text) == text and not _NOT_IN_FLOW & set(text)
    return text if plain else quoted(text)


def _point(value: object) -> str:
    text = _text(value)
    return "" if text is None else f"- must: {scalar(text)}"


def _option(value: object, index: int) -> str:
    """Return the hint for an option: the first is shown as the right one, to say how it is marked,
    the others with their reason."""
    text = _text(value)
    if text is None:
        return ""
    return f"- {{text: {quoted(text)}, {'correct: true' if index == 0 else 'why: ...'}}}"


def _answer(value: object, *, of_family: bool) -> str:
    """Return the hint for a claim in the place of the form; a family brings its own form."""
    text = _text(value)
    if text is None:
        return ""
    if of_family:
        return f"expect: {quoted(text)} says the claim, the family the form"
    return f"answer: {{type: {_form(text)}}} says the form, expect: {quoted(text)} the claim"


def _form(text: str) -> str:
    """Return the type of the answer that a text looks like."""
    if _INT.match(text):
        return "int"
    return "float" if _FLOAT.match(text) else "text"


def _text(value: object) -> str | None:
    """Return a number, a truth value or a text on one line, cut where it is long; None for anything
    else, and for a text of blanks."""
    if isinstance(value, bool):
        return str(value).lower()
    if not isinstance(value, (int, float, str)):
        return None
    line = " ".join(str(value).split())
    return (line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()} ...") or None
