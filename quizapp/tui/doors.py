"""What the screens ask of the rest of the app, as a table of functions.

Every function runs on the drive's thread, with the house. The real ones import their modules when
they are called, so that the first paint waits for none of them; tests hand in their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.drive.house import House
    from quizapp.reports.home import HomeView, TopicLine
    from quizapp.reports.scorecard_filed import Filed
    from quizapp.session.events import Event
    from quizapp.session.first_run_events import Event as FirstEvent
    from quizapp.session.first_run_events import Setting
    from quizapp.session.first_run_stages import FirstRun
    from quizapp.session.interview_events import Event as InterviewEvent
    from quizapp.session.interview_stages import Interview
    from quizapp.session.item import Item
    from quizapp.session.stages import Mode, Study
    from quizapp.srs.state import Rating


class Desk(Protocol):
    """One session as the screens see it; `quizapp.drive.study.StudyDrive` is one."""

    state: Study

    def post(self, event: Event) -> Study:
        """Take one event, perform what follows, return where the session stands."""
        ...

    def pump(self) -> Study:
        """Take in what arrived from the worker."""
        ...


class InterviewDesk(Protocol):
    """One interview as the screens see it; `quizapp.drive.interview.InterviewDrive` is one."""

    state: Interview
    session: int | None

    def post(self, event: InterviewEvent) -> Interview:
        """Take one event, perform what follows, return where the round stands."""
        ...

    def pump(self) -> Interview:
        """Take in what arrived from the worker."""
        ...

    @property
    def filed(self) -> Filed:
        """The scorecard of the answers so far."""
        ...


class FirstDesk(Protocol):
    """The first run as its screen sees it; `quizapp.drive.first_run.FirstRunDrive` is one."""

    state: FirstRun
    config: Config

    def post(self, event: FirstEvent) -> FirstRun:
        """Take one event, perform what follows, return where the first run stands."""
        ...

    def pump(self) -> FirstRun:
        """Take in what arrived from the worker."""
        ...

    def echo(self, setting: Setting, text: str) -> str:
        """How a setting is understood; empty: what holds now. Raises UsageError. Any thread."""
        ...

    @property
    def jobs(self) -> tuple[str, ...]:
        """The jobs to choose from. Any thread."""
        ...

    @property
    def torch_line(self) -> str:
        """How far PyTorch is. Any thread."""
        ...

    @property
    def unproved(self) -> object:
        """What waits for PyTorch to be installed; None: nothing. Any thread."""
        ...


def _first_run(house: House, wake: Callable[[], None]) -> FirstDesk:
    from quizapp.drive.first_run import FirstRunDrive

    return FirstRunDrive(house, wake)


def _interview(house: House, wake: Callable[[], None]) -> InterviewDesk:
    from quizapp.drive.interview import InterviewDrive

    return InterviewDrive(house, wake)


def _markdown(house: House, desk: InterviewDesk) -> str:
    from quizapp.drive.interviews import KeptCard, save_markdown

    return str(save_markdown(house.config.data, KeptCard(desk.session or 0, desk.filed)))


@dataclass(frozen=True, slots=True)
class Doors:
    """The functions. `topics` lists every topic; `previews` says what each rating leads to;
    `tomorrow` is one sentence about the next day; `save` changes settings and returns them;
    `markdown` writes a scorecard and returns its path."""

    open_house: Callable[[Config], House]
    home: Callable[[House, int], HomeView]
    topics: Callable[[House], Sequence[TopicLine]]
    study: Callable[[House, Mode, Callable[[], None]], Desk]
    previews: Callable[[House, Item], Mapping[Rating, str]]
    tomorrow: Callable[[House], str]
    save: Callable[[Mapping[str, object]], Config]
    interview: Callable[[House, Callable[[], None]], InterviewDesk] = _interview
    markdown: Callable[[House, InterviewDesk], str] = _markdown
    first_run: Callable[[House, Callable[[], None]], FirstDesk] = _first_run


def real_doors(reload: Callable[[], Config]) -> Doors:
    """The doors to the drive. `reload` reads the settings anew after they were changed."""

    def open_house(config: Config) -> House:
        from quizapp.drive import house

        return house.open_house(config)

    def home(house: House, minutes: int) -> HomeView:
        from quizapp.drive import home

        return home.home_view(house, minutes)

    def topics(house: House) -> Sequence[TopicLine]:
        from quizapp.drive import home

        return home.topic_lines(house)

    def study(house: House, mode: Mode, wake: Callable[[], None]) -> Desk:
        from quizapp.drive.study import StudyDrive

        return StudyDrive(house, mode, wake)

    def previews(house: House, item: Item) -> Mapping[Rating, str]:
        from quizapp.drive.previews import previews
        from quizapp.tui.views.judged import preview_text

        found = previews(house, item)
        return {rating: preview_text(p.days, p.minutes) for rating, p in found.items()}

    def tomorrow(house: House) -> str:
        from quizapp.drive.due import tomorrow_line

        return tomorrow_line(house)

    def save(changes: Mapping[str, object]) -> Config:
        from quizapp.config_edit import save_config

        save_config(changes)
        return reload()

    return Doors(open_house, home, topics, study, previews, tomorrow, save)
