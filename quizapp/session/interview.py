"""A mock interview round: planned, timed, without undo, sureness asked before any verdict.

The first readable answer counts. Verdicts are held back to the end unless feedback is wanted at
once. Unreadable input, engine trouble and reading evidence stop the clock.
"""

from __future__ import annotations

from dataclasses import replace

from quizapp.grading.evaluate import evaluate
from quizapp.grading.verdict import (
    Correct,
    DontKnow,
    EngineError,
    Invalid,
    Near,
    Partial,
    Wrong,
)
from quizapp.reports.scorecard import AnswerLine, Came, make_scorecard
from quizapp.session import loop as question
from quizapp.session.interview_effects import Choose, Effect, File, Keep, Pose
from quizapp.session.interview_events import (
    AskFor,
    Event,
    Failed,
    HandIn,
    Kept,
    NotPosed,
    Open,
    Posed,
    Ready,
    Slot,
    Sure,
    TickPoint,
    Wish,
)
from quizapp.session.interview_stages import (
    Aborted,
    Answering,
    Interview,
    Keeping,
    Over,
    Preparing,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.loop import Notice, Outcome, Try

FOLLOW_UPS = 2
"""How deep an interviewer digs after right answers."""

Step = tuple[Interview, tuple[Effect, ...]]


def step(state: Interview, event: Event) -> Step:
    """Return the next state and what is to be done for it."""
    match event:
        case Open(terms, at):
            return Interview(terms=terms, touched=at), (Choose(terms),)
        case Ready(slots, at, left_out):
            state = replace(state, slots=slots, planned=len(slots), touched=at, left_out=left_out)
            return _next(state)
        case Posed(item, budget, at):
            loop = question.open_loop(item, at)
            state = replace(state, number=state.number + 1, touched=at)
            return replace(state, stage=Answering(loop, budget)), ()
        case NotPosed(_, at):
            return _next(replace(state, touched=at))
        case Kept(at):
            return _kept(_tick(state, at))
        case Failed(text, code):
            return replace(state, stage=Aborted(text, code)), ()
        case Wish(name, at):
            return _wish(state, name, at)
        case _:
            return _answer_events(state, event)


def _answer_events(state: Interview, event: HandIn | Sure | TickPoint | AskFor) -> Step:
    stage = state.stage
    match event, stage:
        case HandIn(text, at), Answering(paused=False):
            return _hand_in(state, stage, text, at)
        case Sure(sure, at), Sureness(asked):
            return _sure(_tick(state, at), asked, sure, at)
        case TickPoint(mark, at), Ticking(asked):
            state = _tick(state, at)
            asked = replace(asked, loop=question.tick(asked.loop, mark, at))
            if asked.loop.outcome is None:
                return replace(state, stage=Ticking(asked)), ()
            return _close(state, asked, asked.loop.outcome)
        case AskFor(words, at), Answering(paused=False):
            return _evidence(_tick(state, at), words)
        case _:
            return state, ()


def _tick(state: Interview, at: float) -> Interview:
    """Count the time since the last event, for the round and the open question."""
    gap = 0.0 if state.free else max(at - state.touched, 0.0)
    stage = state.stage
    if isinstance(stage, Answering):
        if stage.paused:
            gap = 0.0
        stage = replace(stage, spent=stage.spent + gap)
    return replace(state, stage=stage, touched=at, spent=state.spent + gap, free=False, note="")


def _next(state: Interview) -> Step:
    state = replace(state, stage=Preparing())
    if not state.slots or state.seconds_left <= 0:
        scorecard = make_scorecard(state.lines, state.terms.seed)
        return replace(state, stage=Over(scorecard)), (
            File(state.terms, scorecard, state.spent / 60),
        )
    slot, rest = state.slots[0], state.slots[1:]
    state = replace(state, slots=rest, asked=(*state.asked, slot.key))
    return state, (Pose(slot.key),)


def _hand_in(state: Interview, stage: Answering, text: str, at: float) -> Step:
    asked = stage.loop.item.asked
    if asked is None:
        if not text.strip():
            return _unreadable(state, stage, "Type what you would say, or /pass.", None, at)
        state = _tick(state, at)
        now = _answering(state)
        loop = replace(now.loop, typed=text, notice=None)
        return replace(state, stage=Sureness(replace(now, loop=loop))), ()
    graded = evaluate(text, asked)
    match graded.verdict:
        case Invalid(reason, position):
            return _unreadable(state, stage, reason, position, at)
        case EngineError(_, told):
            return _unreadable(state, stage, told, None, at)
        case Near():
            graded = replace(graded, verdict=Correct())
        case _:
            pass
    state = _tick(state, at)
    if isinstance(graded.reading, DontKnow):
        return _pass(state, at)
    now = _answering(state)
    loop = replace(now.loop, tries=(Try(text, graded),), notice=None)
    now = replace(now, loop=loop)
    if not graded.sure:
        return _sure(state, now, False, at)
    return replace(state, stage=Sureness(now)), ()


def _answering(state: Interview) -> Answering:
    assert isinstance(state.stage, Answering)
    return state.stage


def _unreadable(
    state: Interview, stage: Answering, reason: str, position: int | None, at: float
) -> Step:
    """Show what cannot be read; the time since the last event is given back."""
    notice = Notice("unreadable", reason, position)
    stage = replace(stage, loop=replace(stage.loop, notice=notice))
    return replace(state, stage=stage, touched=at), ()


def _sure(state: Interview, asked: Answering, sure: bool, at: float) -> Step:
    loop = replace(asked.loop, sure=sure)
    if loop.item.asked is None:
        loop = replace(loop, stage="ticking")
        return replace(state, stage=Ticking(replace(asked, loop=loop))), ()
    loop = question.close(loop)
    asked = replace(asked, loop=loop)
    assert loop.outcome is not None
    return _close(state, asked, loop.outcome)


def _pass(state: Interview, at: float) -> Step:
    now = _answering(state)
    loop = question.dont_know(now.loop, at)
    assert loop.outcome is not None
    return _close(state, replace(now, loop=loop), loop.outcome, passed=True)


def _close(state: Interview, asked: Answering, outcome: Outcome, *, passed: bool = False) -> Step:
    outcome = replace(outcome, seconds=asked.spent)
    asked = replace(asked, loop=replace(asked.loop, outcome=outcome))
    line = answer_line(asked, outcome, passed=passed)
    state = replace(state, stage=Keeping(asked, line))
    return state, (Keep(asked.loop.item, outcome, line),)


def _kept(state: Interview) -> Step:
    stage = state.stage
    if not isinstance(stage, Keeping):
        return state, ()
    state = _dig(replace(state, lines=(*state.lines, stage.line)), stage)
    if state.terms.feedback == "now":
        return replace(state, stage=Told(stage.asked, stage.line)), ()
    return _next(state)


def _dig(state: Interview, stage: Keeping) -> Interview:
    """Put one follow-up next after a right answer, as an interviewer would."""
    item = stage.asked.loop.item
    bank = item.key.partition("/")[0]
    follow = next(
        (
            f"{bank}/{name}"
            for name in item.presented.followups
            if f"{bank}/{name}" not in state.asked
        ),
        None,
    )
    if stage.line.came != "right" or follow is None or state.depth >= FOLLOW_UPS:
        return replace(state, depth=0)
    rest = tuple(slot for slot in state.slots if slot.key != follow)
    return replace(state, slots=(Slot(follow, 0.0), *rest), depth=state.depth + 1)


def _evidence(state: Interview, words: str) -> Step:
    """Show the evidence that is asked for; while it is read the clock stands."""
    stage = _answering(state)
    wanted = words.casefold()
    shown = [evidence for _, evidence in stage.evidence]
    found = next(
        (
            evidence
            for evidence in stage.loop.item.presented.evidence
            if evidence not in shown and any(_meant(word, wanted) for word in evidence.on)
        ),
        None,
    )
    if found is None:
        return replace(state, note="There is nothing on that."), ()
    stage = replace(stage, evidence=(*stage.evidence, (stage.spent, found)))
    return replace(state, stage=stage, free=True), ()


def _meant(word: str, wanted: str) -> bool:
    return word.casefold() in wanted or wanted in word.casefold() if wanted.strip() else False


def _wish(state: Interview, name: str, at: float) -> Step:
    state = _tick(state, at)
    stage = state.stage
    match name, stage:
        case "stop", _ if not isinstance(stage, (Over, Aborted)):
            return _next(replace(state, slots=()))
        case "next", Told():
            return _next(state)
        case "pause", Answering():
            return replace(state, stage=replace(stage, paused=True)), ()
        case "resume", Answering():
            return replace(state, stage=replace(stage, paused=False)), ()
        case "hint", Answering(paused=False):
            return replace(state, stage=replace(stage, loop=question.hint(stage.loop, at))), ()
        case "pass", Answering(paused=False):
            return _pass(state, at)
        case "aloud", Answering(paused=False) if stage.loop.item.asked is None:
            loop = replace(stage.loop, typed="(said out loud)", notice=None)
            return replace(state, stage=Sureness(replace(stage, loop=loop))), ()
        case _:
            return state, ()


def answer_line(asked: Answering, outcome: Outcome, *, passed: bool = False) -> AnswerLine:
    """Return what the scorecard says of one answer."""
    item = asked.loop.item
    points = list(zip(asked.loop.rubric, outcome.ticks, strict=False))
    missed = next((p.text for p, mark in points if p.role == "must" and mark != "y"), "")
    gained = next((p.text for p, mark in points if p.role == "must" and mark == "y"), "")
    return AnswerLine(
        key=item.key,
        topic=item.presented.topic,
        skill=item.presented.skill,
        came="passed" if passed else _came(outcome),
        sure=outcome.sure,
        hints=outcome.hints,
        seconds=asked.spent,
        budget=asked.budget,
        run=item.proof is not None,
        share=outcome.verdict.score if isinstance(outcome.verdict, Partial) else 0.0,
        missed=missed or outcome.sentence,
        gained=gained,
    )


def _came(outcome: Outcome) -> Came:
    match outcome.verdict:
        case Correct() | Near():
            return "right"
        case Partial():
            return "partly"
        case Wrong():
            return "wrong"
        case _:
            return "passed"
