"""The verb that keeps an interview's answer, its miss and the scorecard so far, all or nothing."""

from __future__ import annotations

from quizapp.store import tables as t
from quizapp.store.answers import Answers
from quizapp.store.log import Lost
from quizapp.store.records import Conflict, JsonObject, NewAnswer
from quizapp.store.rows import dump


class Interviews(Answers):
    """Answers of a mock interview."""

    def record_interview(
        self,
        answer: NewAnswer,
        miss: NewAnswer | None,
        scorecard: JsonObject,
        *,
        seen: int | None,
    ) -> tuple[int, ...] | Conflict:
        """Write an interview's answer, the study answer that a miss leads to, and the scorecard of
        its session, in one transaction; return the ids of the log rows.

        `seen` is the card's `last_review` that the miss was reckoned from, None where it had no
        card. Nothing at all is written when that no longer holds. ValueError where the modes are
        not interview and study, or the answer has no session.
        """
        if answer.mode != "interview" or answer.session is None:
            raise ValueError("an interview's answer belongs to its session")
        if miss is not None and (miss.mode != "study" or miss.rating is None or miss.state is None):
            raise ValueError("a miss is a study answer with a rating and a state")
        try:
            with self._change() as connection:
                rows = [self._write_beside(connection, answer)]
                if miss is not None:
                    rows.append(self._write_study(connection, miss, seen)[0])
                connection.execute(
                    t.session.update()
                    .where(t.session.c.id == answer.session)
                    .values(scorecard=dump(scorecard))
                )
        except Lost as lost:
            return self._conflict(lost)
        return tuple(rows)
