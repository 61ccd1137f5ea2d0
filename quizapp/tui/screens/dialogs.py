"""What opens over a screen and hands one thing back: keys, commands, a line of text, the goal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, ClassVar, Generic, TypeVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.screen import ModalScreen
from textual.widgets import Input

from quizapp.errors import QuizappError
from quizapp.tui.actions import Action, Place, key_name
from quizapp.tui.layout import BLANK, Lines, Look, columns, cut, indented, styled
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.views.foot import rule_line, title_line
from quizapp.tui.views.help import help_lines, narrowed

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp

T = TypeVar("T")
_LISTED = 7


class Dialog(ModalScreen[T], Generic[T]):
    """The shared parts: rules above and below, escape hands back nothing."""

    CSS_PATH = "dialogs.tcss"
    AUTO_FOCUS: ClassVar[str | None] = "Input"

    @property
    def quiz(self) -> QuizApp:
        """The app, under its own type."""
        return cast("QuizApp", self.app)

    @property
    def look(self) -> Look:
        """The size of the terminal and its signs."""
        return Look(self.app.size.width, self.app.size.height, self.quiz.signs)

    def on_mount(self) -> None:
        """Paint at once."""
        self.paint()

    def on_resize(self) -> None:
        """Paint for the new size."""
        self.paint()

    def paint(self) -> None:
        """Show the lines."""
        raise NotImplementedError

    def show(self, name: str, lines: Lines) -> None:
        """Put lines into the part with this id."""
        self.query_one(f"#{name}", Line).show(lines)

    def on_key(self, event: events.Key) -> None:
        """Escape closes; a letter that comes before the line has the keys is typed into it."""
        if event.key == "escape":
            event.stop()
            self.dismiss(None)
        elif event.is_printable and event.character and self.AUTO_FOCUS and self.query(Input):
            event.stop()
            self.query(Input).first().insert_text_at_cursor(event.character)


class HelpPanel(Dialog[None]):
    """The keys of the place behind it."""

    AUTO_FOCUS = None

    def __init__(self, place: Place) -> None:
        super().__init__(classes="-whole")
        self.keys_of_place = place

    def compose(self) -> ComposeResult:
        yield Line("title")
        yield Line("upper")
        with Scroll(id="scroll"):
            yield Line("body")
        yield Line("lower")
        yield Line("keys")

    def paint(self) -> None:
        look = self.look
        self.show("title", [title_line("Keys", "", look)])
        self.show("upper", [rule_line(look)])
        self.show("lower", [rule_line(look)])
        self.show("body", [BLANK, *help_lines(self.keys_of_place, look, self.quiz.keys)])
        self.show("keys", [styled(" ", ("q", "bold $key"), "  back")])

    def on_key(self, event: events.Key) -> None:
        """Any of the usual keys closes; arrows scroll."""
        if event.key in ("q", "enter", "question_mark", "space"):
            event.stop()
            self.dismiss(None)
        elif event.key in ("down", "j", "up", "k", "pagedown", "pageup"):
            event.stop()
            scroll = self.query_one("#scroll", Scroll)
            page = scroll.size.height - 1
            by = {"down": 1, "j": 1, "up": -1, "k": -1, "pagedown": page, "pageup": -page}
            scroll.scroll_relative(y=by[event.key], animate=False)


class Palette(Dialog[Action]):
    """The commands of the place behind it, narrowing while one types."""

    def __init__(self, place: Place) -> None:
        super().__init__()
        self.commands_of_place = place
        self.at = 0

    def compose(self) -> ComposeResult:
        yield Line("upper")
        yield Line("body")
        with Horizontal(id="entry"):
            yield Line("sign")
            yield Input(compact=True, id="line")

    @property
    def found(self) -> list[Action]:
        """What the typed words leave."""
        return narrowed(self.commands_of_place, self.query_one(Input).value)

    def paint(self) -> None:
        look, found = self.look, self.found
        self.query_one(Input).cursor_blink = False
        self.at = min(self.at, max(len(found) - 1, 0))
        first = min(max(self.at - _LISTED // 2, 0), max(len(found) - _LISTED, 0))
        rows = []
        for number, action in enumerate(found[first : first + _LISTED], first):
            here = look.signs.prompt if number == self.at else " "
            label = (action.label, "bold" if number == self.at else "")
            key = (key_name(action, self.quiz.keys), "bold $key")
            rows.append(
                [styled(f" {here} ", label), styled(key), styled((action.tooltip, "$quiet"))]
            )
        none = [styled(("   no such command", "$quiet"))]
        lines = [cut(line, look.width - 1, look) for line in columns(rows, gap=3)] or none
        self.show("upper", [rule_line(look)])
        self.show("body", lines)
        self.show("sign", [styled(" ", ("/", "bold $key"), " ")])

    def on_input_changed(self) -> None:
        """Narrow."""
        self.at = 0
        self.paint()

    def on_key(self, event: events.Key) -> None:
        """Up and down choose, enter obeys."""
        found = self.found
        if event.key in ("up", "down") and found:
            event.stop()
            self.at = (self.at + (1 if event.key == "down" else -1)) % len(found)
            self.paint()
        elif event.key == "enter":
            event.stop()
            self.dismiss(found[self.at] if found else None)


class AskLine(Dialog[str]):
    """One line of text: a note, a report."""

    def __init__(self, asks: str) -> None:
        super().__init__()
        self.asks = asks

    def compose(self) -> ComposeResult:
        yield Line("upper")
        yield Line("body")
        with Horizontal(id="entry"):
            yield Line("sign")
            yield Input(compact=True, id="line")
        yield Line("keys")

    def paint(self) -> None:
        look = self.look
        self.query_one(Input).cursor_blink = False
        self.show("upper", [rule_line(look)])
        self.show("body", [styled("   ", (self.asks, "bold"))])
        self.show("sign", [styled(f" {look.signs.prompt} ")])
        self.show(
            "keys",
            [styled(" ", ("enter", "bold $key"), "  keep    ", ("esc", "bold $key"), "  not")],
        )

    def on_key(self, event: events.Key) -> None:
        """Enter keeps."""
        if event.key == "enter":
            event.stop()
            self.dismiss(self.query_one(Input).value)


class GoalDialog(Dialog[Mapping[str, object]]):
    """The day of the interview, then the minutes a day; an empty line keeps what is set."""

    def __init__(self, goal: date | None, minutes: int, today: date) -> None:
        super().__init__()
        self.goal, self.minutes, self.today = goal, minutes, today
        self.changes: dict[str, object] = {}
        self.asking_minutes = False
        self.problem = ""

    def compose(self) -> ComposeResult:
        yield Line("upper")
        yield Line("body")
        with Horizontal(id="entry"):
            yield Line("sign")
            yield Input(compact=True, id="line")
        yield Line("keys")

    def paint(self) -> None:
        from quizapp.dates import describe

        look = self.look
        self.query_one(Input).cursor_blink = False
        day = describe(self.goal, self.today) if self.goal else "none yet"
        if self.asking_minutes:
            said = f"Minutes a day?  Now {self.minutes}."
            example = "1 to 600"
        else:
            said = f"Day of the interview?  Now {day}."
            example = "14 dec · in 3 weeks · 2026-12-14 · none".replace("·", look.signs.dot)
        lines = [styled("   ", (plain_line(said, look), "bold"), (f"   {example}", "$quiet"))]
        if self.problem:
            lines.append(styled((f"   {plain_line(self.problem, look)}", "$wrong")))
        rows = [[styled(("enter", "bold $key"), "  keep"), styled(("esc", "bold $key"), "  leave")]]
        self.show("upper", [rule_line(look)])
        self.show("body", lines)
        self.show("sign", [styled(f" {look.signs.prompt} ")])
        self.show("keys", indented(columns(rows), 1))

    def on_key(self, event: events.Key) -> None:
        """Enter takes the line."""
        if event.key != "enter":
            return
        event.stop()
        field = self.query_one(Input)
        text, field.value, self.problem = field.value.strip(), "", ""
        if self.asking_minutes:
            self._take_minutes(text)
        else:
            self._take_day(text)
        self.paint()

    def _take_day(self, text: str) -> None:
        from quizapp.dates import parse_goal_date

        try:
            if text:
                self.goal = parse_goal_date(text, self.today)
                self.changes["goal_date"] = self.goal
            self.asking_minutes = True
        except QuizappError as error:
            self.problem = str(error)

    def _take_minutes(self, text: str) -> None:
        from quizapp.config import SETTINGS
        from quizapp.setting_values import BadSetting

        try:
            if text:
                self.changes["minutes"] = SETTINGS["minutes"](text)
        except BadSetting as error:
            self.problem = str(error)
            return
        self.dismiss(self.changes)
