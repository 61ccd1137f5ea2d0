"""The frame of every screen: a title, a rule, the body, a rule, the keys. No boxes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, ClassVar, cast

from textual import events
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Static

from quizapp.tui.actions import ACTIONS, Action, Place, action_for
from quizapp.tui.layout import SMALLEST, Lines, Look, styled
from quizapp.tui.views.foot import key_lines, rule_line, title_line, too_small

if TYPE_CHECKING:
    from quizapp.tui.app import QuizApp


class Scroll(VerticalScroll, can_focus=False):
    """The body: it only scrolls where a person opened more than fits."""


class Line(Static):
    """Lines that are shown as they are, never read as markup, and repainted when they differ."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's own word
        super().__init__("", id=id, markup=False)
        self._shown: Lines | None = None

    def show(self, lines: Lines) -> None:
        """Put `lines` in place of what was there."""
        if self._shown is not None and _same(self._shown, lines):
            return
        # Laying out again is only needed where the number of rows, or a width that follows from
        # the text, changes.
        same = self._shown is not None and len(self._shown) == len(lines)
        fixed = not self.styles.is_auto_width
        self._shown = lines
        self.update(Content("\n").join(lines), layout=not (same and fixed))


def _same(one: Lines, other: Lines) -> bool:
    return len(one) == len(other) and all(a.is_same(b) for a, b in zip(one, other, strict=True))


class Framed(Screen[None]):
    """A screen of lines. Subclasses say what is in it and obey actions as ``do_<name>``."""

    CSS_PATH = "framed.tcss"
    AUTO_FOCUS: ClassVar[str | None] = ""
    BINDING_GROUP_TITLE = "keys"
    LEFT_BEHIND: ClassVar[str] = "nothing is lost"
    """What a person who quits at this moment leaves behind."""
    _before: Widget | None = None
    _key_rows = 0

    @property
    def quiz(self) -> QuizApp:
        """The app, under its own type."""
        return cast("QuizApp", self.app)

    def compose(self) -> ComposeResult:
        """Lay out the five parts, and the notice for a window that is too small."""
        yield Line("title")
        yield Line("upper")
        yield from self.compose_body()
        yield Line("lower")
        yield Line("keys")
        yield Line("small")

    def compose_body(self) -> ComposeResult:
        """What stands between the rules; the lines of `body` alone where nothing else is said."""
        with Scroll(id="scroll"):
            yield Line("body")

    @property
    def place(self) -> Place:
        """Which part of the action table holds now."""
        raise NotImplementedError

    @property
    def look(self) -> Look:
        """The size of the whole screen and its signs."""
        return Look(self.size.width, self.size.height, self.quiz.signs)

    def title_parts(self) -> tuple[str, str]:
        """The two ends of the title line."""
        return "quizapp", ""

    def body_lines(self, look: Look) -> Lines:
        """The lines between the rules, for an area of `look`."""
        return []

    def foot_lines(self) -> Lines:
        """The key lines."""
        return key_lines(ACTIONS[self.place], self.look, self.quiz.keys, self.labels())

    def labels(self) -> Mapping[str, str]:
        """Words for actions that the moment asks for, by their ids."""
        return {}

    def line(self, name: str) -> Line:
        """The part of the frame with this id."""
        return self.query_one(f"#{name}", Line)

    def on_mount(self) -> None:
        """Paint at once."""
        self.paint()

    def on_resize(self, event: events.Resize) -> None:
        """Paint for the new size."""
        self.paint()

    def paint(self) -> None:
        """Render everything anew; what did not change is not sent to the terminal again."""
        if not self.is_mounted or not self.size.width:
            return
        look = self.look
        small = look.width < SMALLEST[0] or look.height < SMALLEST[1]
        self._take_cover(small)
        if small:
            self.line("small").show(too_small(look))
            return
        self.line("title").show([title_line(*self.title_parts(), look)])
        rule = [rule_line(look)]
        self.line("upper").show(rule)
        self.line("lower").show(rule)
        twice = styled(" ", ("ctrl+c", "bold $key"), f"  once more quits; {self.LEFT_BEHIND}")
        keys = [twice] if self.quiz.interrupted else self.foot_lines()
        self.line("keys").show(keys)
        if len(keys) != self._key_rows:
            # After a scroll Textual 8 builds its map of widgets anew without marking what has
            # moved, so the lower rule would not be drawn in its new row.
            self.refresh()
        self._key_rows = len(keys)
        self.paint_body(Look(look.width, look.height - 3 - len(keys), look.signs))

    def _take_cover(self, small: bool) -> None:
        """Hide everything in a window that is too small; a field that had the keys gets them
        back, because what is hidden loses them."""
        if small and not self.has_class("-small"):
            self._before = self.focused
        elif not small and self.has_class("-small") and self._before is not None:
            self.call_after_refresh(self.set_focus, self._before)
        self.set_class(small, "-small")

    def paint_body(self, look: Look) -> None:
        """Render what is between the rules, `look.height` rows of it."""
        self.line("body").show(self.body_lines(look))

    async def on_key(self, event: events.Key) -> None:
        """Obey the action table; what was typed ahead of what opened over this goes there."""
        if self.app.screen is not self and self in self.app.screen_stack:
            # The letters of a quick "/note" would else be keys of this screen, ratings among them.
            event.stop()
            event.prevent_default()
            self.app.screen.post_message(events.Key(event.key, event.character))
            return
        action = self.action_for(event.key)
        if action is not None:
            event.stop()
            event.prevent_default()
            self.obey(action)
        elif event.key in ("pageup", "pagedown", "up", "down"):
            self.scroll_body(event.key)

    def action_for(self, key: str) -> Action | None:
        """What a key does here and now."""
        return action_for(self.place, key, self.quiz.keys)

    def obey(self, action: Action) -> None:
        """Do one action of the table."""
        if not self.has_class("-small"):
            getattr(self, f"do_{action.does}")()

    def scroll_to_top(self) -> None:
        """Show the body from its first line."""
        self.query_one("#scroll", Scroll).scroll_home(animate=False)

    def scroll_body(self, key: str) -> None:
        """Move the body where it is longer than its area."""
        scroll = self.query_one("#scroll", Scroll)
        page = scroll.size.height - 1
        by = {"up": -1, "down": 1, "pageup": -page, "pagedown": page}[key]
        scroll.scroll_relative(y=by, animate=False)

    def do_help(self) -> None:
        """Open the keys of this place."""
        self.quiz.open_help(self.place)

    def do_commands(self) -> None:
        """Open the list of commands of this place."""
        self.quiz.open_palette(self.place, self.obey)
