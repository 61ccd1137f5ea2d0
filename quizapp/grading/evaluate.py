"""The one pipeline from a typed text to a verdict.

The truth comes first, so that no slip can steal a right answer.
"""

from __future__ import annotations

import math
from dataclasses import replace

from engines.api import Judgement
from engines.values import (
    Bits,
    Option,
    Ordering,
    Output,
    Pairs,
    Program,
    Raises,
    TruthTable,
    Value,
)
from quizapp.grading.asked import Asked, CannotJudge
from quizapp.grading.comparing import is_right, is_value
from quizapp.grading.error_names import error_name, vague
from quizapp.grading.general_slips import general_slip
from quizapp.grading.near import near_miss
from quizapp.grading.partial import partly_right, plainly_wrong
from quizapp.grading.reading import read
from quizapp.grading.transforms import manageable, same_build
from quizapp.grading.verdict import (
    Correct,
    DontKnow,
    EngineError,
    Graded,
    Invalid,
    Partial,
    Read,
    SlipFound,
    Unreadable,
    Verdict,
    Wrong,
)
from quizapp.grading.whole import evaluate_parts

_FEW = ("option", "bits", "truth_table", "dtype", "error")
_FEW_ITEMS = 3
_DTYPES = 12
_ERRORS = 12


def evaluate(text: str, asked: Asked) -> Graded:
    """Return the verdict on `text` and how it was read.

    In this order: unreadable, don't know, the judge or the truth, live slips, the question's
    known-wrong answers, general slips, near misses, partly right, wrong. Never raises for any
    text; a family that fails comes back as ENGINE_ERROR.
    """
    reading = read(text, asked)
    match reading:
        case Unreadable(reason, position):
            return Graded(Invalid(reason, position), reading)
        case DontKnow():
            return Graded(Wrong(dont_know=True), reading, sure=False)
        case Read() if asked.parts:
            graded = evaluate_parts(text, asked, reading, evaluate)
            return _with_own_sentence(graded, reading, asked)
        case Read():
            return _judged(reading, asked) if asked.judge else _graded(reading, asked)


def explained(graded: Graded, asked: Asked) -> bool:
    """Say whether a slip or a sentence of the author's is behind a wrong answer, rather than words
    that say which parts differ."""
    verdict, reading = graded.verdict, graded.reading
    if not isinstance(verdict, Wrong) or not isinstance(reading, Read):
        return False
    if verdict.slips or not verdict.sentence:
        return bool(verdict.slips)
    return isinstance(asked.acceptance, Option) or _known_wrong(reading, asked) is not None


def _with_own_sentence(graded: Graded, reading: Read, asked: Asked) -> Graded:
    """Put the author's sentence about these parts together in place of what is said of each."""
    verdict = graded.verdict
    known = _known_wrong(reading, asked) if isinstance(verdict, (Partial, Wrong)) else None
    match verdict:
        case Partial() if known is not None:
            return replace(graded, verdict=replace(verdict, which=known.sentence))
        case Wrong() if known is not None:
            return replace(graded, verdict=replace(verdict, sentence=known.sentence))
    return graded


def possible_answers(asked: Asked) -> int | None:
    """Return how many answers there are to choose from, roughly for words; None: very many."""
    form, options = asked.acceptance, len(asked.options)
    match form:
        case Option():
            return (1 << options) - 1 if form.multi else options
        case Bits():
            length = form.length or len(asked.truth) if isinstance(asked.truth, tuple) else 1
            return 1 << min(length, 64)
        case TruthTable():
            return 1 << form.length
        case Ordering() | Pairs():
            items = len(asked.truth) if isinstance(asked.truth, tuple) else options
            return math.factorial(min(items, 20))
    return {"dtype": _DTYPES, "error": _ERRORS}.get(form.type)


def few_answers(asked: Asked) -> bool:
    """Say whether a second try would be a guess: where the type has fewer than 20 answers as a
    rule, however many this question has."""
    form = asked.acceptance
    if isinstance(form, (Ordering, Pairs)):
        return isinstance(asked.truth, tuple) and len(asked.truth) <= _FEW_ITEMS
    return form.type in _FEW


def _judged(reading: Read, asked: Asked) -> Graded:
    """A design, a line, a program: the judge decides, and its evidence is shown either way."""
    assert asked.judge is not None
    try:
        judgement: Judgement = asked.judge(reading.value)
        if judgement.holds:
            return Graded(Correct(), reading, reading.sure, judgement.evidence)
        known = _slips(reading, asked) or _known_wrong(reading, asked)
    except CannotJudge as reason:
        return Graded(Invalid(reason.reason), reading, reading.sure)
    except Exception as failure:  # a family's fault must not count against the learner
        return Graded(_engine_error("judge", failure), reading, reading.sure)
    verdict = known or _failing(judgement, asked)
    return Graded(verdict, reading, reading.sure, judgement.evidence)


def _failing(judgement: Judgement, asked: Asked) -> Verdict:
    """A design has its property or not; a program that passes some of its cases is partly right."""
    if not isinstance(asked.acceptance, Program):
        return Wrong()
    if judgement.score > 0:
        return Partial(judgement.score, judgement.summary)
    return Wrong(sentence=judgement.summary)


def _graded(reading: Read, asked: Asked) -> Graded:
    if is_right(reading, asked):
        return Graded(Correct(), reading, reading.sure)
    return Graded(_not_right(reading, asked), reading, reading.sure)


def _not_right(reading: Read, asked: Asked) -> Verdict:
    if _is_vague(reading, asked):
        return Invalid("which error?", 0)
    return (
        _slips(reading, asked)
        or _known_wrong(reading, asked)
        or _rejected(reading, asked)
        or general_slip(reading, asked)
        or near_miss(reading, asked)
        or partly_right(reading, asked)
        or plainly_wrong(reading, asked)
    )


def _slips(reading: Read, asked: Asked) -> Verdict | None:
    """The live slips that come to the value given; failing these, those that show in it."""
    found = [
        slip
        for slip in asked.live
        if slip.value is not None and is_value(reading, slip.value, asked)
    ]
    if not found and asked.slip_of is not None and _can_show_slips(reading, asked):
        try:
            shown = asked.slip_of(reading.value)
        except Exception as failure:  # a family's fault must not count against the learner
            return _engine_error("slips", failure)
        found = [slip for slip in asked.live if slip.id in shown]
    if not found:
        return None
    slips = tuple(SlipFound(slip.id, slip.name) for slip in found)
    return Wrong(slips, together([slip.text for slip in found]))


def _can_show_slips(reading: Read, asked: Asked) -> bool:
    """Say whether there is a slip that shows in what is given, and a value of the right build."""
    dynamic = any(slip.value is None for slip in asked.live)
    return dynamic and manageable(reading.value) and same_build(reading.value, asked.truth)


def _known_wrong(reading: Read, asked: Asked) -> Wrong | None:
    """The author's sentences for this answer; failing these, one for an answer that comes to the
    same."""
    known = [(one, read(one.answer, asked)) for one in asked.known_wrong]
    entries = [(one.why.strip(), other.value) for one, other in known if isinstance(other, Read)]
    told = [why for why, value in entries if is_value(reading, value, asked)]
    if not told:
        told = [why for why, value in entries if _comes_to(reading.value, value, asked)][:1]
    return Wrong(sentence=together(told)) if told else None


def _comes_to(given: Value, other: Value, asked: Asked) -> bool:
    """Say whether two lines or functions do the same when they are run."""
    if asked.outcome is None:
        return False
    try:
        return asked.outcome(given) == asked.outcome(other)
    except Exception:  # what cannot be run comes to nothing that could be compared
        return False


def _rejected(reading: Read, asked: Asked) -> Wrong | None:
    """Words under ``not:`` are wrong however close they are to the truth."""
    words = getattr(asked.acceptance, "reject", ())
    return Wrong() if any(is_value(reading, word, asked) for word in words) else None


def _is_vague(reading: Read, asked: Asked) -> bool:
    if not (isinstance(asked.acceptance, Output) and isinstance(asked.truth, Raises)):
        return False
    text = str(reading.value)
    return vague(error_name(text), asked.truth.error) and " " not in text.strip()


def together(texts: list[str]) -> str:
    """Return one sentence for slips that come to one value: ``... when either a or b.``"""
    texts = list(dict.fromkeys(" ".join(text.split()) for text in texts))
    if len(texts) == 1:
        return texts[0]
    words = [text.rstrip(".").split(" ") for text in texts]
    shared = 0
    while all(len(row) > shared + 1 and row[shared] == words[0][shared] for row in words):
        shared += 1
    while shared and words[0][shared - 1] in ("the", "a", "an"):
        shared -= 1
    head = " ".join(words[0][:shared])
    tails = [" ".join(row[shared:]) for row in words]
    if shared < 2:
        return f"Either: {texts[0]} Or: {' Or: '.join(texts[1:])}"
    return f"{head} either {', or '.join(tails)}."


def _engine_error(phase: str, failure: Exception) -> EngineError:
    return EngineError(phase, f"{type(failure).__name__}: {failure}"[:200])
