"""A scorecard as it is kept, listed and handed out as JSON.

The JSON form, stable under ``"format": 1``:

    format      1
    line        one sentence for the home screen
    day         the study day, ``YYYY-MM-DD``
    finished    false while the round goes on, or when it was broken off by a crash
    seconds     the round's own time, pauses left out, to a tenth
    left_out    questions that could not be asked without PyTorch
    terms       {minutes, round, level, role, feedback, seed}
    words       the headline in words
    headline    0 to 4, or null under five answers
    low, high   the middle 90 % of seeded resamplings, or null
    rows        [{skill, title, mean (or null), answers, run, ticked, passed}]
    answers     [{key, topic, skill, came (right, partly, wrong, passed), share, sure, hints,
                seconds, budget, by (run, key, ticks), score, rule, given, right, missed, gained}]

Everything but ``terms``, ``answers`` and the facts of the day follows from the answers; reading it
back reckons it anew.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any, cast

from quizapp.reports.scorecard import AnswerLine, Scorecard, make_scorecard
from quizapp.reports.scorecard_words import home_line

FORMAT = 1


@dataclass(frozen=True, slots=True)
class Agreed:
    """What was agreed before the round; `role` is the title of the job, or its id."""

    minutes: int
    round: str
    level: str
    role: str = "any"
    feedback: str = "end"
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Filed:
    """A scorecard with the day, the terms and the time in `seconds` that it belongs to."""

    day: date
    agreed: Agreed
    lines: tuple[AnswerLine, ...]
    seconds: float
    finished: bool = True
    left_out: int = 0

    @property
    def card(self) -> Scorecard:
        """The scorecard, reckoned from its answers."""
        return make_scorecard(self.lines, self.agreed.seed)

    @property
    def minutes(self) -> int:
        """The round's time in whole minutes, one at least."""
        return max(round(self.seconds / 60), 1)

    @property
    def parts(self) -> tuple[str, ...]:
        """What was played: the role where one was named, the level, the round."""
        role = () if self.agreed.role == "any" else (self.agreed.role,)
        return (*role, self.agreed.level, self.agreed.round)


def to_json(filed: Filed) -> dict[str, Any]:
    """Return the form above."""
    card = filed.card
    return {
        "format": FORMAT,
        "line": home_line(card, filed.day),
        "day": filed.day.isoformat(),
        "finished": filed.finished,
        "seconds": round(filed.seconds, 1),
        "left_out": filed.left_out,
        "terms": asdict(filed.agreed),
        "words": card.words,
        "headline": card.headline,
        "low": card.low,
        "high": card.high,
        "rows": [asdict(row) for row in card.rows],
        "answers": [
            asdict(line) | {"score": line.score, "rule": line.rule} for line in filed.lines
        ],
    }


def from_json(form: Mapping[str, Any]) -> Filed:
    """Read the form above back. Raises ValueError where it is none."""
    try:
        if form["format"] != FORMAT:
            raise ValueError(f"a scorecard of format {form['format']}")
        answers = cast(Sequence[Mapping[str, Any]], form["answers"])
        names = [field.name for field in fields(AnswerLine)]
        lines = tuple(AnswerLine(**{name: answer[name] for name in names}) for answer in answers)
        return Filed(
            day=date.fromisoformat(form["day"]),
            agreed=Agreed(**form["terms"]),
            lines=lines,
            seconds=float(form["seconds"]),
            finished=bool(form["finished"]),
            left_out=int(form["left_out"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a scorecard: {error}") from error
