"""Rules about the parts of a question in several."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from engines import api
from engines.values import AcceptanceProblem, narrow
from quizapp.bank.problems import nearest
from quizapp.bank.rule_numbers import acceptance_hint, is_value

if TYPE_CHECKING:
    from quizapp.bank.fields import Part
    from quizapp.bank.model import Multi
    from quizapp.bank.validate import Report


def parts_complete(report: Report, question: Multi) -> None:
    """Parts have names of their own, families that exist, and take answers of earlier parts only;
    every parameter of the question is taken by a part."""
    earlier: list[str] = []
    taken: set[str] = set()
    for i, part in enumerate(question.parts):
        if part.id in earlier:
            report.add("QB218", ("parts", i, "id"), f"another part is called {part.id}")
        if part.family in api.names():
            taken |= {param.name for param in api.family(part.family).params}
            _params(report, part, i, earlier)
            _values(report, part, i)
            _answer(report, part, i)
        else:
            message = f"no family is called {part.family[:60]!r}"
            near = nearest(part.family, api.names())
            report.add("QB207", ("parts", i, "family"), message, near)
            taken |= set(question.params)
        earlier.append(part.id)
    for name in question.params:
        if name not in taken:
            message = f"no part takes the parameter {name}"
            report.add("QB208", ("params", name), message, nearest(name, taken), at_key=True)


def _params(report: Report, part: Part, i: int, earlier: list[str]) -> None:
    known = {param.name for param in api.family(part.family).params}
    for name, form in part.params.items():
        place = ("parts", i, "params", name)
        if name not in known:
            message = f"{part.family} has no parameter {name}"
            report.add("QB208", place, message, nearest(name, known), at_key=True)
        elif isinstance(form, Mapping):
            source = form.get("answer")
            if set(form) != {"answer"} or source not in earlier:
                hint = f"earlier are {', '.join(earlier)}" if earlier else "the first takes none"
                report.add("QB218", place, "it takes {answer: EARLIER PART}", hint)
        elif not is_value(form):
            message = f"{name} is neither number, text, truth value nor list of those"
            report.add("QB209", place, message)


def _values(report: Report, part: Part, i: int) -> None:
    """Report values that their parameter cannot have, whatever the other ones are."""
    family = api.family(part.family)
    given = {name: form for name, form in part.params.items() if is_value(form)}
    for problem in api.check_params(family, {**family.ask.params, **given}):
        if problem.name in given and problem.name in {param.name for param in family.params}:
            report.add("QB209", ("parts", i, "params", problem.name), problem.message)


def _answer(report: Report, part: Part, i: int) -> None:
    family = api.family(part.family)
    if family.judge is not None:
        report.add("QB218", ("parts", i, "family"), f"{family.name} asks for a design, not a value")
        return
    try:
        narrow(family.answer(api.complete(family, family.ask.params)), part.answer)
    except AcceptanceProblem as problem:
        place = ("parts", i, "answer", problem.field)
        hint = acceptance_hint(problem, part.answer)
        report.add("QB211", place, str(problem), hint, at_key=problem.unknown)
