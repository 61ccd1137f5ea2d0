"""Parameters as they are typed on a command line: ``H=32 z=[1,2,3] gate=and``."""

from __future__ import annotations

import json
import reprlib
from typing import NoReturn

from engines.family import Family, Param
from engines.params import ParamProblem
from engines.registry import nearest
from engines.values import Value, from_json, show_value

_MAX_TEXT = 10_000


def read_params(family: Family, arguments: list[str]) -> dict[str, Value]:
    """Return the parameters that arguments like ``H=32`` name. Raises BadArgument."""
    declared = {param.name: param for param in family.params}
    given: dict[str, Value] = {}
    for argument in arguments:
        name, sign, text = argument.partition("=")
        if not sign:
            shown = reprlib.repr(argument)
            raise BadArgument(ParamProblem(name, f"{shown} is not of the form NAME=VALUE"))
        if name not in declared:
            near = nearest(name, tuple(declared))
            bound = f"did you mean {near}?" if near else f"it takes {', '.join(declared)}"
            unknown = f"there is no parameter {reprlib.repr(name)[1:-1]}; {bound}"
            raise BadArgument(ParamProblem(name, unknown, bound))
        if name in given:
            raise BadArgument(ParamProblem(name, f"{name} is given twice"))
        given[name] = read_value(declared[name], text)
    return given


class BadArgument(ValueError):
    """An argument that names no parameter, or none twice."""

    def __init__(self, problem: ParamProblem) -> None:
        super().__init__(problem.message)
        self.problem = problem


def read_value(param: Param, text: str) -> Value:
    """Return what the text stands for: a number, a list, true or false, else the text itself."""
    for choice in param.choices:
        if text.casefold() == show_value(choice).casefold():
            return choice
    if len(text) > _MAX_TEXT:
        return text[:_MAX_TEXT]
    try:
        return from_json(json.loads(text, parse_constant=_no_constant))
    except (ValueError, RecursionError):
        return text


def _no_constant(name: str) -> NoReturn:
    raise ValueError(name)
