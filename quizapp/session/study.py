"""A study or practice session: which question comes next, and what happens to the one at hand.

``step`` is the whole machine. Events come from the learner (a screen, a line) and from effects
that were performed; each carries what it needs, so that nothing here asks a clock or a store.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from quizapp.session import loop as question
from quizapp.session.away import brought_back, last_away, put_away
from quizapp.session.effects import (
    BringBack,
    Close,
    Deal,
    Effect,
    MakePlan,
    Mark,
    Prove,
    PutBack,
    Record,
    Rerate,
    TakeBack,
    Withdraw,
)
from quizapp.session.events import (
    Begin,
    Broke,
    Command,
    Conflicted,
    Dealt,
    Event,
    Planned,
    PutAway,
    Rate,
    Receipt,
    Recorded,
    Redone,
    Result,
    Submit,
    Ticked,
    Told,
    Unavailable,
    Undone,
    Withdrawn,
    Witnessed,
    Write,
)
from quizapp.session.loop import LONGEST_GAP, Loop
from quizapp.session.stages import (
    Asking,
    Away,
    Broken,
    Finished,
    Judged,
    NothingDue,
    Opening,
    Proof,
    Recording,
    Study,
)
from quizapp.session.tally import answered
from quizapp.srs.state import Rating

Step = tuple[Study, tuple[Effect, ...]]


def step(state: Study, event: Event) -> Step:
    """Return the next state and what is to be done for it."""
    match event:
        case Begin(minutes, at, topic, keys):
            state = replace(Study(mode=state.mode), minutes=minutes, touched=at)
            return state, (MakePlan(minutes, state.mode, topic, keys),)
        case Submit(text, at):
            return _work(state, lambda loop: question.answer(loop, text, at), at)
        case Ticked(mark, at):
            return _work(state, lambda loop: question.tick(loop, mark, at), at)
        case Command(name, at):
            return _command(state, name, at)
        case Rate(rating, at):
            return _rate(_touch(state, at), rating)
        case Write(sort, text, at):
            loop = state.loop
            state = _touch(state, at)
            return state, (Mark(loop.item.key, sort, text),) if loop else ()
        case _:
            return _came_back(state, event)


def _came_back(state: Study, event: Result) -> Step:
    """Take in what an effect came to."""
    match event:
        case Planned():
            return _planned(state, event)
        case Dealt(item, at):
            state = replace(_touch(state, at), number=state.number + 1, note=state.note)
            return replace(state, stage=Asking(question.open_loop(item, at))), ()
        case Unavailable(key, reason, at):
            return _next(replace(state.without(key), note=reason), at)
        case Recorded(receipt, at):
            return _recorded(state, receipt, at)
        case Conflicted(at):
            return _conflicted(state, at)
        case Undone() | Redone() | Withdrawn():
            return _taken_back(state, event)
        case Witnessed():
            return _witnessed(state, event)
        case PutAway(key, sort, text, at):
            return _next(replace(put_away(state, key, sort), note=text), at)
        case Told(text):
            return replace(state, note=text), ()
        case Broke(text, code):
            return replace(state, stage=Broken(text, code)), ()


def _touch(state: Study, at: float) -> Study:
    gap = min(max(at - state.touched, 0.0), LONGEST_GAP)
    return replace(state, touched=at, spent=state.spent + gap, note="")


def _planned(state: Study, event: Planned) -> Step:
    state = replace(
        state,
        queue=event.queue,
        later=tuple((key, event.at + wait) for key, wait in event.later),
        number=event.answered,
        spent=event.spent,
        touched=event.at,
        left_out=event.left_out,
        note=event.note,
        unmet=event.unmet,
    )
    if not event.queue and not event.later:
        return replace(state, stage=NothingDue(event.unmet)), ()
    return _next(state, event.at)


def _next(state: Study, at: float) -> Step:
    """Choose the next question: a learning step that is due, the plan, what was put aside."""
    note = state.note
    state = replace(_touch(state, at), stage=Opening(), note=note)
    if state.spent >= state.minutes * 60:
        return _finish(state)
    ready = next((key for key, due in state.later if due <= at), None)
    key = ready or (state.queue[0] if state.queue else None)
    if key is None and state.later:
        key = min(state.later, key=lambda pair: pair[1])[0]
    if key is None and state.skipped:
        state = replace(state, queue=state.skipped, skipped=())
        key = state.queue[0]
    if key is None:
        return _finish(state)
    return state, (Deal(key),)


def _finish(state: Study) -> Step:
    left = len(state.queue) + len(state.later) + len(state.skipped)
    return replace(state, stage=Finished(state.tally, left)), (Close(state.tally),)


def _work(state: Study, change: Callable[[Loop], Loop], at: float) -> Step:
    stage, state = state.stage, _touch(state, at)
    if not isinstance(stage, Asking):
        return state, ()
    loop = change(stage.loop)
    if loop.outcome is None:
        return replace(state, stage=Asking(loop)), ()
    item = loop.item
    effects: list[Effect] = [Record(item, loop.outcome, state.mode)]
    proof = Proof()
    if item.proof is not None:
        proof = Proof("pending")
        effects.append(Prove(item.key, item.seed, item.proof, item.right))
    return replace(state, stage=Recording(loop, proof)), tuple(effects)


def _recorded(state: Study, receipt: Receipt, at: float) -> Step:
    stage = state.stage
    if isinstance(stage, Judged):
        tally = state.tally.rerated(stage.receipt.row, receipt.row, receipt.rating)
        state = replace(state, tally=tally, stage=replace(stage, receipt=receipt))
        return _schedule(state, stage.loop.item.key, receipt, at), ()
    if not isinstance(stage, Recording) or stage.loop.outcome is None:
        return state, ()
    item, outcome = stage.loop.item, stage.loop.outcome
    state = replace(
        state.without(item.key),
        tally=state.tally.add(answered(receipt.row, item, outcome)),
        stage=Judged(stage.loop, receipt, stage.proof),
    )
    state = _schedule(state, item.key, receipt, at)
    return _withdraw(state) if stage.proof.sort == "contradicts" else (state, ())


def _schedule(state: Study, key: str, receipt: Receipt, at: float) -> Study:
    """Put a card that comes back today among the later ones."""
    later = tuple(pair for pair in state.later if pair[0] != key)
    if receipt.in_seconds is not None and state.mode == "study":
        later = (*later, (key, at + receipt.in_seconds))
    return replace(state, later=later)


def _conflicted(state: Study, at: float) -> Step:
    loop = state.loop
    if loop is None:
        return state, ()
    note = "Another window answered this question meanwhile; its answer stands."
    if isinstance(state.stage, Judged):
        note = "Another window has taken this answer back or gone on from it; its word stands."
    return _next(replace(state.without(loop.item.key), note=note), at)


def _taken_back(state: Study, event: Undone | Redone | Withdrawn) -> Step:
    """Take in that an answer counts no longer, or counts again."""
    match event:
        case Undone(row, key, _):
            return _undone(state, row, key)
        case Redone(row, key, at):
            return _redone(state, row, key, at)
        case Withdrawn(row, key, _):
            return _withdrawn(state, row, key)


def _undone(state: Study, row: int | None, key: str | None) -> Step:
    if row is None or key is None:
        return replace(state, note="There is no answer to take back."), ()
    note = "Taken back: the question is asked again, with the same numbers."
    return _ask_again(replace(state, tally=state.tally.without(row), note=note), key)


def _bring_back(state: Study, away: Away) -> Step:
    """Take back that a question was put away; ask it where that cut it off."""
    state, bring_back = brought_back(state, away), BringBack(away.key, away.sort)
    if not away.asked:
        return replace(state, note="Taken back: it comes again as before."), (bring_back,)
    note = "Taken back: the question is asked after all."
    state, effects = _ask_again(replace(state, note=note), away.key, counted=False)
    return state, (bring_back, *effects)


def _ask_again(state: Study, key: str, *, counted: bool = True) -> Step:
    """Ask a question that was taken back; one that is open waits for it. `counted`: it is among
    those that were asked."""
    open_key = state.loop.item.key if isinstance(state.stage, Asking) and state.loop else None
    state = state.without(key)
    queue = (key, *((open_key,) if open_key and open_key not in state.queue else ()), *state.queue)
    number = max(state.number - counted - (open_key is not None), 0)
    return replace(state, queue=queue, number=number, stage=Opening()), (Deal(key),)


def _redone(state: Study, row: int | None, key: str | None, at: float) -> Step:
    if row is None or key is None:
        return replace(state, note="There is nothing to redo."), ()
    loop = state.loop
    tally = state.tally.again(row)
    state = replace(state.without(key), tally=tally, note="The answer stands again.")
    if isinstance(state.stage, Asking) and loop is not None and loop.item.key == key:
        return _next(state, at)
    return state, ()


def _witnessed(state: Study, event: Witnessed) -> Step:
    stage = state.stage
    if not isinstance(stage, (Recording, Judged)):
        return _witnessed_late(state, event)
    if (stage.loop.item.key, stage.loop.item.seed) != (event.key, event.seed):
        return _witnessed_late(state, event)
    if event.contradicts:
        return _withdraw(
            replace(state, stage=replace(stage, proof=Proof("contradicts", event.line)))
        )
    proof = Proof("ran" if event.device else "not-run", event.line)
    return replace(state, stage=replace(stage, proof=proof)), ()


def _witnessed_late(state: Study, event: Witnessed) -> Step:
    """Take back an answer that the learner has left behind, where its run contradicts it."""
    answer = state.tally.of(event.key, event.seed) if event.contradicts else None
    if answer is None:
        return state, ()
    return state, (Withdraw(answer.row, event.key, event.line),)


def _withdraw(state: Study) -> Step:
    """Take the answer back once it is on disk; until then its receipt is waited for."""
    stage = state.stage
    if not isinstance(stage, Judged):
        return state, ()
    return state, (Withdraw(stage.receipt.row, stage.loop.item.key, stage.proof.line),)


def _withdrawn(state: Study, row: int, key: str) -> Step:
    stage, tally = state.stage, state.tally.without(row)
    at_hand = isinstance(stage, Judged) and stage.receipt.row == row
    which = "the solution" if at_hand else f"the solution of {key}"
    if isinstance(stage, Finished):
        stage = replace(stage, tally=tally)
    return replace(
        state.without(key),
        stage=stage,
        tally=tally,
        note=f"The run contradicts {which}. The question is withdrawn, your answer "
        "counts for nothing, and the finding is kept for its author.",
    ), ()


def _rate(state: Study, rating: Rating) -> Step:
    stage = state.stage
    if not isinstance(stage, Judged) or stage.loop.outcome is None or state.mode != "study":
        return state, ()
    if stage.proof.sort == "contradicts":
        return replace(state, note="The question is withdrawn: there is no rating to change."), ()
    if rating == stage.receipt.rating:
        return state, ()
    return state, (Rerate(stage.receipt.row, stage.loop.item, stage.loop.outcome, rating),)


_ON_THE_LOOP: dict[str, Callable[[Loop, float], Loop]] = {
    "hint": question.hint,
    "show": question.dont_know,
    "unsure": question.unsure,
    "untick": question.untick,
}


def _command(state: Study, name: str, at: float) -> Step:
    if change := _ON_THE_LOOP.get(name):
        return _work(state, lambda loop: change(loop, at), at)
    state = _touch(state, at)
    match name:
        case "undo" if away := last_away(state):
            return _bring_back(state, away)
        case "undo":
            return state, (TakeBack(_last_row(state)),)
        case "redo":
            return state, (PutBack(),)
        case "stop":
            return _finish(state)
    return _command_on_stage(state, name, at)


def _last_row(state: Study) -> int | None:
    """The row to take back: in practice only this session's own, in study whatever came last."""
    if state.mode == "study":
        return None
    return state.tally.answers[-1].row if state.tally.answers else -1


def _command_on_stage(state: Study, name: str, at: float) -> Step:
    stage, loop = state.stage, state.loop
    match name:
        case "next" if isinstance(stage, Judged):
            return _next(state, at)
        case "mistyped" if isinstance(stage, Judged) and stage.receipt.rating == Rating.AGAIN:
            return _rate(state, Rating.HARD)
        case "skip" if isinstance(stage, Asking):
            key = stage.loop.item.key
            state = replace(state.without(key), number=state.number - 1)
            return _next(replace(state, skipped=(*state.skipped, key)), at)
        case "bury" | "suspend" if loop is not None:
            return state, (Mark(loop.item.key, "bury" if name == "bury" else "suspend"),)
        case "star" if loop is not None:
            return state, (Mark(loop.item.key, "star"),)
    return state, ()
