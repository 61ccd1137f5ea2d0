"""The app: opens screens, hands jobs to the drive's thread and their results back.

Nothing heavy is imported here: the first paint comes before the store, the bank and everything
that they need are loaded, on the thread of `quizapp.drive.runner`.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import CancelledError, Future
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Literal, TypeVar

from textual.app import App
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.screen import Screen

from quizapp.clock import Clock, SystemClock
from quizapp.diagnostics import ExitCode
from quizapp.drive.runner import Runner
from quizapp.errors import QuizappError
from quizapp.tui.doors import Doors, real_doors
from quizapp.tui.glyphs import ASCII, UNICODE
from quizapp.tui.screens.framed import Framed
from quizapp.tui.screens.home import HomeScreen
from quizapp.tui.theme import THEMES, theme_name

if TYPE_CHECKING:
    from quizapp.config import Config
    from quizapp.drive.house import House
    from quizapp.session.stages import Mode
    from quizapp.session.terms import Terms
    from quizapp.tui.actions import Action, Place

T = TypeVar("T")
Start = Literal["home", "study", "practice", "interview"]
_TWICE = 2.0
"""Seconds in which a second ctrl+c quits."""
_LOOK_AT_TORCH = 3.0


@dataclass
class Delivered(Message):
    """A job of the drive's thread is done; its result waits for `take` on this side."""

    take: Callable[[], None]


class QuizApp(App[int]):
    """The whole of the full-screen app. `exit` hands back an exit code."""

    TITLE = "quizapp"
    CSS_PATH = "screens/framed.tcss"
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+c", "interrupt", "Quit", show=False, priority=True, id="any.interrupt"),
        Binding("ctrl+q", "leave", "Quit", show=False, priority=True, id="any.leave"),
    ]

    def __init__(
        self,
        config: Config,
        *,
        doors: Doors | None = None,
        clock: Clock | None = None,
        start: Start = "home",
        minutes: int | None = None,
        ascii_only: bool = False,
        topic: str | None = None,
        terms: Terms | None = None,
    ) -> None:
        super().__init__()
        self.config = config
        self.clock = clock or SystemClock()
        self.doors = doors or real_doors(lambda: self.config)
        self.signs = ASCII if ascii_only else UNICODE
        self.notice = ""
        self.torch_line = ""
        self.crash: BaseException | None = None
        self.opened = start
        self.topic = topic
        self.terms = terms
        self.minutes = minutes or config.minutes
        self.runner = Runner(self._open_house)
        self.set_class(ascii_only, "-ascii-signs")
        self._interrupted = float("-inf")
        self._torch_was_pending = False
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = theme_name(config.theme, no_color=self.no_color)

    @property
    def keys(self) -> Mapping[str, str]:
        """Keys from the settings, by action."""
        return self.config.keys

    def get_default_screen(self) -> Screen[Any]:
        """Home is always at the bottom."""
        return HomeScreen(self.minutes)

    def on_mount(self) -> None:
        """Open what was asked for over the home screen."""
        if self.opened == "study":
            self.open_study("study", self.minutes)
        elif self.opened == "practice":
            self.open_study("practice", self.minutes, self.topic)
        elif self.opened == "interview" and self.terms is not None:
            self.open_interview(self.terms)
        elif self.opened == "home" and not self.config.first_run_done:
            self.open_first_run()

    def on_ready(self) -> None:
        """The first paint is out: now the heavy imports may begin."""
        self.call_after_refresh(self.runner.start)
        self._look_at_torch()

    def today(self) -> date:
        """The calendar day, moved by the hour at which a study day begins."""
        now = self.clock.now()
        start = self.config.day_starts_at
        local = now + self.clock.local_offset(now)
        return (local - timedelta(hours=start.hour, minutes=start.minute)).date()

    def _open_house(self) -> House:
        """On the drive's thread: first what enter needs, so that it is answered at once."""
        import quizapp.tui.screens.study  # noqa: F401

        return self.doors.open_house(self.config)

    # -- jobs ----------------------------------------------------------------------------------

    def ask(
        self,
        job: Callable[[House], T],
        then: Callable[[T], None],
        failed: Callable[[Exception], None],
    ) -> None:
        """Run `job` on the drive's thread, then hand its result to `then` on this one.

        May be called from any thread.
        """

        def deliver(done: Future[T]) -> None:
            def take() -> None:
                try:
                    result = done.result()
                except CancelledError:
                    return
                except Exception as error:
                    failed(error)
                    return
                then(result)

            self.post_message(Delivered(take))

        self.runner.submit(job).add_done_callback(deliver)

    def on_delivered(self, message: Delivered) -> None:
        """Results are taken in on the app's own thread."""
        message.take()

    def fail(self, error: BaseException) -> None:
        """End the app over an unexpected error; it is told after the terminal is given back."""
        self.crash = error
        self.exit(int(ExitCode.ENVIRONMENT))

    def _fatal_error(self) -> None:
        # Textual would print the traceback with its locals, answers and file contents among them.
        self._close_messages_no_wait()

    # -- screens -------------------------------------------------------------------------------

    def open_study(
        self, mode: Mode, minutes: int, topic: str | None = None, keys: tuple[str, ...] = ()
    ) -> None:
        """Open a session, of these questions alone where `keys` are given."""
        from quizapp.tui.screens.study import StudyScreen

        self.push_screen(StudyScreen(mode, minutes, topic, keys))

    def open_terms(self) -> None:
        """Agree on a mock interview with the learner of the settings."""
        from quizapp.session.terms import fresh_terms
        from quizapp.tui.screens.terms import TermsScreen

        seed = int(self.clock.now().timestamp())
        self.push_screen(TermsScreen(fresh_terms(self.config, seed)))

    def open_interview(self, terms: Terms) -> None:
        """Open a round on these terms."""
        from quizapp.tui.screens.interview import InterviewScreen

        self.push_screen(InterviewScreen(terms))

    def open_first_run(self) -> None:
        """Open the first run; where it was had already it makes way for home by itself."""
        from quizapp.tui.screens.first_run import FirstRunScreen

        self.push_screen(FirstRunScreen())

    def open_topics(self, minutes: int) -> None:
        """Open the list of topics."""
        from quizapp.tui.screens.topics import TopicsScreen

        self.push_screen(TopicsScreen(minutes))

    def open_help(self, place: Place) -> None:
        """Open the keys of a place."""
        from quizapp.tui.screens.dialogs import HelpPanel

        self.push_screen(HelpPanel(place))

    def open_palette(self, place: Place, obey: Callable[[Action], None]) -> None:
        """Open the commands of a place; the chosen one is handed to `obey`."""
        from quizapp.tui.screens.dialogs import Palette

        def chosen(action: Action | None) -> None:
            if action is not None:
                obey(action)

        self.push_screen(Palette(place), chosen)

    def open_line(self, asks: str, then: Callable[[str | None], None]) -> None:
        """Ask for one line of text."""
        from quizapp.tui.screens.dialogs import AskLine

        self.push_screen(AskLine(asks), then)

    def open_goal(self) -> None:
        """Ask for the goal and keep it in the settings."""
        from quizapp.tui.screens.dialogs import GoalDialog

        dialog = GoalDialog(self.config.goal_date, self.config.minutes, self.today())
        self.push_screen(dialog, self._set_goal)

    def _set_goal(self, changes: Mapping[str, object] | None) -> None:
        if not changes:
            return

        try:
            self.config = self.doors.save(changes)
        except QuizappError as error:
            self.tell(str(error))
            return
        self.tell("Kept.")
        self._reopen()

    def take_settings(self, config: Config) -> None:
        """Go on with the aims that the first run kept."""
        self.config = config
        self.minutes = config.minutes

        def change(house: House) -> House:
            from quizapp.drive.house import refit

            return refit(house, config)

        self.runner.refit(change)
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.minutes = config.minutes
            home.look_again()

    def _reopen(self) -> None:
        """Open the house anew: it holds the settings that it was opened with."""
        old = self.runner

        def open_house() -> House:
            old.close()
            return self.doors.open_house(self.config)

        self.runner = Runner(open_house)
        self.runner.start()
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.minutes = self.config.minutes
            home.look_again()

    def tell(self, text: str) -> None:
        """Say one sentence at the foot of the home screen."""
        self.notice = text
        home = self.screen_stack[0]
        if isinstance(home, HomeScreen):
            home.paint()

    # -- quitting ------------------------------------------------------------------------------

    def action_interrupt(self) -> None:
        """The first ctrl+c copies what is selected or says what a second one does."""
        selected = self.screen.get_selected_text()
        if selected:
            self.copy_to_clipboard(selected)
            self.screen.clear_selection()
            return
        if self.interrupted:
            self.exit(int(ExitCode.INTERRUPTED))
            return
        self._interrupted = self.clock.monotonic()
        self._paint_screen()
        self.set_timer(_TWICE + 0.1, self._paint_screen)

    def _paint_screen(self) -> None:
        if isinstance(self.screen, Framed):
            self.screen.paint()

    @property
    def interrupted(self) -> bool:
        """Whether ctrl+c was pressed a moment ago."""
        return self.clock.monotonic() - self._interrupted <= _TWICE

    def action_leave(self) -> None:
        """Quit at once."""
        self.exit(0)

    # -- PyTorch -------------------------------------------------------------------------------

    def _look_at_torch(self) -> None:
        """Say how far PyTorch is, as long as it is on its way."""
        from quizapp.torchstate import torch_state

        state = torch_state()
        if state.sentence() != self.torch_line:
            self.torch_line = state.sentence()
            for screen in self.screen_stack:
                if isinstance(screen, Framed):
                    screen.paint()
        if state.pending:
            self._torch_was_pending = True
            self.set_timer(_LOOK_AT_TORCH, self._look_at_torch)
        elif self._torch_was_pending and state.stage == "ready":
            # The worker found none when it started; it looks again now.
            self.runner.submit(lambda house: house.client.warm())


def run_app(
    config: Config,
    start: Start = "home",
    *,
    minutes: int | None = None,
    topic: str | None = None,
    terms: Terms | None = None,
    flags: Mapping[str, object] | None = None,
) -> int:
    """Run the app until the person leaves; return the exit code.

    `flags` are those of the command line, for reading the settings anew after a change.
    """
    from quizapp.terminal import judge, uses_ascii

    for name in ("COLUMNS", "LINES"):
        # Where a shell exports them, Textual would believe them for good and miss every resize.
        os.environ.pop(name, None)
    terminal = judge()
    app = QuizApp(
        config,
        start=start,
        minutes=minutes,
        topic=topic,
        terms=terms,
        ascii_only=uses_ascii(config, terminal),
        doors=real_doors(lambda: _read_again(config, flags)),
    )
    try:
        code = app.run(mouse=config.mouse)
    finally:
        app.runner.close()
    error = app.crash or app._exception
    if error is not None:
        from quizapp.diagnostics import crash
        from quizapp.paths import log_dir

        return int(crash(error, log_dir()))
    return int(ExitCode.OK) if code is None else code


def _read_again(config: Config, flags: Mapping[str, object] | None) -> Config:
    """The settings after a change; without `flags` what the file may change is taken from it."""
    from quizapp.config import load_config

    fresh = load_config(flags or {}, environ=os.environ)
    if flags is not None:
        return fresh
    return replace(
        config,
        goal_date=fresh.goal_date,
        minutes=fresh.minutes,
        role=fresh.role,
        level=fresh.level,
        first_run_done=fresh.first_run_done,
    )


__all__: Sequence[str] = ("QuizApp", "Start", "run_app")
