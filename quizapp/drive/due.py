"""What waits: today for a shell prompt, tomorrow for the end of a session."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.clock import Clock, SystemClock
from quizapp.config import Config
from quizapp.drive.facts import learner_of, question_facts
from quizapp.drive.house import House, day_starts_at, open_progress, scheduler_of
from quizapp.drive.library import open_library
from quizapp.drive.settling import settle
from quizapp.srs.queue import plan
from quizapp.srs.studyday import noon, study_day
from quizapp.wording import plural


@dataclass(frozen=True, slots=True)
class DueToday:
    """Questions due and new ones that fit today, each with its minutes."""

    due: int
    minutes: int
    new: int
    new_minutes: int
    sure_and_wrong: int

    def sentence(self) -> str:
        """Return it as one line."""
        if not self.due:
            return f"Nothing due. {self.new} new, about {self.new_minutes} minutes."
        return (
            f"{self.due} due, about {self.minutes} minutes; "
            f"{self.new} new, about {self.new_minutes} minutes."
        )

    def to_json(self) -> dict[str, int]:
        """Return {due, minutes, new, new_minutes, sure_and_wrong}."""
        return {
            "due": self.due,
            "minutes": self.minutes,
            "new": self.new,
            "new_minutes": self.new_minutes,
            "sure_and_wrong": self.sure_and_wrong,
        }


def due_today(config: Config, clock: Clock | None = None) -> DueToday:
    """Return what waits today, without starting anything. Raises QuizappError."""
    clock = clock or SystemClock()
    library = open_library(config)
    scheduler = scheduler_of(config)
    now = clock.now()
    day = study_day(now, clock.local_offset(now), day_starts_at(config))
    with open_progress(config, clock) as store:
        settle(store, library)
        made = plan(
            question_facts(library),
            store.cards(),
            day=day,
            now=now,
            minutes=config.minutes,
            recall=scheduler.retrievability,
            seed=day,
            learner=learner_of(config, library, store),
            last_day=store.last_study_day(),
        )
    return DueToday(
        made.due,
        about_minutes(made.due_seconds),
        made.new,
        about_minutes(made.new_seconds),
        made.sure_wrong,
    )


def tomorrow_line(house: House) -> str:
    """Return what waits tomorrow, as one line."""
    day = house.today() + 1
    made = plan(
        question_facts(house.library),
        house.store.cards(),
        day=day,
        now=noon(day),
        minutes=house.config.minutes,
        recall=house.scheduler.retrievability,
        seed=day,
        learner=learner_of(house.config, house.library, house.store),
        last_day=house.today(),
    )
    minutes = about_minutes(made.due_seconds)
    due = f"{made.due} due, about {plural(minutes, 'minute')}" if made.due else "nothing due"
    return f"Tomorrow: {due}, and {made.new} new."


def about_minutes(seconds: float) -> int:
    """Return seconds as the nearest minutes, one at least where anything is there."""
    return max(round(seconds / 60), 1) if seconds else 0
