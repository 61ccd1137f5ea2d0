"""From the data of one question to its model, with every problem at its place.

A question is validated by the model of its own kind, so that an error's path is a path in the
file. Unknown keys, kinds and families get the nearest spelling.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel, ValidationError

from quizapp.bank.compose import Composed, position_of_line, position_within
from quizapp.bank.explain import explain_error
from quizapp.bank.fields import Place
from quizapp.bank.model import ALL_KINDS, KINDS, Question, question_fields
from quizapp.bank.problems import Problem, Severity, nearest
from quizapp.bank.shapes import meant

if TYPE_CHECKING:
    from quizapp.bank.families import Families

M = TypeVar("M", bound=BaseModel)


class Report:
    """Collects the problems of one place in a file; `base` is the path of its root there. A file
    that is rarely needed may be given as a function that composes it."""

    def __init__(
        self,
        composed: Composed | Callable[[], Composed],
        base: Sequence[str | int],
        question: str = "",
    ) -> None:
        self._composed = composed
        self.base = tuple(base)
        self.question = question
        self.problems: list[Problem] = []

    @cached_property
    def composed(self) -> Composed:
        """The file, composed where it was not yet."""
        return self._composed if isinstance(self._composed, Composed) else self._composed()

    def add(
        self,
        code: str,
        path: Sequence[str | int],
        message: str,
        hint: str = "",
        *,
        at_key: bool = False,
        severity: Severity = "problem",
    ) -> None:
        """Add a problem at `path` below the base, or at the nearest place that exists."""
        self.problems.append(
            self.composed.problem_at(
                (*self.base, *path),
                code,
                message,
                hint,
                at_key=at_key,
                severity=severity,
                question=self.question,
            )
        )

    def add_within(
        self,
        code: str,
        path: Sequence[str | int],
        token: str,
        nth: int,
        message: str,
        hint: str = "",
        *,
        severity: Severity = "problem",
    ) -> None:
        """Add a problem at the `nth` occurrence of `token` in the text at `path`."""
        source, root = self.composed.source, self.composed.root
        line, column = position_within(source, root, (*self.base, *path), token, nth)
        self.problems.append(
            source.problem(
                code, message, line, column, hint=hint, severity=severity, question=self.question
            )
        )

    def add_at_line(
        self,
        code: str,
        path: Sequence[str | int],
        nth: int,
        column: int,
        message: str,
        hint: str = "",
    ) -> None:
        """Add a problem at a column of the `nth` line, both from 1, of the text at `path`."""
        source, root = self.composed.source, self.composed.root
        at = position_of_line(source, root, (*self.base, *path), nth, column)
        self.problems.append(source.problem(code, message, *at, hint=hint, question=self.question))


def validate(report: Report, model: type[M], data: Any) -> M | None:
    """Return the model of `data`, or None with a problem for each thing that is wrong."""
    if not isinstance(data, dict):
        report.add("QB203", (), f"this must be a mapping of keys to values, not {_sort(data)}")
        return None
    try:
        return model.model_validate(data)
    except ValidationError as error:
        explain_error(_adding_what_was_meant(report, data), model, data, error)
        return None


def _adding_what_was_meant(report: Report, data: Mapping[str, Any]) -> Callable[..., None]:
    """Return `report.add` with the author's own value in the hint where its shape is wrong."""

    def add(
        code: str,
        path: Sequence[str | int],
        message: str,
        hint: str = "",
        *,
        at_key: bool = False,
    ) -> None:
        if code == "QB203" and not at_key:
            hint = meant(data, path) or hint
        report.add(code, path, message, hint, at_key=at_key)

    return add


def validate_question(
    report: Report, data: Any, place: Place, families: Families
) -> Question | None:
    """Return the question that `data` describes, unresolved, or None with its problems."""
    if not isinstance(data, dict):
        report.add("QB203", (), f"a question is a mapping of keys to values, not {_sort(data)}")
        return None
    name = data.get("id")
    report.question = name if isinstance(name, str) else ""
    kind = _kind(report, data, families)
    if kind is None:
        if data.get("kind") not in ALL_KINDS:
            _check_what_all_have(report, data)
        return None
    model = KINDS[kind]
    known = _drop_unknown(report, data, model)
    found = len(report.problems)
    question = validate(report, model, known | {"kind": kind})
    if question is None or len(report.problems) > found:
        return None
    if len(known) < len(data):
        return None
    return question.model_copy(update={"place": place})


def _check_what_all_have(report: Report, data: dict[str, Any]) -> None:
    """Report what is wrong in a question whose kind is not known: keys that no kind has, and the
    fields that every kind has."""
    common = set(question_fields(Question))
    for key in data:
        if not any(key in question_fields(model) for model in KINDS.values()):
            hint = nearest(key, common)
            report.add("QB201", (key,), f"no question has {key[:60]!r}", hint, at_key=True)
    known = {key: value for key, value in data.items() if key in common}
    validate(report, Question, known | {"kind": "compute"})


def _kind(report: Report, data: dict[str, Any], families: Families) -> str | None:
    kind = data.get("kind")
    family = data.get("family")
    if kind is None and isinstance(family, str):
        found = families.get(family)
        if found is not None:
            return "choice" if "options" in data else found.ask.kind
        hint = nearest(family, families.names())
        report.add("QB207", ("family",), f"no family is called {family[:60]!r}", hint)
        return None
    if kind is None:
        hint = f"add kind: one of {', '.join(KINDS)}; or a family, which brings its own"
        report.add("QB202", (), "the question has no kind", hint)
        return None
    if kind not in ALL_KINDS:
        report.add(
            "QB205",
            ("kind",),
            f"no kind is called {str(kind)[:60]!r}",
            nearest(str(kind), ALL_KINDS),
        )
        return None
    return str(kind)


def _drop_unknown(report: Report, data: dict[str, Any], model: type[Question]) -> dict[str, Any]:
    fields = question_fields(model)
    for key in data:
        if key in fields:
            continue
        owners = [kind for kind, other in KINDS.items() if key in question_fields(other)]
        if owners:
            hint = f"{key} belongs to the kind {' or '.join(owners)}"
        else:
            hint = nearest(key, fields)
        report.add(
            "QB201", (key,), f"a question of this kind has no {key[:60]!r}", hint, at_key=True
        )
    return {key: value for key, value in data.items() if key in fields}


def _sort(data: object) -> str:
    match data:
        case None:
            return "nothing"
        case bool():
            return "true or false"
        case int() | float():
            return "a number"
        case str():
            return "a text"
        case tuple():
            return "a list"
        case _:
            return "a mapping"
