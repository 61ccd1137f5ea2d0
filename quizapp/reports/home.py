"""What the home screen says, as data: each field answers one question a person has on that day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class TopicLine:
    """One topic: questions met of all there are, predicted recall today (None: nothing met), and
    the slip made most often there (empty: none)."""

    topic: str
    title: str
    met: int
    total: int
    recall: float | None
    slip: str = ""


@dataclass(frozen=True, slots=True)
class Readiness:
    """Of the questions asked most: `known` today, and on the goal date (mean, 10 % and 90 % of
    seeded simulations). The last three are None without a goal date."""

    asked_most: int
    known: int
    on_the_day: int | None = None
    low: int | None = None
    high: int | None = None


@dataclass(frozen=True, slots=True)
class HomeView:
    """Everything on the home screen.

    Minutes are estimates in whole minutes. `days` are minutes studied on the last fourteen study
    days, the oldest first, None where nothing was done; `unfinished` is the question number that
    an open session would go on with. `topics` are the weakest few of `all_topics`. `away` counts
    the days since the last study when it is long. `tip` is one line of the first five days.
    """

    today: date
    minutes: int
    due: int
    due_minutes: int
    new: int
    new_minutes: int
    sure_and_wrong: int
    met: int
    total: int
    goal: date | None = None
    readiness: Readiness | None = None
    topics: tuple[TopicLine, ...] = ()
    more_topics: int = 0
    all_topics: tuple[TopicLine, ...] = ()
    days: tuple[int | None, ...] = ()
    last_interview: str = ""
    unfinished: int | None = None
    away: int | None = None
    notes: tuple[str, ...] = ()
    first_run: bool = False
    tip: str = ""
