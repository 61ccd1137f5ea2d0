"""Rounds before and after they are played: choosing questions, the scorecards that are kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from quizapp import atomic
from quizapp.bank.asking import seconds_of, skill_of
from quizapp.bank.library import Library
from quizapp.bank.model import Compute, Question, Snippet
from quizapp.drive.house import House
from quizapp.errors import QuizappError, UsageError
from quizapp.reports.scorecard_filed import Agreed, Filed, from_json
from quizapp.reports.scorecard_markdown import to_markdown
from quizapp.session.interview_choice import Candidate, choose, too_few
from quizapp.session.interview_events import Ready, Slot, TooFew
from quizapp.session.terms import Terms
from quizapp.store.engine import Store
from quizapp.store.records import SessionRecord
from quizapp.torchstate import torch_state

ANY_ROLE = "any"
NO_TORCH = ("absent", "failed", "left out")


@dataclass(frozen=True, slots=True)
class KeptCard:
    """A scorecard of the store and the id of its session."""

    id: int
    filed: Filed


def choose_round(house: House, terms: Terms, at: float) -> tuple[Ready | TooFew, int | None]:
    """Return the round's questions and the id of its session, or why there is none.

    An earlier round that was broken off is closed with what was answered. Raises UsageError for a
    role that no bank in use names.
    """
    _close_left_open(house.store)
    left_out = 0
    note = ""
    if terms.keys:
        keys = terms.keys
    else:
        weights = _weights(house, terms.role)
        every, left_out = _candidates(house)
        told = too_few(every, terms.round, terms.level)
        if told:
            return TooFew(told), None
        wanted = terms.minutes * 60.0
        chosen = choose(
            every,
            terms.round,
            terms.level,
            seconds=wanted,
            seed=terms.seed,
            weights=weights,
            avoid=_asked_last(house.store),
        )
        keys = tuple(candidate.key for candidate in chosen)
        filled = sum(candidate.seconds for candidate in chosen)
        if filled < wanted:
            about = f"about {max(round(filled / 60), 1)} minutes"
            note = f"The banks have {len(keys)} questions for this round, {about}."
    config = {name: value for name, value in asdict(terms).items() if name != "keys"}
    session = house.store.begin_session("interview", {"queue": list(keys)}, config)
    return Ready(tuple(Slot(key) for key in keys), at, note, left_out), session


def agreed(house: House, terms: Terms) -> Agreed:
    """Return the terms as a scorecard keeps them, the role by its title."""
    role = house.library.roles.get(terms.role)
    return Agreed(
        minutes=terms.minutes,
        round=terms.round,
        level=terms.level,
        role=role.title if role else ANY_ROLE,
        feedback=terms.feedback,
        seed=terms.seed,
    )


def kept_cards(store: Store) -> list[KeptCard]:
    """Return every scorecard that is kept, the newest first."""
    return [card for session in store.list_sessions("interview") for card in _kept(session)]


def kept_card(store: Store, session: int) -> KeptCard:
    """Return one scorecard. Raises UsageError where there is none of this id."""
    found = store.session(session)
    card = next(_kept(found), None) if found and found.kind == "interview" else None
    if card is None:
        raise UsageError(
            f"There is no scorecard {session}.", hint="List them: quizapp interview --list"
        )
    return card


def save_markdown(folder: Path, card: KeptCard) -> Path:
    """Write a scorecard into `folder` as Markdown and return the file. Raises QuizappError."""
    path = folder / "scorecards" / f"{card.filed.day.isoformat()}-{card.id}.md"
    try:
        atomic.write_text(path, to_markdown(card.filed))
    except OSError as error:
        raise QuizappError(f"{path} cannot be written: {error.strerror}.") from error
    return path


def _kept(session: SessionRecord) -> Iterator[KeptCard]:
    """The session's scorecard, if it has one that can be read."""
    if not session.scorecard:
        return
    try:
        yield KeptCard(session.id, from_json(session.scorecard))
    except ValueError:
        return


def _close_left_open(store: Store) -> None:
    left_open = store.open_session("interview")
    if left_open is not None:
        store.finish_session(left_open.session.id, left_open.session.scorecard)


def _weights(house: House, role: str) -> dict[str, float]:
    if (problem := role_problem(house.library, role)) is not None:
        raise problem
    return {} if role == ANY_ROLE else dict(house.library.roles[role].topics)


def role_problem(library: Library, role: str) -> UsageError | None:
    """Return what to say where no bank in use has the role, else None."""
    names = [ANY_ROLE, *library.roles]
    if role in names:
        return None
    hint = f"Roles: {', '.join(names)}."
    return UsageError(f"There is no role {role[:60]!r} in the banks in use.", hint=hint)


def _candidates(house: House) -> tuple[list[Candidate], int]:
    """Return what can be asked, and how many questions are left out for want of PyTorch."""
    away = {str(card.key) for card in house.store.cards() if card.suspended}
    every = [q for q in house.library.questions if not q.deprecated and q.key not in away]
    runs = house.client.state != "missing" and torch_state().stage not in NO_TORCH
    able = [question for question in every if runs or not _needs_run(question)]
    return [_candidate(question) for question in able], len(every) - len(able)


def _needs_run(question: Question) -> bool:
    return isinstance(question, Snippet) or (
        isinstance(question, Compute) and question.truth is not None
    )


def _candidate(question: Question) -> Candidate:
    return Candidate(
        key=question.key,
        topic=question.topic,
        kind=question.kind,
        skill=skill_of(question),
        level=question.level or "beginner",
        asked=question.asked,
        seconds=seconds_of(question),
        sibling=f"{question.bank}/{question.sibling}" if question.sibling else "",
        tags=question.tags,
    )


def _asked_last(store: Store) -> frozenset[str]:
    last = next(iter(kept_cards(store)), None)
    return frozenset(line.key for line in last.filed.lines) if last else frozenset()
