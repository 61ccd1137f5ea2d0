"""Rules about parameters, their ranges and the answer block."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from engines import api
from engines.values import ANSWER_TYPES, AcceptanceProblem, acceptance_from, from_json, narrow
from quizapp.bank.model import Code, Compute, Design, Question, Snippet
from quizapp.bank.problems import nearest
from quizapp.bank.ranges import read_range
from quizapp.bank.validate import Report

if TYPE_CHECKING:
    from engines.api import Family

_CLOZE_NAME = re.compile(r"c\d+\Z")
_OF_A_KIND = frozenset(
    {
        "output",
        "error",
        "line",
        "program",
        "option",
        "ordering",
        "pairs",
        "gaps",
        "weights",
        "parts",
    }
)
"""Types of answers that follow from a question's kind, so that no author writes them."""
_AUTHORS_TYPES = tuple(name for name in ANSWER_TYPES if name not in _OF_A_KIND)
_MEANT = {
    **dict.fromkeys(("number", "numeric", "integer", "decimal", "real"), "int or float"),
    **dict.fromkeys(("string", "str", "word"), "text"),
}
"""Words of other formats for a type."""


def params_fit(report: Report, question: Question, family: Family | None) -> None:
    """Parameters are those of the family, complete, of their type and within their bounds."""
    for name in (*question.params, *question.vary):
        if _CLOZE_NAME.match(name):
            report.add(
                "QB208",
                ("params", name),
                f"a parameter may not be called {name}",
                "c1, c2 ... are gaps",
                at_key=True,
            )
    if family is None:
        for name, message in _misfits(question, family, question.params):
            report.add("QB209", ("params", name), message)
        return
    if isinstance(question, Code) and family.judge is not None:
        return  # that the family is another one is told already
    for problem in api.check_params(family, question.params):
        code = "QB208" if problem.name in _strangers(question.params, family) else "QB209"
        hint = "" if problem.bound in problem.message else problem.bound
        report.add(code, ("params", problem.name), problem.message, hint, at_key=code == "QB208")


def ranges_fit(report: Report, question: Question, family: Family | None) -> None:
    """Ranges are ranges, of parameters that exist, and stay within what those may be."""
    ranges = {}
    for name, form in question.vary.items():
        try:
            ranges[name] = read_range(form)
        except api.RangeProblem as error:
            path = _inside(form, ("vary", name), error.field)
            report.add(
                "QB210", path, str(error), error.hint, at_key=error.unknown and error.field in form
            )
    if family is not None:
        for problem in api.ranges_outside(family, ranges):
            stranger = problem.name in _strangers(ranges, family)
            code = "QB208" if stranger else "QB210"
            report.add(code, ("vary", problem.name), problem.message, at_key=stranger)
    elif question.vary or question.together:
        for name in ranges:
            if name not in question.params:
                report.add(
                    "QB208",
                    ("vary", name),
                    f"{name} varies but is not in params",
                    f"add {name} to params",
                    at_key=True,
                )


def together_fits(report: Report, question: Question, family: Family | None) -> None:
    """Values drawn as one belong to parameters that exist and do not vary by themselves."""
    known = known_names(question, family)
    for i, group in enumerate(question.together):
        for name in group:
            if name not in known:
                report.add(
                    "QB208",
                    ("together", i, name),
                    f"there is no parameter {name}",
                    nearest(name, known),
                    at_key=True,
                )
            elif name in question.vary:
                report.add(
                    "QB210",
                    ("together", i, name),
                    f"{name} stands in vary too",
                    "keep it in one of them",
                    at_key=True,
                )
        if group.keys() != question.together[0].keys():
            report.add("QB210", ("together", i), "every group of together has the same names")
        for name, message in _misfits(question, family, group):
            report.add("QB209", ("together", i, name), message)


def answer_fits(report: Report, question: Question, family: Family | None) -> None:
    """The answer block narrows what the family accepts, or says all of it where there is none."""
    if not isinstance(question, (Compute, Design, Snippet)):
        return
    if isinstance(question, Compute) and family is None:
        _self_contained(report, question)
        if "type" not in question.answer:
            report.add(
                "QB202",
                ("answer",),
                "without a family, answer needs its type",
                "like answer: {type: int}",
            )
            return
    if family is None and not isinstance(question, Compute):
        return
    try:
        if family is None:
            acceptance_from(question.answer)
        else:
            narrow(family.answer(api.complete(family, question.params)), question.answer)
    except AcceptanceProblem as error:
        path = ("answer", error.field)
        hint = acceptance_hint(error, question.answer)
        report.add("QB211", path, str(error), hint, at_key=error.unknown)
    except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError):
        # Parameters that do not fit are reported by their own rule.
        pass


def acceptance_hint(error: AcceptanceProblem, answer: Mapping[str, Any]) -> str:
    """Return what to do about an answer block; of a type that there is not, what was meant."""
    if not str(error).startswith("unknown answer type"):
        return error.hint
    word = _unknown_type(answer).casefold()
    return f"did you mean {_MEANT[word]}?" if word in _MEANT else nearest(word, _AUTHORS_TYPES)


def is_value(form: Any) -> bool:
    """Whether what stands in the file is a value at all, rather than a mapping or nothing."""
    try:
        from_json(form)
    except ValueError:
        return False
    return True


def _unknown_type(answer: Mapping[str, Any]) -> str:
    """Return the type of an answer block that there is not: its own, or that of its entries."""
    name = answer.get("type")
    element = answer.get("element")
    known = name is None or (isinstance(name, str) and name in ANSWER_TYPES)
    return _unknown_type(element) if known and isinstance(element, Mapping) else str(name)


def _misfits(
    question: Question, family: Family | None, group: Mapping[str, Any]
) -> Iterator[tuple[str, str]]:
    """Yield name and reason for each value of `group` that its parameter cannot have."""
    if family is None:
        for name, form in group.items():
            if not is_value(form):
                yield name, f"{name} is neither number, text, truth value nor list of those"
        return
    for problem in api.check_params(family, {**question.params, **group}):
        if problem.name in group and problem.name not in _strangers(group, family):
            yield problem.name, problem.message


def known_names(question: Question, family: Family | None) -> dict[str, Any]:
    """Return the names that may be substituted, with the canonical values where they are known."""
    known = dict(question.params)
    if family is not None:
        known |= {param.name: None for param in family.params if param.name not in known}
    return known


def _self_contained(report: Report, question: Compute) -> None:
    if question.truth is None and question.expect is None:
        hint = "add family: ..., or truth: {torch: ...}, or expect: a fixed number"
        report.add("QB202", (), "nothing says what the right answer is", hint)
    elif question.truth is None and (question.vary or question.together):
        report.add(
            "QB214",
            ("vary",),
            "a fixed answer cannot have numbers that vary",
            "give it a family or a truth",
            at_key=True,
        )


def _strangers(names: Mapping[str, Any], family: Family) -> set[str]:
    return set(names) - {param.name for param in family.params}


def _inside(
    form: Mapping[str, Any], path: tuple[str | int, ...], field: str
) -> tuple[str | int, ...]:
    """Return the path to `field` in a range's form, which may stand in the range of an entry."""
    if field in form:
        return (*path, field)
    for key in ("vector", "matrix"):
        inner = form.get(key)
        if isinstance(inner, dict) and field not in ("length", "shape"):
            return _inside(inner, (*path, key), field)
    return path
