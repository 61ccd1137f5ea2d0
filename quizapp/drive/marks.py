"""What the person marked: read for a list, and taken back."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from quizapp.bank.catalogue import first_words
from quizapp.clock import Clock, SystemClock
from quizapp.config import Config
from quizapp.drive.house import day_starts_at, has_progress, open_progress
from quizapp.drive.library import open_library
from quizapp.errors import UsageError
from quizapp.srs.state import CardKey
from quizapp.srs.studyday import date_of, study_day
from quizapp.store.records import MarkRecord
from quizapp.store.remarks import Remark


@dataclass(frozen=True, slots=True)
class Marked:
    """A question with its marks. `prompt` is its first words, empty where it has left the banks;
    `buried_until` is the day it comes back, None where that is past."""

    key: str
    prompt: str
    starred: bool
    suspended: bool
    buried_until: date | None
    remarks: tuple[Remark, ...]

    @property
    def sorts(self) -> frozenset[str]:
        """What it is marked as: starred, suspended, buried, noted, reported."""
        written = {remark.sort for remark in self.remarks}
        held = {
            "starred": self.starred,
            "suspended": self.suspended,
            "buried": self.buried_until is not None,
            "noted": "note" in written,
            "reported": "report" in written,
        }
        return frozenset(name for name, holds in held.items() if holds)


def marked_questions(config: Config, clock: Clock | None = None) -> tuple[Marked, ...]:
    """Return every question with a mark that still holds, by key. Raises QuizappError."""
    if not has_progress(config):
        return ()
    clock = clock or SystemClock()
    with open_progress(config, clock) as store:
        records = store.all_marks()
    if not records:
        return ()
    library = open_library(config)
    today = _today(config, clock)
    found = []
    for record in records:
        question = library.question(str(record.key))
        found.append(_marked(record, first_words(question) if question else "", today))
    return tuple(marked for marked in found if marked.sorts)


def remarks_on(config: Config, key: str) -> tuple[Remark, ...]:
    """Return what the person wrote about a question, the oldest first. Raises QuizappError."""
    if not has_progress(config):
        return ()
    with open_progress(config, SystemClock()) as store:
        return store.marks(CardKey.parse(key)).remarks


def take_back(config: Config, names: Sequence[str], clock: Clock | None = None) -> tuple[str, ...]:
    """Let these questions be asked again, suspended or buried as they are; return their keys.

    A question is named by key or id. Raises UsageError, and changes nothing, where one of them is
    neither suspended nor buried.
    """
    clock = clock or SystemClock()
    away = [m.key for m in marked_questions(config, clock) if m.sorts & {"suspended", "buried"}]
    keys = tuple(dict.fromkeys(_named(name, away) for name in names))
    with open_progress(config, clock) as store:
        for key in keys:
            store.mark(CardKey.parse(key), suspended=False, buried_until=None)
    return keys


def _marked(record: MarkRecord, prompt: str, today: int) -> Marked:
    until = record.buried_until
    return Marked(
        key=str(record.key),
        prompt=prompt,
        starred=record.starred,
        suspended=record.suspended,
        buried_until=date_of(until) if until is not None and until > today else None,
        remarks=record.remarks,
    )


def _named(name: str, keys: Iterable[str]) -> str:
    found = [key for key in keys if name in (key, CardKey.parse(key).question)]
    if len(found) == 1:
        return found[0]
    if found:
        raise UsageError(f"Several banks have {name[:60]}.", hint=f"Name one: {', '.join(found)}.")
    raise UsageError(
        f"{name[:60]} is neither suspended nor buried.", hint="quizapp marks lists what is."
    )


def _today(config: Config, clock: Clock) -> int:
    now = clock.now()
    return study_day(now, clock.local_offset(now), day_starts_at(config))
