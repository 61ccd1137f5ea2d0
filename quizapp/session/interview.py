"""A mock interview round: planned, timed, without undo, sureness asked before any verdict.

The first readable answer counts. Verdicts are held back to the end unless feedback is wanted at
once. Unreadable input, engine trouble and reading evidence let the clock stand; a pause stops it.
At the end of the round's time the question at hand may be finished and no new one comes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizapp.session import loop as question
from quizapp.session.effects import Prove
from quizapp.session.events import Witnessed
from quizapp.session.interview_answers import asked_for_evidence, handed_in, made_line, missed
from quizapp.session.interview_effects import Choose, Effect, File, Keep, Pose, Withdraw
from quizapp.session.interview_events import (
    AskFor,
    Doing,
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
    TooFew,
    Wish,
)
from quizapp.session.interview_stages import (
    Aborted,
    Answered,
    Answering,
    Interview,
    Keeping,
    Over,
    Preparing,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.loop import Loop
from quizapp.session.stages import Proof

FOLLOW_UPS = 2
"""How deep an interviewer digs after right answers."""
_USAGE = 2

Step = tuple[Interview, tuple[Effect, ...]]


def step(state: Interview, event: Event) -> Step:
    """Return the next state and what is to be done for it."""
    match event:
        case Ready(slots, at, note, left_out):
            return _next(replace(state, slots=slots, touched=at, note=note, left_out=left_out), at)
        case TooFew(text):
            return replace(state, stage=Aborted(text, _USAGE)), ()
        case Posed():
            return _posed(state, event)
        case NotPosed(_, at, lacks_torch):
            left_out = state.left_out + int(lacks_torch)
            return _next(replace(state, number=state.number - 1, left_out=left_out), at)
        case Kept(rows, at):
            return _kept(state, rows, at)
        case Witnessed():
            return _witnessed(state, event)
        case Failed(text, code):
            return replace(state, stage=Aborted(text, code)), ()
        case _:
            return _done_by_the_learner(state, event)


def _done_by_the_learner(state: Interview, event: Doing) -> Step:
    stage = state.stage
    match event, stage:
        case Open(terms, at), _:
            return Interview(terms=terms, touched=at), (Choose(terms),)
        case HandIn(text, at), Answering(paused=False):
            return _hand_in(_tick(state, at), text, at)
        case Sure(sure, at), Sureness(asked):
            return _sure(_tick(state, at), asked, sure)
        case TickPoint(mark, at), Ticking(asked):
            asked = replace(asked, loop=question.tick(asked.loop, mark, at))
            state = replace(_tick(state, at), stage=Ticking(asked))
            return _close(state, asked) if asked.loop.outcome else (state, ())
        case AskFor(words, at), Answering(paused=False):
            return _evidence(_tick(state, at), words), ()
        case Wish(name, at), _:
            return _wish(_tick(state, at), name, at)
        case _:
            return state, ()


def _tick(state: Interview, at: float) -> Interview:
    """Count the time since the last event, for the round and the question that is open."""
    counted = state.counted(at)
    stage = state.stage
    if isinstance(stage, Answering):
        stage = replace(stage, spent=stage.spent + counted)
    return replace(
        state, stage=stage, touched=at, spent=state.spent + counted, stands=False, note=""
    )


def _next(state: Interview, at: float) -> Step:
    """Put the next question; without one, or without time, the round is over."""
    state = replace(state, stage=Preparing(), touched=at)
    if state.slots and state.seconds_left(at) <= 0:
        state = replace(state, slots=(), note="The time is over.")
    if not state.slots:
        return replace(state, stage=Over()), (File(state.lines, state.spent),)
    slot, rest = state.slots[0], state.slots[1:]
    state = replace(
        state,
        slots=rest,
        put=(*state.put, slot.key),
        follows=slot.follows,
        number=state.number + 1,
    )
    return state, (Pose(slot.key, state.terms),)


def _posed(state: Interview, event: Posed) -> Step:
    item, full = event.item, ""
    if item.presented.brief:
        full = item.presented.prompt
        item = replace(item, presented=replace(item.presented, prompt=item.presented.brief))
    asked = Answering(
        question.open_loop(item, event.at), event.budget, follows=state.follows, prompt=full
    )
    return replace(state, touched=event.at, stage=asked), ()


def _hand_in(state: Interview, text: str, at: float) -> Step:
    """Take the first readable answer; what cannot be read only lets the clock stand."""
    assert isinstance(state.stage, Answering)
    now = replace(state.stage, loop=handed_in(state.stage.loop, text, at))
    if now.loop.notice is not None:
        return replace(state, stage=now, stands=True), ()
    if now.loop.outcome is not None:
        return _close(state, now)
    if not now.loop.sure:
        return _sure(state, now, False)
    return replace(state, stage=Sureness(now)), ()


def _sure(state: Interview, asked: Answering, sure: bool) -> Step:
    loop = replace(asked.loop, sure=sure)
    if loop.item.asked is None:
        loop = replace(loop, stage="ticking")
        return replace(state, stage=Ticking(replace(asked, loop=loop))), ()
    return _close(state, replace(asked, loop=question.close(loop)))


def _close(state: Interview, asked: Answering) -> Step:
    loop = asked.loop
    assert loop.outcome is not None
    outcome = replace(loop.outcome, seconds=asked.spent)
    item = loop.item
    if asked.prompt:
        item = replace(item, presented=replace(item.presented, prompt=asked.prompt))
    asked = replace(asked, loop=replace(loop, item=item, outcome=outcome))
    line = made_line(asked, outcome)
    keep = Keep(item, outcome, missed(line), (*state.lines, line), state.spent)
    return replace(state, stage=Keeping(asked, line)), (keep,)


def _kept(state: Interview, rows: tuple[int, ...], at: float) -> Step:
    stage = state.stage
    if not isinstance(stage, Keeping):
        return state, ()
    item = stage.asked.loop.item
    answered = Answered(stage.asked, stage.line, rows)
    effects: tuple[Effect, ...] = ()
    if item.proof is not None:
        answered = replace(answered, proof=Proof("pending"))
        effects = (Prove(item.key, item.seed, item.proof, item.right),)
    state = _dig(replace(state, done=(*state.done, answered), touched=at), answered)
    if state.terms.feedback == "now":
        return replace(state, stage=Told()), effects
    state, more = _next(state, at)
    return state, (*effects, *more)


def _dig(state: Interview, answered: Answered) -> Interview:
    """Put one follow-up next after a right answer, as an interviewer would."""
    item = answered.asked.loop.item
    bank = item.key.partition("/")[0]
    keys = (f"{bank}/{name}" for name in item.presented.followups)
    follow = next((key for key in keys if key not in state.put), None)
    again = bool(state.terms.keys)
    if answered.line.came != "right" or follow is None or again or state.depth >= FOLLOW_UPS:
        return replace(state, depth=0)
    rest = tuple(slot for slot in state.slots if slot.key != follow)
    return replace(state, slots=(Slot(follow, follows=True), *rest), depth=state.depth + 1)


def _evidence(state: Interview, words: str) -> Interview:
    """Show the evidence that is asked for; while it is read the clock stands."""
    assert isinstance(state.stage, Answering)
    found = asked_for_evidence(state.stage, words)
    if found is None:
        return replace(state, note="There is nothing on that.")
    stage = replace(state.stage, evidence=(*state.stage.evidence, (state.stage.spent, found)))
    return replace(state, stage=stage, stands=True)


_ON_THE_LOOP: dict[str, Callable[[Loop, float], Loop]] = {
    "hint": question.hint,
    "pass": question.dont_know,
}


def _wish(state: Interview, name: str, at: float) -> Step:
    stage = state.stage
    match name, stage:
        case "stop", _ if not isinstance(stage, (Over, Aborted)):
            return _next(replace(state, slots=()), at)
        case "next", Told():
            return _next(state, at)
        case "pause" | "resume", Answering():
            return replace(state, stage=replace(stage, paused=name == "pause")), ()
        case "hint" | "pass", Answering(paused=False):
            now = replace(stage, loop=_ON_THE_LOOP[name](stage.loop, at))
            return _close(state, now) if now.loop.outcome else (replace(state, stage=now), ())
        case "aloud", Answering(paused=False) if stage.loop.item.asked is None:
            loop = replace(stage.loop, typed="(said out loud)", notice=None)
            return replace(state, stage=Sureness(replace(stage, loop=loop))), ()
        case _:
            return state, ()


def _witnessed(state: Interview, event: Witnessed) -> Step:
    """Take a run in: one that agrees is the verdict's source, one that contradicts takes the answer
    off the card. A scorecard that was filed meanwhile is filed anew."""
    proof = Proof("ran" if event.device else "not-run", event.line)
    found = next(
        (
            answered
            for answered in state.done
            if (answered.asked.loop.item.key, answered.asked.loop.item.seed)
            == (event.key, event.seed)
        ),
        None,
    )
    if found is None:
        return state, ()
    effects: tuple[Effect, ...] = ()
    if event.contradicts:
        done = tuple(answered for answered in state.done if answered is not found)
        effects = (Withdraw(found.rows, event.key, event.line),)
        note = "The run contradicts a solution. That answer is off the card and counts for nothing."
        state = replace(state, done=done, note=note)
        if isinstance(state.stage, Told):
            state, more = _next(state, state.touched)
            effects = (*effects, *more)
    else:
        line = replace(found.line, by="run") if event.device else found.line
        seen = replace(found, proof=proof, line=line)
        state = replace(state, done=tuple(seen if a is found else a for a in state.done))
    if isinstance(state.stage, Over) and not any(isinstance(e, File) for e in effects):
        effects = (*effects, File(state.lines, state.spent))
    return state, effects
