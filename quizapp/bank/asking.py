"""From a draw to what grading needs and what a person sees."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from engines import api
from engines.api import LiveSlip
from engines.values import (
    Value,
)
from quizapp.bank.arranged import with_blanks
from quizapp.bank.coded import starter_of
from quizapp.bank.drawn import Drawn, OptionDrawn
from quizapp.bank.examples import asked_options, example_of
from quizapp.bank.model import Choice, Cloze, Code, Design, Question, Recall, Snippet
from quizapp.bank.multipart import PartDrawn, asked_parts
from quizapp.bank.presented import EvidenceShown, ItemShown, Presented, RubricPoint
from quizapp.bank.substitute import substitute, substitute_code
from quizapp.grading.asked import Asked, Dialect, KnownWrong
from quizapp.grading.counted import counted_in
from quizapp.grading.readers.options import letter

DEFAULT_SECONDS = {
    "recall": 120,
    "cloze": 45,
    "choice": 45,
    "order": 75,
    "match": 75,
    "multi": 150,
    "compute": 60,
    "design": 120,
    "snippet": 90,
    "code": 420,
}
_SKILL = {
    "compute": "maths",
    "design": "maths",
    "multi": "maths",
    "snippet": "debugging",
    "code": "debugging",
}


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
        options=asked_options(shown_options(drawn)),
        targets=asked_options(drawn.targets),
        judge=judge,
        slip_of=None
        if variant is None or program
        else partial(api.slips_shown_by, variant.family, variant.params),
        outcome=outcome,
        parts=asked_parts(drawn),
        program=drawn.code if line else "",
        dialect=_dialect(question.language) if isinstance(question, Snippet) else "torch",
        counted=counted_in(question.prompt or ""),
    )


def present(drawn: Drawn) -> Presented:
    """Return the texts of this draw, with its numbers in place."""
    question = drawn.question
    family = api.family(question.family) if question.family else None
    answer = _answer(drawn)

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
        prompt="\n\n".join(filter(None, (fill(question.prompt), _gapped(drawn), _spot(drawn)))),
        seconds=int(seconds_of(question)),
        skill=skill_of(question),
        code=_listing(drawn),
        wanted=drawn.judge.wanted if drawn.judge else "",
        graph=drawn.run.graph.as_text() if drawn.run and drawn.run.graph else "",
        language=drawn.language,
        starter=starter_of(question) if isinstance(question, Code) else "",
        solution=question.solution.rstrip() if isinstance(question, Code) else "",
        options=asked_options(shown_options(drawn)) if isinstance(question, Choice) else (),
        items=_items(drawn),
        answer_help=_help(drawn),
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


def _items(drawn: Drawn) -> tuple[ItemShown, ...]:
    """Return what is put in order or paired: numbers on the left, letters on the right."""
    if isinstance(drawn.question, Choice):
        return ()
    if drawn.parts:
        return tuple(
            ItemShown(part.id, f"{part.prompt} {part.variant.acceptance.ask()}".strip())
            for part in drawn.parts
        )
    left = (ItemShown(str(place), item.text) for place, item in enumerate(drawn.options, 1))
    right = (ItemShown(letter(place), item.text) for place, item in enumerate(drawn.targets))
    return (*left, *right)


def _gapped(drawn: Drawn) -> str:
    """Return the text of a cloze with blanks."""
    if not isinstance(drawn.question, Cloze):
        return ""
    return with_blanks(substitute(drawn.question.text, drawn.params)).rstrip("\n")


def _answer(drawn: Drawn) -> str:
    """Return what stands for ``{{answer}}``: the value itself where the options name slips."""
    if _spot(drawn) and drawn.variant is not None:
        return drawn.variant.acceptance.show(drawn.variant.truth)
    return drawn.answer


def _spot(drawn: Drawn) -> str:
    """Return what is asked about somebody's wrong working, where that is shown."""
    if not (isinstance(drawn.question, Choice) and drawn.code):
        return ""
    return "Somebody reckons as below. What has gone wrong?"


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
    return question.skill or usual_skill(question)


def usual_skill(question: Question) -> str:
    """Return what questions of this kind train where their author says nothing."""
    return _SKILL.get(question.kind, "mechanism")


def seconds_of(question: Question) -> float:
    """Return how long a question takes: what its author says, or what its kind usually takes."""
    return float(question.seconds or DEFAULT_SECONDS.get(question.kind, 60))


def hints_of(drawn: Drawn) -> tuple[str, ...]:
    """Return the hints, the nudge first. Automatic ones: the first step's name, the formula, the
    formula with numbers, all but the last step; of several parts a nudge and the formula of each.
    """
    question = drawn.question
    if question.hints == "none":
        return ()
    if question.hints != "auto":
        return tuple(substitute(hint, drawn.params) for hint in question.hints)
    if drawn.parts:
        return _hints_of_parts(drawn.parts)
    if drawn.variant is None or isinstance(question, Choice):
        return ()
    return api.auto_hints(drawn.variant.family, drawn.variant)


def _hints_of_parts(parts: Sequence[PartDrawn]) -> tuple[str, ...]:
    """Return two hints, each with a line for every part; parts with the same hint share one. With
    numbers they would give away the answers that later parts take."""
    rows: list[str] = []
    for place in range(2):
        lines: dict[str, list[str]] = {}
        for part in parts:
            formula = api.family(part.variant.family).formula
            made = (
                ("", formula) if part.takes else api.auto_hints(part.variant.family, part.variant)
            )
            if place < len(made) and made[place]:
                lines.setdefault(made[place], []).append(part.id)
        if lines:
            rows.append("\n".join(f"{', '.join(ids)}: {hint}" for hint, ids in lines.items()))
    return tuple(rows)


def shown_options(drawn: Drawn) -> tuple[OptionDrawn, ...]:
    """Return the options in the order shown: shuffled by the seed unless the author forbids it."""
    question = drawn.question
    if not (isinstance(question, Choice) and question.shuffle):
        return drawn.options

    return tuple(sorted(drawn.options, key=lambda option: drawn.place_of(option.key)))


def _live(drawn: Drawn) -> tuple[LiveSlip, ...]:
    if drawn.variant is None or isinstance(drawn.question, (Choice, Code)):
        return ()
    return drawn.variant.live


def _help(drawn: Drawn) -> str:
    """Return what is said of the answer's form, and of a line that more than these numbers try."""
    said = drawn.acceptance.ask() if drawn.acceptance else ""
    tried = drawn.judge is not None and len(drawn.judge.cases) > 1
    return f"{said} It is tried on other numbers too." if tried else said


def _dialect(language: str) -> Dialect:
    return "tf1" if language == "tf1" else "torch"
