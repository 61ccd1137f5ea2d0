"""From a draw to what grading needs and what a person sees."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from functools import partial

from engines import api
from engines.api import LiveSlip
from engines.values import (
    Bytes,
    CodeLine,
    Float,
    Gaps,
    Ordering,
    Pairs,
    Program,
    Shape,
    Value,
    Vector,
    Weights,
)
from quizapp.bank.arranged import with_blanks
from quizapp.bank.coded import starter_of
from quizapp.bank.drawn import Drawn, OptionDrawn
from quizapp.bank.model import Choice, Cloze, Code, Design, Question, Recall, Snippet
from quizapp.bank.presented import EvidenceShown, ItemShown, Presented, RubricPoint
from quizapp.bank.substitute import substitute, substitute_code
from quizapp.grading.asked import Asked, Dialect, KnownWrong, OptionAsked
from quizapp.grading.readers.options import letter
from quizapp.grading.shown import shown_truth

DEFAULT_SECONDS = {
    "recall": 120,
    "cloze": 45,
    "choice": 45,
    "order": 75,
    "match": 75,
    "compute": 60,
    "design": 120,
    "snippet": 90,
    "code": 420,
}
_SKILL = {"compute": "maths", "design": "maths", "snippet": "debugging", "code": "debugging"}


def asked_for(drawn: Drawn) -> Asked | None:
    """Return what one evaluation of this draw needs; None for recall."""
    if drawn.acceptance is None or drawn.truth is None:
        return None
    question, variant = drawn.question, drawn.variant
    line, program = drawn.judge, drawn.program
    judge: Callable[[Value], api.Judgement] | None = line or program
    if isinstance(question, Design) and question.family:
        judge = partial(api.judge, question.family, drawn.params)
    fill = _as_it_stands if program else substitute_code if line else substitute
    outcome = line.outcome if line else program.outcome if program else None
    return Asked(
        acceptance=drawn.acceptance,
        truth=drawn.truth,
        live=_live(drawn),
        known_wrong=tuple(
            KnownWrong(
                fill(wrong.answer, drawn.params),
                substitute(wrong.why, drawn.params, drawn.answer),
            )
            for wrong in question.wrong
        ),
        options=_asked_options(shown_options(drawn)),
        targets=_asked_options(drawn.targets),
        judge=judge,
        slip_of=None
        if variant is None or program
        else partial(api.slips_shown_by, variant.family, variant.params),
        outcome=outcome,
        program=drawn.code if line else "",
        dialect=_dialect(question.language) if isinstance(question, Snippet) else "torch",
    )


def present(drawn: Drawn) -> Presented:
    """Return the texts of this draw, with its numbers in place."""
    question = drawn.question
    family = api.family(question.family) if question.family else None
    acceptance = drawn.acceptance
    answer = drawn.answer

    def fill(text: str | None) -> str:
        return substitute(text or "", drawn.params).rstrip("\n")

    def fill_with_answer(text: str | None) -> str:
        return substitute(text or "", drawn.params, answer).rstrip("\n")

    return Presented(
        key=question.key,
        kind=question.kind,
        topic=question.topic_title or question.topic,
        topic_id=question.topic,
        level=question.level or "beginner",
        prompt="\n\n".join(filter(None, (fill(question.prompt), _gapped(drawn)))),
        seconds=int(seconds_of(question)),
        skill=skill_of(question),
        code=_listing(drawn),
        wanted=drawn.judge.wanted if drawn.judge else "",
        graph=drawn.run.graph.as_text() if drawn.run and drawn.run.graph else "",
        language=drawn.language,
        starter=starter_of(question) if isinstance(question, Code) else "",
        solution=question.solution.rstrip() if isinstance(question, Code) else "",
        options=_asked_options(shown_options(drawn)) if isinstance(question, Choice) else (),
        items=_items(drawn),
        answer_help=acceptance.ask() if acceptance else "",
        placeholder=example_of(drawn),
        points=tuple(RubricPoint(p.role, fill(p.text)) for p in question.points),  # type: ignore[arg-type]
        model_answer=fill(question.answer) if isinstance(question, Recall) else "",
        hints=hints_of(drawn),
        formula=family.formula if family else "",
        explanation=fill_with_answer(question.explanation),
        caveat=fill_with_answer(question.caveat),
        sources=question.sources,
        followups=question.followups,
        brief=fill(question.brief),
        evidence=tuple(EvidenceShown(e.on, fill(e.show)) for e in question.evidence),
        tags=question.tags,
        revision=question.revision,
    )


def _as_it_stands(text: str, _params: api.Params) -> str:
    """Return a program's text: braces in it are its own."""
    return text


def _asked_options(options: tuple[OptionDrawn, ...]) -> tuple[OptionAsked, ...]:
    return tuple(OptionAsked(option.key, option.text, option.why) for option in options)


def _items(drawn: Drawn) -> tuple[ItemShown, ...]:
    """Return what is put in order or paired: numbers on the left, letters on the right."""
    if isinstance(drawn.question, Choice):
        return ()
    left = (ItemShown(str(place), item.text) for place, item in enumerate(drawn.options, 1))
    right = (ItemShown(letter(place), item.text) for place, item in enumerate(drawn.targets))
    return (*left, *right)


def _gapped(drawn: Drawn) -> str:
    """Return the text of a cloze with blanks."""
    if not isinstance(drawn.question, Cloze):
        return ""
    return with_blanks(substitute(drawn.question.text, drawn.params)).rstrip("\n")


def _listing(drawn: Drawn) -> str:
    """Return a program as it is shown: with numbers where a line is asked for by its number."""
    code = drawn.code.rstrip("\n")
    if drawn.judge is None or drawn.judge.mode != "fix":
        return code
    lines = code.split("\n")
    width = len(str(len(lines)))
    return "\n".join(f"{number:>{width}}  {line}" for number, line in enumerate(lines, 1))


def skill_of(question: Question) -> str:
    """Return what a question trains: what its author says, or what its kind stands for."""
    return question.skill or _SKILL.get(question.kind, "mechanism")


def seconds_of(question: Question) -> float:
    """Return how long a question takes: what its author says, or what its kind usually takes."""
    return float(question.seconds or DEFAULT_SECONDS.get(question.kind, 60))


def hints_of(drawn: Drawn) -> tuple[str, ...]:
    """Return the hints, the nudge first. Automatic ones: the first step's name, the formula, the
    formula with numbers, all but the last step."""
    question = drawn.question
    if question.hints == "none":
        return ()
    if question.hints != "auto":
        return tuple(substitute(hint, drawn.params) for hint in question.hints)
    if drawn.variant is None or isinstance(question, Choice):
        return ()
    return api.auto_hints(drawn.variant.family, drawn.variant)


def shown_options(drawn: Drawn) -> tuple[OptionDrawn, ...]:
    """Return the options in the order shown: shuffled by the seed unless the author forbids it."""
    question = drawn.question
    if not (isinstance(question, Choice) and question.shuffle):
        return drawn.options

    def place(option: OptionDrawn) -> bytes:
        text = f"{question.key} {drawn.seed} {option.key}"
        return hashlib.blake2b(text.encode(), digest_size=8).digest()

    return tuple(sorted(drawn.options, key=place))


_EXAMPLES = {
    "int": ("12", "34"),
    "count": ("1500", "2600"),
    "float": ("0.25", "0.75"),
    "estimate": ("7e9", "2e6"),
    "matrix": ("1 2; 3 4", "5 6; 7 8"),
    "set": ("1, 2", "3, 4"),
    "bits": ("101", "100"),
    "truth_table": ("0011", "0101"),
    "dtype": ("int64", "float16"),
    "error": ("KeyError", "OSError"),
    "option": ("a", "b"),
    "line": ("x + 1", "x - 1"),
}
"""Two of each: where one is the right answer the other stands, so that neither is given away."""


def example_of(drawn: Drawn) -> str:
    """Return an example of how an answer is typed; never the right answer."""
    acceptance = drawn.acceptance
    if acceptance is None:
        return ""
    match acceptance:
        case Shape(rank=rank):
            return " x ".join(map(str, _counting(2, rank or 3, drawn.truth)))
        case Vector(length=length):
            return ", ".join(map(str, _counting(1, length or 3, drawn.truth)))
        case Weights(names=names):
            return " ".join(f"{name}={place}" for place, name in enumerate(names, 2))
        case Bytes(unit=unit):
            examples: tuple[str, ...] = (f"3 {unit}", f"5 {unit}")
        case Ordering(length=length):
            marks = range(1, (length or 3) + 1)
            examples = (" ".join(map(str, marks[::-1])), " ".join(map(str, marks)))
        case Pairs(length=length):
            count = length or 2
            examples = tuple(
                " ".join(f"{i + 1}{letter((i + by) % count)}" for i in range(count))
                for by in (1, 0)
            )
        case Gaps(length=length):
            return "; ".join(("first", "second", "third")[: max(length, 1)])
        case Program():
            return ""
        case CodeLine(mode="fix"):
            examples = ("3: x = 1", "3: x = 2")
        case _:
            examples = _EXAMPLES.get(acceptance.type, ("",))
    return next((example for example in examples if not _is_right(example, drawn)), "")


def _counting(first: int, length: int, truth: Value | None) -> tuple[int, ...]:
    """Return `length` numbers in a row from `first`, or from `first` + 1 where these are right."""
    numbers = tuple(range(first, first + length))
    return numbers if numbers != truth else tuple(number + 1 for number in numbers)


def _is_right(example: str, drawn: Drawn) -> bool:
    if isinstance(drawn.acceptance, Float) and drawn.truth is not None:
        return drawn.acceptance.accepts(float(example), drawn.truth)
    if isinstance(drawn.acceptance, (Ordering, Pairs)) and drawn.truth is not None:
        sides = _asked_options(drawn.options), _asked_options(drawn.targets)
        truth = Asked(drawn.acceptance, drawn.truth, options=sides[0], targets=sides[1])
        return example == shown_truth(truth)
    return example == drawn.right


def _live(drawn: Drawn) -> tuple[LiveSlip, ...]:
    if drawn.variant is None or isinstance(drawn.question, (Choice, Code)):
        return ()
    return drawn.variant.live


def _dialect(language: str) -> Dialect:
    return "tf1" if language == "tf1" else "torch"
