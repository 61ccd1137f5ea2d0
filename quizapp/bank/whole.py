"""A whole question as it is resolved: what its author wrote, and what stands behind that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from quizapp.bank.model import Question
from quizapp.bank.scalars import field, quoted, scalar

Fields = Mapping[str, Any]


def whole(question: Question, names: Sequence[str]) -> tuple[Fields, Fields]:
    """Return the fields that stand in the file (`names`), in that order, and those that the family,
    the kind or the format supply, where they are not empty; ready for JSON."""
    form = question.model_dump(mode="json", by_alias=True, exclude_none=True)
    written = {name: form[name] for name in names if name in form}
    supplied = {
        name: value
        for name, value in form.items()
        if name not in written and value not in ([], {}, False, "")
    }
    return written, supplied


def whole_lines(question: Question, names: Sequence[str]) -> list[str]:
    """Return the question as its author could have written it out, its place first."""
    written, supplied = whole(question, names)
    lines = [f"# {question.key}", f"# {question.position}"]
    if question.place.yours:
        lines.append("# Changed by a patch in your own bank.")
    lines += [line for name, value in written.items() for line in _lines(name, value)]
    if supplied:
        source = f"{question.family} and the format" if question.family else "the format"
        lines += ["", f"# Supplied by {source}:"]
        lines += [line for name, value in supplied.items() for line in _lines(name, value)]
    return lines


def _lines(name: str, value: Any) -> list[str]:
    """Return `name: value` as lines of YAML."""
    if isinstance(value, str):
        return field(name, value).split("\n")
    if isinstance(value, list) and any(isinstance(item, (dict, str)) for item in value):
        if all(isinstance(item, str) and len(item) <= 40 for item in value):
            return [f"{name}: {_flow(value)}"]
        return [f"{name}:", *(line for item in value for line in _item(item))]
    if isinstance(value, dict) and any(_is_long(part) for part in value.values()):
        inner = [line for key, part in value.items() for line in _lines(key, part)]
        return [f"{name}:", *(f"  {line}" for line in inner)]
    return [f"{name}: {_flow(value)}"]


def _item(item: Any) -> list[str]:
    """Return one entry of a list behind its dash."""
    if isinstance(item, dict):
        lines = [line for key, part in item.items() for line in _lines(key, part)]
    else:
        lines = [_flow(item)] if not isinstance(item, str) else [scalar(item)]
    return [f"  {'- ' if place == 0 else '  '}{line}" for place, line in enumerate(lines)]


def _is_long(value: Any) -> bool:
    return isinstance(value, str) and len(value) > 40


def _flow(value: Any) -> str:
    match value:
        case None:
            return "null"
        case bool():
            return "true" if value else "false"
        case str():
            return value if value.replace("-", "").replace("_", "").isalpha() else quoted(value)
        case list():
            return "[" + ", ".join(_flow(entry) for entry in value) + "]"
        case dict():
            return "{" + ", ".join(f"{key}: {_flow(part)}" for key, part in value.items()) + "}"
        case _:
            return str(value)
