"""From an outcome to a log row and a receipt; marks and reports."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from engines.values import to_json
from quizapp.drive.house import House
from quizapp.grading.verdict import Correct, Near, Partial, Verdict, Wrong
from quizapp.session.effects import BringBack, Mark, Record, Rerate
from quizapp.session.events import PutAway, Receipt, Told
from quizapp.session.item import Item
from quizapp.session.loop import Outcome, Try
from quizapp.srs.state import CardKey, CardState, Rating, with_sureness
from quizapp.store.records import Conflict, JsonObject, NewAnswer, ReviewRecord, VerdictName
from quizapp.store.records import Mode as LogMode

LONG_KINDS = ("code", "multi")


def record(house: House, effect: Record, session: int | None) -> Receipt | None:
    """Write one outcome in one transaction; None where another window was quicker."""
    item, outcome = effect.item, effect.outcome
    new = log_row(house, item, outcome, effect.mode, session)
    if effect.mode == "study":
        new = replace(
            new,
            suggested=outcome.suggested,
            rating=outcome.suggested,
            scheduler=house.scheduler_id,
            state=next_state(house, item, outcome, outcome.suggested, new),
        )
    written = house.store.record(new, seen=item.last_row)
    if isinstance(written, Conflict):
        return None
    return _receipt(house, written.row, outcome.suggested, new.state)


def rerate(house: House, effect: Rerate) -> Receipt | None:
    """Replace the rating of a written answer, as if it had been given so at once; None where a
    later answer stands on the card or this one was taken back."""
    old = house.store.review(effect.row)
    if old is None:
        raise ValueError(f"there is no log row {effect.row}")
    state = next_state(house, effect.item, effect.outcome, effect.rating, old)
    written = house.store.rerate(effect.row, effect.rating, state)
    if isinstance(written, Conflict):
        return None
    return _receipt(house, written.row, effect.rating, state)


def next_state(
    house: House, item: Item, outcome: Outcome, rating: Rating, row: NewAnswer | ReviewRecord
) -> CardState:
    """Return the card after this outcome under the current scheduler, at the instant of its log
    row: told again from the log it comes to the same."""
    state = house.scheduler.review(
        item.card,
        rating,
        row.at,
        timedelta(minutes=row.offset_minutes),
        key=CardKey.parse(item.key),
        long=item.presented.kind in LONG_KINDS,
    )
    return with_sureness(state, right=outcome.right, sure=outcome.sure)


def mark(house: House, effect: Mark) -> PutAway | Told:
    """Bury, suspend, star or annotate a question; return what came of it."""
    card, store = CardKey.parse(effect.key), house.store
    match effect.sort:
        case "bury":
            store.mark(card, buried_until=house.today() + 1)
            told = "Not today: it comes back tomorrow."
            return PutAway(effect.key, "bury", told, house.clock.monotonic())
        case "suspend" if store.marks(card).suspended:
            store.mark(card, suspended=False)
            return Told("No longer suspended: it is asked again.")
        case "suspend":
            store.mark(card, suspended=True)
            told = "Suspended: it is not asked until you take that back."
            return PutAway(effect.key, "suspend", told, house.clock.monotonic())
        case "star":
            starred = not store.marks(card).starred
            store.mark(card, starred=starred)
            return Told("Starred." if starred else "No longer starred.")
        case "note":
            store.remark(card, "note", effect.text)
            return Told("Noted.")
        case "report":
            report(house, effect.key, effect.text)
            return Told("Kept as a report.")


def bring_back(house: House, effect: BringBack) -> None:
    """Take back that a question was buried or suspended."""
    card = CardKey.parse(effect.key)
    match effect.sort:
        case "bury":
            house.store.mark(card, buried_until=None)
        case "suspend":
            house.store.mark(card, suspended=False)


def report(house: House, key: str, text: str) -> None:
    """Keep a finding about a question, for whoever mends the bank."""
    house.store.remark(CardKey.parse(key), "report", text)


def log_row(
    house: House, item: Item, outcome: Outcome, mode: LogMode, session: int | None
) -> NewAnswer:
    """Return the log row of an answer given now, as one that leaves the card alone."""
    now, offset, today = house.now(), house.offset(), house.today()
    return NewAnswer(
        key=CardKey.parse(item.key),
        mode=mode,
        at=now,
        offset_minutes=int(offset.total_seconds() // 60),
        study_day=today,
        verdict=verdict_name(outcome.verdict),
        revision=item.revision,
        session=session,
        family=item.family or None,
        parameters=_json_params(item),
        seed=item.seed,
        tries=tuple(_try_json(t) for t in outcome.attempts),
        rubric={"ticks": list(outcome.ticks)} if outcome.ticks else None,
        slip=outcome.slips[0].name if outcome.slips else None,
        sure=outcome.sure,
        hints=outcome.hints,
        seconds=round(outcome.seconds, 1),
        predicted=house.scheduler.retrievability(item.card, today) if item.card else None,
    )


def verdict_name(verdict: Verdict) -> VerdictName:
    """Return the log's word for a final verdict."""
    match verdict:
        case Correct():
            return "correct"
        case Near():
            return "near"
        case Partial():
            return "partial"
        case _:
            return "wrong"


def _json_params(item: Item) -> JsonObject | None:
    return {name: to_json(value) for name, value in item.params.items()} or None  # type: ignore[misc]


def _try_json(tried: Try) -> JsonObject:
    verdict = tried.graded.verdict
    form: dict[str, str | bool | list[str]] = {
        "text": tried.text,
        "verdict": verdict_name(verdict),
        "sure": tried.graded.sure,
    }
    if isinstance(verdict, Wrong) and verdict.slips:
        form["slips"] = [slip.id for slip in verdict.slips]
    return form


def _receipt(house: House, row: int, rating: Rating, state: CardState | None) -> Receipt:
    if state is None:
        return Receipt(row, rating)
    if state.due_at is not None:
        wait = max((state.due_at - house.now()).total_seconds(), 0.0)
        return Receipt(row, rating, in_seconds=wait, lapses=state.lapses)
    return Receipt(row, rating, in_days=state.due_day - house.today(), lapses=state.lapses)
