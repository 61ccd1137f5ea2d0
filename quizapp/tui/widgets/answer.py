"""The two answer fields: one line, and several for what is said in sentences.

Enter is left to the screen, which hands in; escape leaves the field.
"""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.message import Message
from textual.widgets import Input, TextArea

from quizapp.textsafe import clean


@dataclass
class Picked(Message):
    """A key over a list of options: `by` places up or down, or `toggle` the one at hand."""

    by: int = 0
    toggle: bool = False


class AnswerLine(Input):
    """One line. Pasted line breaks become ``;``. Over a list of options up and down move
    (`arrows`), and space picks where several may be picked (`space_picks`)."""

    def __init__(self) -> None:
        super().__init__(compact=True, select_on_focus=False, id="line")
        self.cursor_blink = False
        self.arrows = False
        self.space_picks = False

    async def _on_key(self, event: events.Key) -> None:
        # The base class's handler runs after this one, unless its default is prevented.
        picked: Picked | None = None
        if event.key == "space" and self.space_picks and not self.value.startswith("/"):
            picked = Picked(toggle=True)
        elif event.key in ("up", "down") and self.arrows:
            picked = Picked(by=1 if event.key == "down" else -1)
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
    after a command."""

    def __init__(self) -> None:
        super().__init__(
            compact=True, id="text", show_line_numbers=False, highlight_cursor_line=False
        )
        self.cursor_blink = False

    async def _on_key(self, event: events.Key) -> None:
        if event.key == "enter" and self._ends():
            event.prevent_default()

    async def _on_paste(self, event: events.Paste) -> None:
        event.prevent_default()
        event.stop()
        self.insert(clean(event.text))

    def _ends(self) -> bool:
        text = self.text.strip()
        if not text or text == "?" or (text.startswith("/") and "\n" not in text):
            return True
        row, _ = self.cursor_location
        return row == self.document.line_count - 1 and not self.document.get_line(row).strip()
