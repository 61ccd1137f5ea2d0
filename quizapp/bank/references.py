"""Rules over all questions of a bank: ids that are taken, look alike or lead nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from quizapp.bank.fields import Place
from quizapp.bank.model import Bank
from quizapp.bank.problems import Severity, nearest

Add = Callable[..., None]
"""Called with (question, path, code, message, hint, severity)."""


class Referring(Protocol):
    """A question as others refer to it: read in full, or its entry in an outline."""

    @property
    def id(self) -> str: ...
    @property
    def formerly(self) -> tuple[str, ...]: ...
    @property
    def needs(self) -> tuple[str, ...]: ...
    @property
    def contrast(self) -> tuple[str, ...]: ...
    @property
    def followups(self) -> tuple[str, ...]: ...
    @property
    def place(self) -> Place: ...


@dataclass(frozen=True, slots=True)
class Unserved:
    """An entry that cannot be served, as far as others refer to it and it to others."""

    id: str
    place: Place
    formerly: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    contrast: tuple[str, ...] = ()
    followups: tuple[str, ...] = ()


R = TypeVar("R", bound=Referring)

REFERENCES = ("needs", "contrast", "followups")
_LOOK_ALIKE = str.maketrans({"l": "1", "i": "1", "o": "0"})


def check_together(
    bank: Bank | None, questions: Iterable[R], unserved: Sequence[Unserved], add: Add
) -> tuple[R, ...]:
    """Report what is wrong between the entries of a bank, those that cannot be served included;
    return the questions without repeated ids."""
    kept = repeated(questions, add)
    everything: list[Referring] = [*kept, *unserved]
    entries = repeated(everything, add)
    if bank is not None:
        check_ids(entries, add, bank.retired)
    check_references(everything, add)
    return kept


def check_alone(questions: Iterable[R], add: Add) -> tuple[R, ...]:
    """As `check_together`, of a file whose bank is not known: any id may be in that."""
    kept = repeated(questions, add)
    check_ids(kept, add)
    _to_themselves(kept, add)
    _circles(kept, add)
    return kept


def repeated(questions: Iterable[R], add: Add) -> tuple[R, ...]:
    """Return the questions without those whose id another one has already; each is a problem."""
    first: dict[str, R] = {}
    for question in questions:
        other = first.setdefault(question.id, question)
        if other is not question:
            hint = f"the first is at {other.place.path.name}:{other.place.line}"
            add(question, ("id",), "QB302", f"the id {question.id} is taken", hint)
    return tuple(first.values())


def check_ids(questions: Sequence[Referring], add: Add, retired: Collection[str] = ()) -> None:
    """Report retired ids that are used again, earlier ids that are taken, and look-alikes."""
    ids = {question.id for question in questions}
    gone = set(retired)
    former: dict[str, str] = {}
    shapes: dict[str, list[Referring]] = defaultdict(list)
    for question in questions:
        if question.id in gone:
            hint = "an id is never reused: choose another one"
            add(question, ("id",), "QB305", f"the id {question.id} is retired", hint)
        for i, name in enumerate(question.formerly):
            if not name:
                continue
            if name in ids:
                add(question, ("formerly", i), "QB305", f"{name} is the id of another question")
            elif name in former:
                message = f"{name} is an earlier id of {former[name]} too"
                add(question, ("formerly", i), "QB305", message)
            former.setdefault(name, question.id)
        shapes[question.id.replace("rn", "m").translate(_LOOK_ALIKE)].append(question)
    for same in shapes.values():
        for question in same[1:]:
            message = f"the id {question.id} looks like {same[0].id}"
            warning: Severity = "warning"
            add(question, ("id",), "QB303", message, "rename the newer one", warning)


def check_references(questions: Sequence[Referring], add: Add) -> None:
    """Report references to questions that are not there, to itself, and circles of `needs`."""
    known = {question.id for question in questions}
    for question in questions:
        for name in REFERENCES:
            for i, target in enumerate(getattr(question, name)):
                # What is empty is told as what it is: no id.
                if target and target != question.id and target not in known:
                    message = f"{name} names {target}, which is not in this bank"
                    add(question, (name, i), "QB304", message, _near(target, known))
    _to_themselves(questions, add)
    _circles(questions, add)


def _to_themselves(questions: Sequence[Referring], add: Add) -> None:
    """Report each reference of a question to itself."""
    for question in questions:
        for name in REFERENCES:
            for i, target in enumerate(getattr(question, name)):
                if target == question.id:
                    add(question, (name, i), "QB306", f"{name} names the question itself")


def _near(target: str, known: set[str]) -> str:
    hint = nearest(target, known)
    return hint if hint.startswith("did you mean") else "write that question, or delete the entry"


def _circles(questions: Sequence[Referring], add: Add) -> None:
    """Report each circle of `needs` once, at the question where following them closes it."""
    needs = {question.id: question for question in questions}
    done: set[str] = set()
    for start in questions:
        path: list[str] = []
        stack = [(start.id, iter(start.needs))]
        while stack:
            name, rest = stack[-1]
            if name not in path:
                path.append(name)
            following = next(rest, None)
            if following is None:
                stack.pop()
                path.pop()
                done.add(name)
            elif following in path and following != name:
                circle = " → ".join([*path[path.index(following) :], following])
                place = ("needs", needs[name].needs.index(following))
                add(needs[name], place, "QB306", f"needs goes in a circle: {circle}")
                done.add(following)
            elif following in needs and following not in done and following != name:
                stack.append((following, iter(needs[following].needs)))
