"""The answer field of the study screen: what is typed, picked, handed in, or commanded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from quizapp.session.events import Submit, Write
from quizapp.session.slash import parse
from quizapp.session.stages import Asking, Study
from quizapp.tui.actions import Action
from quizapp.tui.screens.field import WithField
from quizapp.tui.screens.study_session import SessionScreen
from quizapp.tui.widgets.answer import HandedIn

_LATER_WORDS = {"steps", "why", "rate", "mistyped"}


class FieldScreen(WithField, SessionScreen):
    """A session with a field to answer in."""

    @property
    def open_loop(self) -> Asking | None:
        """The question that is open for an answer."""
        stage = self.state.stage
        return stage if isinstance(stage, Asking) and stage.loop.stage == "answering" else None

    def take_question(self) -> None:
        """An empty field of the kind that the question wants."""
        self.new_question()
        self.enter_field()

    def take_state(self, before: Study, state: Study) -> None:
        """A miss empties the field for the next try, but for a program."""
        if not self.waiting:
            self.release()
        if type(before.stage) is not type(state.stage):
            self.enter_field()
        old, new = before.loop, state.loop
        if old is None or new is None or old.item is not new.item or old is new:
            return
        if len(new.tries) > len(old.tries) and not new.item.takes_program:
            self.take_out(self.done)

    def obey(self, action: Action) -> None:
        if self.waiting and action.id not in ("any.help", "field.leave", "study.stop"):
            return
        super().obey(action)

    def do_answer(self) -> None:
        """Hand in what is typed, when asked to by another key than the field's own enter."""
        self.on_handed_in(HandedIn(self.typed))

    def on_handed_in(self, event: HandedIn) -> None:
        """Judge it, or obey a command in it; the field is held until that is done."""
        is_command = parse(event.text) is not None
        if not is_command and event.text.strip() and not self.waiting:
            self.done = event.text
            self.send(Submit(event.text, self.now()))
            self.paint()
            return
        self.release()
        self.obey_typed(event.text)
        self.paint()

    def obey_word(self, name: str, rest: str) -> None:
        """Do what a word behind a slash says."""
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
