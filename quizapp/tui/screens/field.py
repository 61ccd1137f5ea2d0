"""A screen with an answer field: one line, or several; options moved by arrows."""

from __future__ import annotations

from typing import ClassVar, Protocol

from textual.widgets import Input, TextArea

from quizapp.session.loop import Loop
from quizapp.session.slash import WORDS, NotACommand, Slash, Word, parse
from quizapp.tui.layout import Lines, Look
from quizapp.tui.options import letters_in, moved, with_letters
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Framed, Scroll
from quizapp.tui.widgets.answer import AnswerLine, AnswerText, Picked

TEXT_ROWS = 8
PROGRAM_ROWS = 20


class Open(Protocol):
    """A stage with a question that is open."""

    @property
    def loop(self) -> Loop:
        """The question."""
        ...


class WithField(Framed):
    """The field's share of a screen. Subclasses say which question is open and obey its `words`.

    `told` is one line under the field; `at` the option that the arrow keys are on.
    """

    words: ClassVar[tuple[Word, ...]] = WORDS
    told = ""
    at: int | None = None

    @property
    def open_loop(self) -> Open | None:
        """The question that is open for an answer."""
        raise NotImplementedError

    def obey_word(self, name: str, rest: str) -> None:
        """Do what a word behind a slash says."""
        raise NotImplementedError

    @property
    def field(self) -> AnswerLine | AnswerText:
        """The field in use."""
        line = self.query_one(AnswerLine)
        return line if line.display else self.query_one(AnswerText)

    @property
    def typed(self) -> str:
        """What stands in the field at this moment; its messages come later than its keys."""
        field = self.field
        return field.value if isinstance(field, AnswerLine) else field.text

    def new_question(self) -> None:
        """Empty both fields and show the one that the open question takes."""
        self.at, self.told = None, ""
        line, text = self.query_one(AnswerLine), self.query_one(AnswerText)
        line.value = text.text = ""
        text.program = False
        asked = self.open_loop
        if asked is None:
            return
        item = asked.loop.item
        options = bool(item.presented.options)
        line.placeholder = "" if options else plain_line(item.presented.placeholder, self.look)
        line.arrows = options
        several = getattr(item.asked and item.asked.acceptance, "multi", False)
        line.space_picks = options and bool(several)
        text.program = item.takes_program
        text.display = item.asked is None or text.program
        line.display = not text.display
        self.write(item.presented.starter)

    def enter_field(self) -> None:
        """Give the keys to the field."""
        if self.open_loop is not None:
            self.set_focus(self.field)

    def release(self) -> None:
        """Let the fields take keys again."""
        self.query_one(AnswerLine).held = self.query_one(AnswerText).held = False

    def write(self, text: str) -> None:
        """Put `text` into the field."""
        field = self.field
        if isinstance(field, AnswerLine):
            field.value = text
            field.cursor_position = len(text)
        else:
            field.text = text
            field.move_cursor(field.document.end)

    def obey_typed(self, text: str) -> None:
        """Obey a command that was typed, and empty the field of it."""
        understood = parse(text, self.words)
        if understood is None:
            return
        if self.typed.strip() == text.strip():
            self.write("")
        match understood:
            case NotACommand(word, near):
                self.told = f"There is no command /{word}." + (f" /{near}?" if near else "")
            case Slash(name, rest):
                self.obey_word(name, rest)

    def field_rows(self, look: Look) -> int:
        """Return the rows that the field takes, and give them to it."""
        field = self.query_one(AnswerText)
        if not field.display:
            return 1
        most = PROGRAM_ROWS if field.program else TEXT_ROWS
        rows = min(max(field.wrapped_document.height, 1), max(look.height // 2 - 2, 1), most)
        field.styles.height = rows
        return rows

    def show_body(self, lines: Lines, rows: int) -> None:
        """Show `lines` in an area of `rows`."""
        self.query_one("#scroll", Scroll).styles.height = max(rows, 1)
        self.line("body").show(lines)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Read it anew."""
        self._changed()

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Grow with the text."""
        self._changed()

    def _changed(self) -> None:
        if self.typed:
            self.told = ""
        self.paint()

    def on_descendant_focus(self) -> None:
        """The keys at the foot belong to the field now."""
        self.paint()

    def on_descendant_blur(self) -> None:
        """Letters are keys again."""
        self.paint()

    def on_picked(self, event: Picked) -> None:
        """An arrow or space over the options."""
        asked = self.open_loop
        if asked is None:
            return
        count = len(asked.loop.item.presented.options)
        chosen = letters_in(self.typed, count)
        several = self.query_one(AnswerLine).space_picks
        if event.toggle:
            chosen = chosen ^ {self.at if self.at is not None else 0}
            self.at = self.at or 0
        else:
            at = self.at if self.at is not None or several else min(chosen, default=None)
            self.at = moved(at, event.by, count)
            if not several:
                chosen = frozenset({self.at})
        self.write(with_letters(chosen, self.typed))
        self.told = ""
        self.paint()

    def do_leave(self) -> None:
        """Leave the field: letters become keys."""
        self.set_focus(None)

    def do_field(self) -> None:
        """Back into the field."""
        self.enter_field()
