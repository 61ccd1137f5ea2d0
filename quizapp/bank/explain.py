"""Pydantic's errors in the words of the bank format, each with its code and what to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from quizapp.bank.fields import (
    ENTRY_PATTERN,
    ID_PATTERN,
    PART_PATTERN,
    Evidence,
    OptionItem,
    OptionsFrom,
    Part,
    Point,
    TorchTruth,
    Wrong,
)
from quizapp.bank.model import Role
from quizapp.bank.problems import nearest

Add = Callable[..., None]

_INNER: dict[str, type[BaseModel]] = {
    "points": Point,
    "wrong": Wrong,
    "evidence": Evidence,
    "truth": TorchTruth,
    "roles": Role,
    "parts": Part,
}
_EITHER = {"slips": "all, none or a list of slip ids", "hints": "auto, none or a list of texts"}
"""Fields that take a word or a list: the union's own errors would speak of each branch."""

_SORTS = {
    "string_type": ("must be a text", "put it in quotes"),
    "int_type": ("must be a whole number", "without quotes and without a point"),
    "float_type": ("must be a number", "without quotes"),
    "bool_type": ("must be true or false", "without quotes; yes and no are texts"),
    "tuple_type": ("must be a list", "write [a, b], or one entry a line behind -"),
    "dict_type": ("must be a mapping of names to values", "write {name: value}"),
    "model_type": ("must be a mapping of keys to values", "write {key: value}"),
}
_BOUNDS = {
    "greater_than_equal": ("ge", "must be at least {}"),
    "greater_than": ("gt", "must be more than {}"),
    "less_than_equal": ("le", "must be at most {}"),
    "string_too_long": ("max_length", "has more than {} characters"),
    "too_short": ("min_length", "needs at least {} entries"),
    "too_long": ("max_length", "has more than {} entries"),
}


def explain_error(
    add: Add, model: type[BaseModel], data: Mapping[str, Any], error: ValidationError
) -> None:
    """Add one problem for each finding of `error`."""
    said: set[str] = set()
    for detail in error.errors(include_url=False):
        path = tuple(step for step in detail["loc"] if not _is_tag(step))
        field = str(path[0]) if path else ""
        if field in _EITHER:
            if field in said:
                continue
            said.add(field)
            if not isinstance(data.get(field), tuple):
                add("QB203", (field,), f"{field} must be {_EITHER[field]}")
                continue
            path = tuple(step for step in path if step == field or isinstance(step, int))
        _explain(add, model, path, detail)


def _explain(
    add: Add, model: type[BaseModel], path: tuple[str | int, ...], detail: ErrorDetails
) -> None:
    sort = detail["type"]
    name = _name(path)
    context = detail.get("ctx", {})
    if path[-1:] == ("[key]",):
        add(
            "QB203",
            path[:-1],
            f"the name {path[-2]!r} is not one",
            "letters, digits and _",
            at_key=True,
        )
    elif sort == "too_short" and _long_enough(detail):
        return
    elif sort == "missing" and isinstance(path[-1], int):
        add("QB204", path[:-1], f"{_name(path[:-1])} needs at least {path[-1] + 1} entries")
    elif sort == "missing":
        add("QB202", path[:-1], f"{path[-1]} is missing here", f"add {path[-1]}: ...")
    elif sort == "extra_forbidden":
        hint = nearest(str(path[-1]), _fields(model, path[:-1]))
        add("QB201", path, f"there is no {str(path[-1])[:60]!r} here", hint, at_key=True)
    elif sort in _SORTS:
        wanted, hint = _SORTS[sort]
        add("QB203", path, f"{name} {wanted}", hint)
    elif sort == "literal_error":
        options = str(context["expected"]).replace("'", "").split(", ")
        words = [word for option in options for word in option.split(" or ")]
        message = f"{name} cannot be {str(detail['input'])[:60]!r}"
        add("QB204", path, message, f"{nearest(str(detail['input']), words)}")
    elif sort == "string_pattern_mismatch":
        _pattern(add, path, name, str(detail["input"]), str(context["pattern"]))
    elif sort == "string_too_short":
        add("QB204", path, f"{name} is empty", "write it, or delete the key")
    elif sort in _BOUNDS:
        key, wording = _BOUNDS[sort]
        hint = "put quotes around an entry that holds a comma" if sort == "too_long" else ""
        add("QB204", path, f"{name} {wording.format(context[key])}", hint)
    elif sort == "value_error":
        add("QB204", path, str(context["error"]))
    else:
        add("QB204", path, f"{name}: {detail['msg']}")


def _long_enough(detail: ErrorDetails) -> bool:
    """Whether a list has its entries, so that only what is wrong with some of them is the matter:
    pydantic counts the good ones alone."""
    given = detail["input"]
    return isinstance(given, (tuple, list)) and len(given) >= detail["ctx"]["min_length"]


def _pattern(add: Add, path: tuple[str | int, ...], name: str, given: str, pattern: str) -> None:
    if path[-1:] == ("version",):
        add("QB204", path, f"the version {given[:40]!r} is not one", "write it like 1.2.0")
    elif pattern == ENTRY_PATTERN:
        add("QB217", path, f"{given[:60]!r} cannot be a function's name", "letters, digits and _")
    elif pattern == PART_PATTERN:
        add("QB301", path, f"{given[:60]!r} cannot name a part", "up to 8 of a-z and 0-9, like a")
    elif pattern != ID_PATTERN and ("\n" in given or "\r" in given):
        add("QB204", path, f"{name} must stand on one line")
    else:
        hint = "small letters a-z, digits and single hyphens, like conv-output-size"
        add("QB301", path, f"{given[:60]!r} cannot be an id", hint)


def _fields(model: type[BaseModel], path: tuple[str | int, ...]) -> list[str]:
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return [name for name in model.model_fields if name != "place"]
    if names[0] == "options":
        inner: type[BaseModel] = OptionItem if len(path) > 1 else OptionsFrom
    elif names[0] in _INNER:
        inner = _INNER[names[0]]
    else:
        return []
    return [field.alias or name for name, field in inner.model_fields.items()]


def _name(path: tuple[str | int, ...]) -> str:
    names = [step for step in path if isinstance(step, str)]
    if not names:
        return "this"
    last = path[-1]
    return f"entry {last + 1} of {names[-1]}" if isinstance(last, int) else names[-1]


def _is_tag(step: str | int) -> bool:
    return isinstance(step, str) and step.startswith("@")
