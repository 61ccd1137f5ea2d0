"""Verbs about sessions. A session's position is read from its answers, never kept."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Row, select

from quizapp.store import tables as t
from quizapp.store.history import History
from quizapp.store.records import JsonObject, Mode, OpenSession, SessionRecord
from quizapp.store.rows import dump, load

_s = t.session.c


class Sessions(History):
    """Study sessions, practice and interviews."""

    def begin_session(self, kind: Mode, plan: JsonObject, config: JsonObject) -> int:
        """Write a session that begins now and return its id."""
        with self._change() as connection:
            return self._added(
                connection,
                t.session.insert(),
                {
                    "kind": kind,
                    "started": self.clock.now(),
                    "plan": dump(plan) or "{}",
                    "config": dump(config) or "{}",
                },
            )

    def session(self, session: int) -> SessionRecord | None:
        """Return a session, None where there is none of this id."""
        row = self._read(select(t.session).where(_s.id == session)).first()
        return None if row is None else _session(row)

    def open_session(self, kind: Mode | None = None) -> OpenSession | None:
        """Return the latest session (of a kind) if it was not finished, with its answers so far."""
        latest = select(t.session).order_by(_s.id.desc()).limit(1)
        row = self._read(latest if kind is None else latest.where(_s.kind == kind)).first()
        if row is None or row.finished is not None:
            return None
        return OpenSession(_session(row), self.session_answers(row.id))

    def skip(self, session: int, skipped: Sequence[str]) -> None:
        """Keep what was put off in a session."""
        with self._change() as connection:
            connection.execute(
                t.session.update().where(_s.id == session).values(skipped=dump(list(skipped)))
            )

    def finish_session(self, session: int, scorecard: JsonObject | None = None) -> None:
        """Write that a session is over, and an interview's scorecard."""
        with self._change() as connection:
            connection.execute(
                t.session.update()
                .where(_s.id == session)
                .values(finished=self.clock.now(), scorecard=dump(scorecard))
            )

    def list_sessions(self, kind: Mode | None = None) -> list[SessionRecord]:
        """Return all sessions, of one kind or of all, the newest first."""
        every = select(t.session).order_by(_s.id.desc())
        rows = self._read(every if kind is None else every.where(_s.kind == kind))
        return [_session(row) for row in rows]


def _session(row: Row[tuple[object, ...]]) -> SessionRecord:
    return SessionRecord(
        id=row.id,
        kind=row.kind,
        started=row.started,
        plan=load(row.plan),
        config=load(row.config),
        skipped=tuple(load(row.skipped) or ()),
        finished=row.finished,
        scorecard=load(row.scorecard),
    )
