"""A screen with an answer field: one line, or several; options moved by arrows."""

from __future__ import annotations

from typing import ClassVar, Protocol

from textual import events
from textual.widgets import Input, TextArea

from quizapp.session.loop import Loop
from quizapp.session.slash import WORDS, NotACommand, Slash, Word, parse
from quizapp.tui.actions import Action
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

    `told` is one line under the field; `at` the option that the arrow keys are on. `done` is what
    stood in the field when it was last acted on: what stands behind it was typed since. `ahead` is
    what was typed while the next question was on its way.
    """

    words: ClassVar[tuple[Word, ...]] = WORDS
    told = ""
    at: int | None = None
    waiting = False
    done = ""
    ahead = ""

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

    @property
    def since(self) -> str:
        """What was typed after what was acted on."""
        typed, done = self.typed.lstrip(), self.done.strip()
        return typed.removeprefix(done).lstrip() if typed.startswith(done) else ""

    def new_question(self) -> None:
        """Empty both fields, but for what was typed ahead, and show the one that the open question
        takes."""
        self.at, self.told = None, ""
        early, self.done, self.ahead = self.since + self.ahead, "", ""
        line, text = self.query_one(AnswerLine), self.query_one(AnswerText)
        line.value = text.text = ""
        text.program = False
        asked = self.open_loop
        if asked is None:
            self.write(early)
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
        self.write(item.presented.starter + early)

    def enter_field(self) -> None:
        """Give the keys to the field."""
        if self.open_loop is not None:
            self.set_focus(self.field)

    def release(self) -> None:
        """Let the fields hand in again."""
        self.query_one(AnswerLine).held = self.query_one(AnswerText).held = False
        self.ahead = ""

    def write(self, text: str) -> None:
        """Put `text` into the field."""
        field = self.field
        if isinstance(field, AnswerLine):
            field.value = text
            field.cursor_position = len(text)
        else:
            field.text = text
            field.move_cursor(field.document.end)

    def take_out(self, text: str) -> None:
        """Take out of the field what was acted on; what was typed since stays."""
        self.done = text
        self.write(self.since)
        self.done = ""

    async def on_key(self, event: events.Key) -> None:
        """What is typed ahead of a question waits for its field; no enter hands it in unseen.

        Textual calls the base class's handler next, unless the default is prevented.
        """
        text = (event.character or "") if event.is_printable else ""
        if self.app.screen is not self or not (text or event.key in ("enter", "backspace")):
            return
        if self.focused is not None and event.key != "backspace":
            # The field got the keys while this one was on its way here.
            self.write(self.typed + text)
        elif self._question_comes and (self.ahead or not self._obeyed_now(event.key)):
            self.ahead = self.ahead[:-1] if event.key == "backspace" else self.ahead + text
        else:
            return
        event.stop()
        event.prevent_default()

    @property
    def _question_comes(self) -> bool:
        """Whether a question may be on its way; letters that are meant for it have no place yet."""
        aside = self.place.endswith(("free", "ticking"))
        return self.waiting and self.focused is None and not aside

    def _obeyed_now(self, key: str) -> bool:
        """Whether the keys at the foot of an empty screen name `key`."""
        return self.place == "opening" and self.action_for(key) is not None

    def obey(self, action: Action) -> None:
        self.done = self.typed
        super().obey(action)

    def obey_typed(self, text: str) -> None:
        """Obey a command that was typed, and empty the field of it."""
        understood = parse(text, self.words)
        if understood is None:
            return
        if self.typed.lstrip().startswith(text.strip()):
            self.take_out(text)
        else:
            self.done = self.typed
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
