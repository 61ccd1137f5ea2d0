"""Checking and completing parameters: types, bounds, names, contradictions. Allocates nothing."""

from __future__ import annotations

import math
import reprlib
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from engines.draw import decimal
from engines.family import Family, Param, Params
from engines.ranges import (
    ChoiceRange,
    DecimalRange,
    IntRange,
    MatrixRange,
    Range,
    VectorRange,
)
from engines.registry import nearest
from engines.values import Value, show_value

_MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class ParamProblem:
    """One thing wrong with parameters. `name` is empty where several contradict each other;
    `bound` is what would be right, like ``1 to 11``, or the nearest spelling."""

    name: str
    message: str
    bound: str = ""

    def __str__(self) -> str:
        return self.message


class BadParams(ValueError):
    """Parameters that a family cannot take, with every problem found."""

    def __init__(self, family: str, problems: tuple[ParamProblem, ...]) -> None:
        super().__init__(f"{family}: " + "; ".join(problem.message for problem in problems))
        self.family = family
        self.problems = problems


def check_params(family: Family, params: Mapping[str, object]) -> tuple[ParamProblem, ...]:
    """Return everything wrong with `params` for `family`; nothing where they can be computed.

    First names and types, then bounds, and only where these hold what `family.valid` says.
    """
    declared = {param.name: param for param in family.params}
    problems = [_unknown(name, declared) for name in params if name not in declared]
    for param in family.params:
        if param.name in params:
            problems += _check_one(param, params[param.name])
        elif param.default is None and param.same_as is None:
            message = f"{param.name} is missing: {param.doc}"
            problems.append(ParamProblem(param.name, message, bounds_text(param)))
    if problems:
        return tuple(problems)
    reason = family.valid(complete(family, params))
    return (ParamProblem("", reason),) if reason else ()


def complete(family: Family, params: Mapping[str, object]) -> Params:
    """Return `params` with defaults filled in, lists as tuples, in the family's order.

    Names that the family does not have are left out; types are taken on trust.
    """
    filled: dict[str, Value] = {}
    for param in family.params:
        if param.name in params:
            filled[param.name] = _as_value(params[param.name])
        elif param.same_as is not None and param.same_as in params:
            filled[param.name] = _as_value(params[param.same_as])
        elif param.default is not None:
            filled[param.name] = param.default
    return filled


def typed(family: Family, params: Mapping[str, object]) -> Params:
    """Return the completed `params`, however contradictory. Raises BadParams for names, types and
    bounds only."""
    problems = tuple(problem for problem in check_params(family, params) if problem.name)
    if problems:
        raise BadParams(family.name, problems)
    return complete(family, params)


def checked(family: Family, params: Mapping[str, object]) -> Params:
    """Return the completed `params`. Raises BadParams where anything is wrong with them."""
    problems = check_params(family, params)
    if problems:
        raise BadParams(family.name, problems)
    return complete(family, params)


def ranges_outside(family: Family, vary: Mapping[str, Range]) -> tuple[ParamProblem, ...]:
    """Return a problem for each range of `vary` that leaves its parameter's type or bounds."""
    declared = {param.name: param for param in family.params}
    problems: list[ParamProblem] = []
    for name, drawn_from in vary.items():
        if name not in declared:
            problems.append(_unknown(name, declared))
            continue
        for extreme in _extremes(drawn_from):
            found = _check_one(declared[name], extreme)
            problems += found
            if found:
                break
    return tuple(problems)


def bounds_text(param: Param) -> str:
    """Return what the parameter may be, in words: ``a whole number from 1 to 11``."""
    match param.kind:
        case "bool":
            return "true or false"
        case "choice":
            return "one of " + ", ".join(show_value(choice) for choice in param.choices)
        case "int":
            return "a whole number" + _span(param)
        case "pair":
            return f"a whole number{_span(param)}, or two of them for height and width"
        case "decimal":
            return "a number" + _span(param)
        case "vector":
            return f"a list of {_sizes(param)} {_entries(param)}"
        case "matrix":
            return f"rows and columns, {_sizes(param)} each, of {_entries(param)}"


def _span(param: Param) -> str:
    low = None if param.low is None else show_value(param.low)
    high = None if param.high is None else show_value(param.high)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    if low is not None:
        return f" from {low} on"
    return f" up to {high}" if high is not None else ""


def _sizes(param: Param) -> str:
    least, most = param.sizes
    return str(least) if least == most else f"{least} to {most}"


def _entries(param: Param) -> str:
    return ("whole numbers" if param.entry == "int" else "numbers") + _span(param)


def _unknown(name: str, declared: Mapping[str, Param]) -> ParamProblem:
    near = nearest(str(name), tuple(declared))
    bound = f"did you mean {near}?" if near else f"it takes {', '.join(declared)}"
    return ParamProblem(str(name), f"there is no parameter {name}; {bound}", bound)


def _check_one(param: Param, given: object) -> list[ParamProblem]:
    def refuse() -> list[ParamProblem]:
        bound = bounds_text(param)
        shown = _brief(given)
        return [ParamProblem(param.name, f"{param.name} must be {bound}, not {shown}", bound)]

    match param.kind:
        case "bool":
            good = isinstance(given, bool)
        case "choice":
            good = any(type(given) is type(choice) and given == choice for choice in param.choices)
        case "int":
            good = _is_entry(given, "int", param)
        case "decimal":
            good = _is_entry(given, "decimal", param)
        case "pair":
            good = _is_entry(given, "int", param) or (
                isinstance(given, (list, tuple))
                and len(given) == 2
                and all(_is_entry(entry, "int", param) for entry in given)
            )
        case "vector":
            good = _is_row(given, param)
        case "matrix":
            good = _is_matrix(given, param)
    return [] if good else refuse()


def _is_entry(given: object, kind: str, param: Param) -> bool:
    if isinstance(given, bool):
        return False
    if not isinstance(given, int if kind == "int" else (int, float, Fraction)):
        return False
    if isinstance(given, float) and not math.isfinite(given):
        return False
    return (param.low is None or given >= param.low) and (param.high is None or given <= param.high)


def _is_row(given: object, param: Param) -> bool:
    if not isinstance(given, (list, tuple)):
        return False
    if not param.sizes[0] <= len(given) <= param.sizes[1]:
        return False
    return all(_is_entry(entry, param.entry, param) for entry in given)


def _is_matrix(given: object, param: Param) -> bool:
    if not isinstance(given, (list, tuple)):
        return False
    if not param.sizes[0] <= len(given) <= param.sizes[1]:
        return False
    if not all(_is_row(row, param) for row in given):
        return False
    return len({len(row) for row in given}) == 1


def _as_value(given: object) -> Value:
    if isinstance(given, (list, tuple)):
        return tuple(_as_value(entry) for entry in given)
    return given  # type: ignore[return-value]


def _brief(given: object) -> str:
    if isinstance(given, int) and not isinstance(given, bool) and given.bit_length() > 200:
        return f"a number of {given.bit_length() * 30103 // 100000 + 1} digits"
    try:
        text = reprlib.repr(given)
    except ValueError:  # a number inside has more digits than Python writes
        text = "numbers of thousands of digits"
    return text if len(text) <= _MAX_SHOWN else text[: _MAX_SHOWN - 1] + "…"


def _extremes(drawn_from: Range) -> tuple[Value, ...]:
    match drawn_from:
        case IntRange(low, high):
            return (low, high)
        case DecimalRange(low, high, places):
            return (decimal(low, places), decimal(high, places))
        case ChoiceRange(values):
            return values
        case VectorRange(entry, length):
            return tuple((value,) * length for value in _extremes(entry))
        case MatrixRange(entry, rows, columns):
            return tuple(((value,) * columns,) * rows for value in _extremes(entry))
