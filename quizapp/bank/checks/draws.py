"""Checks of a question's ranges: how often draws can be asked, and how often each slip shows."""

from __future__ import annotations

from engines import api
from engines.values import AcceptanceProblem, from_json, narrow, show_value
from quizapp.bank.checks.subject import Subject
from quizapp.bank.fields import OptionsFrom
from quizapp.bank.model import Choice, Code, Compute, Design
from quizapp.bank.problems import Severity
from quizapp.bank.ranges import read_range

LEAST_SHARE = 0.05
DRAWS_PER_SEED = 8
_ENOUGH = 12
"""Draws for each value before a value that never came can be called one that never comes:
e^-12 of the values would be accused wrongly."""


def draws_succeed(subject: Subject) -> None:
    """Enough draws can be asked, every slip shows in some, every declared value is drawn."""
    question, family = subject.question, subject.family
    if family is None or not (question.vary or question.together):
        return
    base = {name: from_json(value) for name, value in question.params.items()}
    acceptance = None
    if isinstance(question, (Compute, Design)) and question.answer:
        try:
            acceptance = narrow(family.answer(api.complete(family, base)), question.answer)
        except (AcceptanceProblem, ArithmeticError, LookupError, TypeError):
            return
    report = api.draw_report(
        family.name,
        question.key,
        {name: read_range(form) for name, form in question.vary.items()},
        tuple(
            {name: from_json(value) for name, value in group.items()} for group in question.together
        ),
        base,
        acceptance=acceptance,
        slips=question.slips,
        draws=max(100, DRAWS_PER_SEED * subject.seeds),
        least=LEAST_SHARE,
    )
    if report.rate < LEAST_SHARE:
        reasons = "; ".join(f"{count}: {why}" for why, count in list(report.reasons.items())[:2])
        message = f"{report.rate:.0%} of {report.candidates} draws can be asked ({reasons})"
        subject.report.add("QB508", ("vary",), message, "narrow the ranges", at_key=True)
        return
    _slips_show(subject, report)
    for name, values in report.never.items():
        if report.accepted < _ENOUGH * _declared(subject, name):
            continue
        shown = ", ".join(show_value(value) for value in values[:8])
        message = f"{name} is never {shown} in {report.accepted} draws"
        subject.report.add("QB510", ("vary", name), message, severity="warning", at_key=True)


def _slips_show(subject: Subject, report: api.DrawReport) -> None:
    question = subject.question
    if isinstance(question, Code):
        return
    if isinstance(question, Choice) and not isinstance(question.options, OptionsFrom):
        return
    for slip, share in report.live.items():
        if share < LEAST_SHARE:
            message = f"the slip {slip} is told apart in {share:.1%} of the draws"
            hint = "widen the ranges, or name the slips that matter"
            # Slips that nobody chose may be about what this question keeps fixed.
            severity: Severity = "note" if question.slips == "all" else "warning"
            subject.report.add("QB509", ("vary",), message, hint, severity=severity, at_key=True)


def _declared(subject: Subject, name: str) -> int:
    form = subject.question.vary[name]
    if "choice" in form:
        return len(form["choice"])
    low, high = form.get("int") or form.get("decimal") or (0, 0)
    step = form.get("step", 1) if "int" in form else 10 ** -form.get("places", 0)
    declared: int = round((high - low) / step) + 1
    return declared
