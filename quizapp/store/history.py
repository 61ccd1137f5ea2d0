"""Verbs that read the log and count over it."""

from __future__ import annotations

from sqlalchemy import func, select

from quizapp.srs.state import CardKey
from quizapp.store import tables as t
from quizapp.store.base import Database
from quizapp.store.effective import is_undone, stands
from quizapp.store.records import AnswerGiven, Mode, RecallCount, ReviewRecord, SlipCount
from quizapp.store.rows import load, review_from

_r = t.review.c
_WITH_UNDONE = select(t.review, is_undone(t.review).label("undone"))
_ANSWERS = (_r.kind == "answer", stands(t.review))


class History(Database):
    """What happened, row by row and in sums."""

    def review(self, row: int) -> ReviewRecord | None:
        """Return one log row, None where there is none."""
        found = self._read(_WITH_UNDONE.where(_r.id == row)).mappings().first()
        return None if found is None else review_from(found)

    def history(self, key: CardKey) -> list[ReviewRecord]:
        """Return every log row of a question, the oldest first."""
        rows = self._read(
            _WITH_UNDONE.where(_r.bank == key.bank, _r.question == key.question).order_by(_r.id)
        )
        return [review_from(row) for row in rows.mappings()]

    def session_answers(self, session: int) -> tuple[ReviewRecord, ...]:
        """Return the answers of a session that stand, in the order they were given."""
        rows = self._read(
            _WITH_UNDONE.where(
                _r.session == session, _r.kind == "answer", ~is_undone(t.review)
            ).order_by(_r.id)
        )
        return tuple(review_from(row) for row in rows.mappings())

    def answers_given(self) -> list[AnswerGiven]:
        """Return every answer that stands, of every mode, the oldest first."""
        rows = self._read(
            select(
                _r.bank,
                _r.question,
                _r.study_day,
                _r.session,
                _r.verdict,
                _r.hints,
                _r.seconds,
                _r.parameters,
                _r.tries,
            )
            .where(*_ANSWERS)
            .order_by(_r.id)
        )
        return [
            AnswerGiven(
                CardKey(bank, question),
                day,
                session,
                verdict,
                hints or 0,
                seconds or 0.0,
                load(parameters),
                load(tries) or (),
            )
            for bank, question, day, session, verdict, hints, seconds, parameters, tries in rows
        ]

    def answered_counts(self, study_day: int) -> dict[Mode, int]:
        """Return how many answers of a study day stand, by mode."""
        rows = self._read(
            select(_r.mode, func.count())
            .where(_r.study_day == study_day, *_ANSWERS)
            .group_by(_r.mode)
        )
        return {row[0]: row[1] for row in rows}

    def last_study_day(self) -> int | None:
        """Return the study day of the latest answer, None before the first one."""
        return self._read(
            select(_r.study_day).where(_r.kind == "answer").order_by(_r.study_day.desc()).limit(1)
        ).scalar()

    def first_study_day(self) -> int | None:
        """Return the study day of the earliest answer, None before it."""
        return self._read(
            select(_r.study_day).where(_r.kind == "answer").order_by(_r.study_day).limit(1)
        ).scalar()

    def minutes_by_day(self, since_day: int) -> dict[int, float]:
        """Return the minutes spent on answers that stand, by study day, from `since_day` on."""
        rows = self._read(
            select(_r.study_day, func.sum(_r.seconds))
            .where(_r.study_day >= since_day, *_ANSWERS)
            .group_by(_r.study_day)
            .order_by(_r.study_day)
        )
        return {day: (seconds or 0.0) / 60 for day, seconds in rows}

    def slip_counts(self, since_day: int) -> list[SlipCount]:
        """Return the slips made from `since_day` on, the most frequent first."""
        times = func.count()
        rows = self._read(
            select(_r.slip, times, func.max(_r.study_day))
            .where(_r.study_day >= since_day, _r.slip.is_not(None), *_ANSWERS)
            .group_by(_r.slip)
            .order_by(times.desc(), _r.slip)
        )
        return [SlipCount(*row) for row in rows]

    def missed_unstudied(self) -> frozenset[CardKey]:
        """Return the questions that were answered wrong in practice and never studied."""
        studied = (t.card.c.bank == _r.bank) & (t.card.c.question == _r.question)
        rows = self._read(
            select(_r.bank, _r.question)
            .where(_r.mode == "practice", _r.verdict == "wrong", *_ANSWERS)
            .where(~select(t.card.c.bank).where(studied).exists())
            .distinct()
        )
        return frozenset(CardKey(bank, question) for bank, question in rows)

    def slips_by_question(self, since_day: int) -> list[tuple[CardKey, str, int]]:
        """Return how often each slip was made at each question, from `since_day` on."""
        rows = self._read(
            select(_r.bank, _r.question, _r.slip, func.count())
            .where(_r.study_day >= since_day, _r.slip.is_not(None), *_ANSWERS)
            .group_by(_r.bank, _r.question, _r.slip)
        )
        return [(CardKey(bank, question), slip, times) for bank, question, slip, times in rows]

    def recall_by_question(self, since_day: int = 0) -> list[RecallCount]:
        """Return foretold and true recall of each question from `since_day` on.

        Only study answers on a day-scale interval count: first meetings and the learning steps of
        minutes tell nothing about recall.
        """
        earlier = t.review.alias("earlier")
        rows = self._read(
            select(
                _r.bank,
                _r.question,
                func.count(),
                func.sum((_r.rating > 1).cast(_r.rating.type)),
                func.sum(_r.predicted),
            )
            .join(earlier, earlier.c.id == _r.before)
            .where(
                _r.study_day >= since_day,
                _r.mode == "study",
                _r.predicted.is_not(None),
                earlier.c.stability.is_not(None),
                earlier.c.due_at.is_(None),
                *_ANSWERS,
            )
            .group_by(_r.bank, _r.question)
            .order_by(_r.bank, _r.question)
        )
        return [
            RecallCount(CardKey(bank, question), reviews, passed, foretold)
            for bank, question, reviews, passed, foretold in rows
        ]
