"""The rule about `{{...}}` in texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from engines import api
from engines.values import from_json
from quizapp.bank.arranged import is_gap, is_gap_name
from quizapp.bank.model import Multi, Question
from quizapp.bank.problems import nearest
from quizapp.bank.rule_numbers import is_value, known_names
from quizapp.bank.substitute import (
    ANSWER,
    FORMATS,
    fits,
    half_open,
    known_format,
    unknown_names,
    uses,
)
from quizapp.bank.texts import Text, texts
from quizapp.bank.validate import Report

if TYPE_CHECKING:
    from engines.api import Family


def names_known(report: Report, question: Question, family: Family | None) -> None:
    """Every `{{name}}` is a parameter, in a format that it has."""
    known = known_names(question, family)
    for text in texts(question):
        if (text.sort == "code" and text.path[0] != "truth") or "{{" not in text.text:
            continue
        slip_text = text.path[0] == "slip_texts"
        for use in unknown_names(text.text, {*known, *_names_of_part(question, text)}):
            if use.name == ANSWER and text.may_answer:
                continue
            if text.sort == "cloze" and is_gap(use.token):
                continue
            if use.name == "value" and slip_text:
                continue
            _unknown(report, question, text, use.token, use.nth, use.name, known)
        _formats(report, question, text)


def braces_closed(report: Report, question: Question, family: Family | None) -> None:
    """No name stands between two braces and one."""
    known = {*known_names(question, family), ANSWER}
    for text in texts(question):
        if text.sort == "code" or "{" not in text.text:
            continue
        for token, nth in half_open(text.text):
            inside = token.strip("{}")
            name = inside.partition(":")[0].strip()
            gap = text.sort == "cloze" and is_gap_name(name)
            if gap or name in known or name in _names_of_part(question, text):
                message = f"{token} lacks a brace"
                hint = f"write {{{{{inside if gap else name}}}}}"
                report.add_within("QB402", text.path, token, nth, message, hint)


def _names_of_part(question: Question, text: Text) -> frozenset[str]:
    """Return the names that a part's prompt may use besides those of the question."""
    if not (isinstance(question, Multi) and text.path[0] == "parts"):
        return frozenset()
    part = question.parts[int(text.path[1])]
    family = api.family(part.family) if part.family in api.names() else None
    return frozenset((*part.params, *(param.name for param in (family.params if family else ()))))


def _unknown(
    report: Report,
    question: Question,
    text: Text,
    token: str,
    nth: int,
    name: str | None,
    known: Mapping[str, Any],
) -> None:
    if name is not None and text.sort == "cloze" and is_gap_name(name):
        message = f"{token[:60]} is no gap"
        code, hint = "QB402", f"write {{{{{name}::the word}}}}"
    elif name is None:
        message = f"{token[:60]} is neither a name nor a name with a format"
        code, hint = "QB402", "write {{name}} or {{name:format}}"
    elif name == ANSWER:
        message, code = "{{answer}} may not stand here", "QB403"
        hint = "it may stand in explanation, why and caveat"
    else:
        message, code = f"there is no parameter {name[:40]!r}", "QB401"
        hint = nearest(name, known) or "the question has no parameters"
    report.add_within(code, text.path, token, nth, message, hint)


def _formats(report: Report, question: Question, text: Text) -> None:
    for use in uses(text.text):
        if use.name is None or use.format is None:
            continue
        if text.sort == "cloze" and is_gap_name(use.name):
            continue
        if not known_format(use.format):
            hint = f"there are {', '.join(FORMATS)}"
            report.add_within(
                "QB402", text.path, use.token, use.nth, f"no format is called {use.format!r}", hint
            )
        elif is_value(form := question.params.get(use.name)) and not fits(
            use.format, from_json(form)
        ):
            message = f"{use.name} cannot be written as {use.format}"
            report.add_within(
                "QB402", text.path, use.token, use.nth, message, "leave the format out"
            )
