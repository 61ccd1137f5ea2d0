"""An answer that was tried becomes a test of its question: known wrong, expected, or a spelling.

The change is tried on the whole question first, with every check that `bank check` has; the file
is for whoever calls to write.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from engines.values import Gaps, Text
from quizapp.bank.amending import Addition, with_addition
from quizapp.bank.arranged import gaps
from quizapp.bank.asking import asked_for
from quizapp.bank.check import check_text
from quizapp.bank.drawn import Drawn, TruthRunner
from quizapp.bank.families import Families
from quizapp.bank.insertion import CannotWrite, with_its_line_ends
from quizapp.bank.model import (
    Choice,
    Cloze,
    Code,
    Compute,
    Design,
    Match,
    Order,
    Question,
    Snippet,
)
from quizapp.bank.patching import ReadOnly, patch_with
from quizapp.bank.problems import Problem
from quizapp.bank.source import Source, read_source
from quizapp.bank.topicfile import compose_topic
from quizapp.bank.verifying import Verifier
from quizapp.grading.comparing import gaps_right
from quizapp.grading.evaluate import explained
from quizapp.grading.verdict import Correct, Graded, Partial, Read, Wrong
from quizapp.grading.words import same_words

_SEEDS = 20
NAME_THEM = (
    "Its numbers change: in the file, write {{{{{0}}}}} where a number is the parameter {0}."
)
"""What is advised where a parameter, here to be named, is drawn anew each time."""
RIGHT_ALREADY = "It is taken for right already."


@dataclass(frozen=True, slots=True)
class Prover:
    """What a change is proved with before it counts. `read_only` says that the question cannot be
    changed where it stands: the change becomes a patch."""

    families: Families
    runner: TruthRunner | None = None
    read_only: ReadOnly | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """Changed files, not written yet, their line ends as they were; `said` says what the one at
    `path` now holds, `question` is how it reads there."""

    texts: Mapping[Path, str]
    path: Path
    said: str
    question: Question
    advice: str = ""
    """What the author may still want to do, or empty."""


def as_wrong(drawn: Drawn, graded: Graded, why: str, prover: Prover) -> Stored:
    """Return the file in which the answer stands under `wrong` with the sentence `why`.

    Raises CannotWrite: the answer is not wrong, is explained already, or has no place there.
    """
    question, answer = drawn.question, typed(graded)
    if (reason := no_place_for_wrong(drawn, graded)) is not None:
        raise reason
    if not why.strip():
        raise CannotWrite("A known-wrong answer needs its sentence.")
    entry = {"answer": answer, "why": why.strip()}
    stored = _stored(
        question,
        (Addition(("wrong",), entry),),
        f"wrong: {_first_line(answer)}",
        prover,
    )
    return replace(stored, advice=_advice(question, answer))


def no_place_for_wrong(drawn: Drawn, graded: Graded) -> CannotWrite | None:
    """Return why the answer cannot be stored as wrong; None where only its sentence is missing."""
    verdict = graded.verdict
    if not isinstance(graded.reading, Read) or not isinstance(verdict, (Wrong, Partial)):
        return CannotWrite("Only an answer that was read and is wrong can be known to be wrong.")
    if isinstance(drawn.question, (Choice, Order, Match)):
        field = "the option's own why" if isinstance(drawn.question, Choice) else "the explanation"
        return CannotWrite(
            f"What is shown in another order each time has no wrong list: say it in {field}."
        )
    if isinstance(verdict, Wrong) and verdict.slips:
        names = " or ".join(slip.id for slip in verdict.slips)
        return CannotWrite(f"The slip {names} explains it already.")
    asked = asked_for(drawn)
    if asked is not None and explained(graded, asked):
        return CannotWrite("A sentence explains it already.")
    return _only_canonical(drawn)


def as_right(drawn: Drawn, graded: Graded, prover: Prover) -> Stored:
    """Return the file in which a right answer stands as `expect`, or, where that is there, among
    the accepted spellings. Raises CannotWrite where the format has no place for it."""
    question = drawn.question
    if not isinstance(graded.verdict, Correct):
        raise CannotWrite("Only a right answer can be expected.")
    if (reason := _only_canonical(drawn)) is not None:
        raise reason
    if isinstance(question, (Compute, Design, Snippet)) and question.expect is None:
        answer = typed(graded)
        return _stored(
            question,
            (Addition(("expect",), answer, listed=False),),
            f"expect: {answer}",
            prover,
        )
    return as_spelling(drawn, graded, prover)


def as_spelling(drawn: Drawn, graded: Graded, prover: Prover) -> Stored:
    """Return the file in which the answer stands among the accepted spellings, whatever was said
    of it. Raises CannotWrite where the type of the answer has no such list."""
    question, acceptance = drawn.question, drawn.acceptance
    if not isinstance(graded.reading, Read):
        raise CannotWrite("It could not be read, so that it cannot be accepted.")
    if not isinstance(question, Cloze) and not isinstance(acceptance, Text):
        sort = acceptance.type if acceptance is not None else "none"
        raise CannotWrite(
            f"The format keeps no further spellings for answers of type {sort}; a wrong one can "
            "be stored."
        )
    if question.family is not None or _varies(question):
        # The family's own spellings would be replaced, and one of a draw is false in another.
        raise CannotWrite("The right answer changes with the numbers: so do its spellings.")
    if isinstance(question, Cloze):
        return _gap_spelling(question, drawn, graded.reading, prover)
    assert isinstance(acceptance, Text)
    answer = typed(graded)
    if any(same_words(answer, word) for word in (str(drawn.truth), *acceptance.accept)):
        raise CannotWrite(RIGHT_ALREADY)
    return _stored(
        question,
        (Addition(("answer", "accept"), answer),),
        f"answer.accept: {answer}",
        prover,
    )


def typed(graded: Graded) -> str:
    """Return the answer as it was typed, without the mark of doubt."""
    return graded.reading.literal.strip() if isinstance(graded.reading, Read) else ""


def _gap_spelling(question: Cloze, drawn: Drawn, reading: Read, prover: Prover) -> Stored:
    given = reading.value if isinstance(reading.value, tuple) else (reading.value,)
    assert isinstance(drawn.acceptance, Gaps)
    assert drawn.truth is not None
    right = gaps_right(given, drawn.truth, drawn.acceptance)
    new = [
        (gap.name, str(text).strip())
        for gap, text, known in zip(gaps(question.text), given, right, strict=False)
        if not known
    ]
    if not new:
        raise CannotWrite(RIGHT_ALREADY)

    said = ", ".join(f"accept.{name}: {spelling}" for name, spelling in new)
    additions = tuple(Addition(("accept", name), spelling) for name, spelling in new)
    return _stored(question, additions, said, prover)


def _first_line(answer: str) -> str:
    first, *more = answer.split("\n")
    return f"{first} ..." if more else first


def _advice(question: Question, answer: str) -> str:
    """Return what to do about a number of the answer that may be a parameter's; empty where none
    is, and for a program, whose braces are its own."""
    drawn = {*question.vary, *(name for group in question.together for name in group)}
    numbers = (name for name, value in question.params.items() if _is_number(value))
    name = next((name for name in numbers if name in drawn), None)
    if name is None or isinstance(question, Code) or not any(map(str.isdigit, answer)):
        return ""
    return NAME_THEM.format(name)


def _is_number(form: object) -> bool:
    return isinstance(form, (int, float)) and not isinstance(form, bool)


def _varies(question: Question) -> bool:
    return bool(question.vary or question.together)


def _only_canonical(drawn: Drawn) -> CannotWrite | None:
    if drawn.purpose == "canonical" or not _varies(drawn.question):
        return None
    return CannotWrite(
        "A stored test speaks of the canonical numbers.", hint="Type c for them, and answer again."
    )


def _stored(question: Question, additions: Sequence[Addition], said: str, prover: Prover) -> Stored:
    """Return the changed files, once it is sure that the question has no more problems than it had.

    Raises CannotWrite with the problems that the change would bring.
    """
    if prover.read_only is not None:
        return _as_patch(question, prover.read_only, additions, said, prover)
    path = question.place.path
    if question.place.yours:
        hint = "Change the patch by hand."
        raise CannotWrite(f"{question.key} is your own version by a patch.", hint=hint)
    source = read_source(path)
    if isinstance(source, Problem):
        raise CannotWrite(f"{path.name} cannot be read.", problems=(source,))
    at = _place_in(source, question.id)
    changed = source.text
    for addition in additions:
        changed = with_addition(path, changed, at, addition)
    before = _found(source, question.bank, at, prover)[1]
    now, problems = _found(Source(path, changed), question.bank, at, prover)
    if now is None:
        raise _would_not_hold(question, problems)
    _none_more(question, before, problems)
    return Stored({path: with_its_line_ends(path, changed)}, path, said, now)


def _as_patch(
    question: Question, one: ReadOnly, additions: Sequence[Addition], said: str, prover: Prover
) -> Stored:
    now = patch_with(one, additions, prover.families)
    verify = Verifier(_SEEDS, prover.runner, prover.families).verify
    _none_more(question, verify(question).problems, verify(now.question).problems)
    return Stored(now.texts, now.path, said, now.question)


def _none_more(question: Question, before: Iterable[Problem], after: Iterable[Problem]) -> None:
    """Raise CannotWrite where there are problems that were not there before."""
    known = {(problem.code, problem.message) for problem in before}
    new = tuple(p for p in after if p.severity == "problem" and (p.code, p.message) not in known)
    if new:
        raise _would_not_hold(question, new)


def _would_not_hold(question: Question, problems: tuple[Problem, ...]) -> CannotWrite:
    message = f"With it {question.key} would not hold; nothing changed."
    return CannotWrite(message, problems=problems)


def _found(
    source: Source, bank: str, at: int, prover: Prover
) -> tuple[Question | None, tuple[Problem, ...]]:
    return check_text(
        source, bank, at, seeds=_SEEDS, runner=prover.runner, families=prover.families
    )


def _place_in(source: Source, question_id: str) -> int:
    """Return where the question stands in the file's list. Raises CannotWrite."""
    composed = compose_topic(source)
    data = composed.data if not isinstance(composed, Problem) else None
    listed = data.get("questions") if isinstance(data, dict) else None
    for place, item in enumerate(listed if isinstance(listed, tuple) else ()):
        if isinstance(item, dict) and item.get("id") == question_id:
            return place
    raise CannotWrite(f"{question_id} is no longer in {source.path.name}.")
