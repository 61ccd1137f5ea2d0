"""The two answer fields: one line, and several for what is said in sentences or as a program.

Enter hands in what stood in the field at that moment and holds the field: until the screen has
dealt with it no further enter hands anything in, so that none can answer what comes next. Letters
are typed all the while.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from quizapp.textsafe import clean

INDENT = 4


@dataclass
class Picked(Message):
    """A key over a list of options: `by` places up or down, or `toggle` the one at hand."""

    by: int = 0
    toggle: bool = False


@dataclass
class HandedIn(Message):
    """Enter was pressed over `text`. The field is held until the screen releases it."""

    text: str


class AnswerLine(Input):
    """One line. Pasted line breaks become ``;``. Over a list of options up and down move
    (`arrows`), and space picks where several may be picked (`space_picks`): on an empty line, and
    while nothing is typed behind it; between typed letters it is a space."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, id="line")
        self.cursor_blink = False
        self.arrows = False
        self.space_picks = False
        self.held = False
        self._typing = False

    async def _on_key(self, event: events.Key) -> None:
        # The base class's handler runs after this one, unless its default is prevented.
        picked: Message | None = None
        if self.held and event.key == "enter":
            event.prevent_default()
            event.stop()
        elif event.key == "enter":
            self.held = True
            picked = HandedIn(self.value)
        elif event.key == "space" and self.space_picks and not (self._typing and self.value):
            picked = Picked(toggle=True)
        elif event.key in ("up", "down") and self.arrows:
            picked = Picked(by=1 if event.key == "down" else -1)
        self._typing = picked is None
        if picked is not None:
            event.prevent_default()
            event.stop()
            self.post_message(picked)

    def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        lines = [line.strip() for line in clean(event.text).splitlines()]
        self.insert_text_at_cursor("; ".join(line for line in lines if line))


class AnswerText(TextArea):
    """Several lines. Enter on an empty last line hands in, and so does enter after ``?`` alone or
    after a command.

    For a `program` it takes two empty lines at the end, since one may stand within a function; tab
    indents, enter keeps the indentation, and ``?`` on a line of its own at the end counts too.
    """

    def __init__(self) -> None:
        super().__init__(
            compact=True, id="text", show_line_numbers=False, highlight_cursor_line=False
        )
        self.cursor_blink = False
        self.held = False
        self.indent_width = INDENT
        self.program = False

    @property
    def program(self) -> bool:
        """Whether a program is written in it."""
        return self.tab_behavior == "indent"

    @program.setter
    def program(self, wanted: bool) -> None:
        self.tab_behavior = "indent" if wanted else "focus"

    async def _on_key(self, event: events.Key) -> None:
        ends = event.key == "enter" and self._ends()
        if not ends:
            if event.key == "enter" and self.program:
                event.prevent_default()
                event.stop()
                self.insert("\n" + self._indentation())
            return
        event.prevent_default()
        event.stop()
        if not self.held:
            self.held = True
            self.post_message(HandedIn(self._taken()))

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text))

    def _ends(self) -> bool:
        text = self.text.strip()
        if not text or text == "?":
            return True
        row, _ = self.cursor_location
        if row != self.document.line_count - 1:
            return False
        last = self.document.get_line(row).strip()
        if self.program and not last:
            return row > 0 and not self.document.get_line(row - 1).strip()
        return not last or _is_command(last) or (self.program and last == "?")

    def _indentation(self) -> str:
        """The blanks at the beginning of the cursor's line, four more behind a colon."""
        row, column = self.cursor_location
        before = self.document.get_line(row)[:column]
        own = before[: len(before) - len(before.lstrip())]
        return own + " " * INDENT * before.rstrip().endswith(":")

    def _taken(self) -> str:
        """The text; or a command on its last line, which is taken out of the text."""
        above, _, last = self.text.rstrip().rpartition("\n")
        if self.program and last.strip() == "?":
            return "?"
        if not above or not _is_command(last):
            return self._trimmed() if self.program else self.text.strip()
        self.text = above
        self.move_cursor(self.document.end)
        return last.strip()

    def _trimmed(self) -> str:
        """The program, whose empty lines at the end are taken out of the field: they were a key."""
        self.text = self.text.rstrip()
        self.move_cursor(self.document.end)
        return self.text


def _is_command(line: str) -> bool:
    return re.match(r"/(=|[a-z]+\b)", line.strip()) is not None
