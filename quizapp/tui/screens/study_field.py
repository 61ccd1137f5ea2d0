"""The answer field of the study screen: what is typed, picked, handed in, or commanded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.widgets import Input, TextArea

from quizapp.session.events import Submit, Write
from quizapp.session.slash import NotACommand, Slash, parse
from quizapp.session.stages import Asking, Study
from quizapp.tui.actions import Action
from quizapp.tui.options import letters_in, moved, with_letters
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.study_session import SessionScreen
from quizapp.tui.widgets.answer import AnswerLine, AnswerText, HandedIn, Picked

_LATER_WORDS = {"steps", "why", "rate", "mistyped"}


class FieldScreen(SessionScreen):
    """A session with a field to answer in."""

    at: int | None = None
    """The option that the arrow keys are on."""

    def take_question(self) -> None:
        """An empty field of the kind that the question wants."""
        self.at = None
        line, text = self.query_one(AnswerLine), self.query_one(AnswerText)
        line.value = ""
        text.text = ""
        loop = self.state.loop
        if loop is None:
            return
        asked = loop.item.asked
        options = bool(loop.item.presented.options)
        line.placeholder = "" if options else plain_line(loop.item.presented.placeholder, self.look)
        line.arrows = options
        line.space_picks = options and bool(getattr(asked and asked.acceptance, "multi", False))
        line.display, text.display = asked is not None, asked is None
        self._enter_field()

    def take_state(self, before: Study, state: Study) -> None:
        """A miss empties the field for the second try; what could not be read stays in it."""
        if not self.waiting:
            self._release()
        if type(before.stage) is not type(state.stage):
            self._enter_field()
        old, new = before.loop, state.loop
        if old is None or new is None or old.item is not new.item or old is new:
            return
        if len(new.tries) > len(old.tries):
            self._write("")

    @property
    def field(self) -> AnswerLine | AnswerText:
        """The field in use."""
        line = self.query_one(AnswerLine)
        return line if line.display else self.query_one(AnswerText)

    def _enter_field(self) -> None:
        stage = self.state.stage
        if isinstance(stage, Asking) and stage.loop.stage == "answering":
            self.set_focus(self.field)

    def _release(self) -> None:
        self.query_one(AnswerLine).held = self.query_one(AnswerText).held = False

    def _write(self, text: str) -> None:
        field = self.field
        if isinstance(field, AnswerLine):
            field.value = text
            field.cursor_position = len(text)
        else:
            field.text = text

    @property
    def typed(self) -> str:
        """What stands in the field at this moment; its messages come later than its keys."""
        field = self.field
        return field.value if isinstance(field, AnswerLine) else field.text

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
        loop = self.state.loop
        if loop is None:
            return
        count = len(loop.item.presented.options)
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
        self._write(with_letters(chosen, self.typed))
        self.told = ""
        self.paint()

    def obey(self, action: Action) -> None:
        if self.waiting and action.id not in ("any.help", "field.leave", "study.stop"):
            return
        super().obey(action)

    def do_answer(self) -> None:
        """Hand in what is typed, when asked to by another key than the field's own enter."""
        self.on_handed_in(HandedIn(self.typed))

    def on_handed_in(self, event: HandedIn) -> None:
        """Judge it, or obey a command in it; the field is held until that is done."""
        understood = parse(event.text)
        if understood is None and event.text.strip() and not self.waiting:
            self.send(Submit(event.text, self.now()))
            return
        self._release()
        if understood is None:
            return
        self._write("")
        match understood:
            case NotACommand(word, near):
                self.told = f"There is no command /{word}." + (f" /{near}?" if near else "")
            case Slash(name, rest):
                self._obey_word(name, rest)
        self.paint()

    def _obey_word(self, name: str, rest: str) -> None:
        if name == "=":
            from quizapp.grading.calculator import calculate

            self.told = f"{rest}   {calculate(rest)}"
        elif name in _LATER_WORDS:
            self.told = f"/{name} is for after the answer."
        elif name in ("note", "report"):
            self._write_down(name, rest)
        elif name in ("example", "help", "hint", "stop", "undo", "skip"):
            getattr(self, f"do_{name}")()
        elif name != "again":
            self.command(name)
            self.told = {"unsure": "marked as not sure"}.get(name, "")

    def do_leave(self) -> None:
        """Leave the field: letters become keys."""
        self.set_focus(None)

    def do_field(self) -> None:
        """Back into the field."""
        self._enter_field()

    def do_hint(self) -> None:
        """Open one more hint."""
        loop = self.state.loop
        if loop is not None and loop.hints >= len(loop.item.presented.hints):
            self.told = "That was the last hint." if loop.hints else "There is no hint for this."
            self.paint()
        else:
            self.command("hint")

    def do_example(self) -> None:
        """Show how an answer is typed."""
        example = self.state.loop.item.presented.placeholder if self.state.loop else ""
        self.told = f"typed like this:  {example}" if example else "In your own words."
        self.paint()

    def do_show(self) -> None:
        """Show the solution."""
        self.command("show")

    def do_skip(self) -> None:
        """Put the question aside."""
        self.command("skip")

    def do_note(self) -> None:
        """Keep a note."""
        self._write_down("note", "")

    def do_report(self) -> None:
        """Say what is wrong with the question."""
        self._write_down("report", "")

    def _write_down(self, sort: Any, text: str) -> None:
        if text:
            self.send(Write(sort, text, self.now()))
            return
        asks = "Note on this question" if sort == "note" else "What is wrong with this question"
        self.quiz.open_line(asks, self._written(sort))

    def _written(self, sort: Any) -> Callable[[str | None], None]:
        def done(text: str | None) -> None:
            if text and text.strip():
                self.send(Write(sort, text.strip(), self.now()))

        return done
