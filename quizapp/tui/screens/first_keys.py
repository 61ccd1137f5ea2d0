"""The keys of the first run: each step is skipped by enter or s, all of them by esc twice."""

from __future__ import annotations

from dataclasses import replace

from textual import events

from quizapp.session.first_run_events import Give, Mark
from quizapp.session.first_run_stages import Placing
from quizapp.session.loop import Tick
from quizapp.tui.actions import Action
from quizapp.tui.screens.first_session import FirstSession
from quizapp.tui.widgets.answer import HandedIn


class FirstKeys(FirstSession):
    """What keys and typed words do."""

    async def on_key(self, event: events.Key) -> None:
        """Any key but a second esc means that one stays."""
        if event.key != "escape" and self.leaving:
            self.leaving = False
            self.paint()

    def obey(self, action: Action) -> None:
        if self.waiting and action.id not in ("any.help", "study.stop"):
            return
        super().obey(action)

    def on_handed_in(self, event: HandedIn) -> None:
        """Take an answer or a setting, or obey a command; the field is held until that is done."""
        text = event.text.strip()
        if text.startswith("/"):
            self.release()
            self.obey_typed(event.text)
        elif self.waiting or (not text and not self.guard.open):
            # Keys pressed for what was there before never skip what came after it.
            self.release()
        elif text.casefold() == "s" and not isinstance(self.state.stage, Placing):
            self.wish("skip")
        else:
            self.done = event.text
            self.send(Give(event.text, self.now()))
            return
        self.paint()

    def obey_word(self, name: str, rest: str) -> None:
        """Do what a word behind a slash says."""
        match name:
            case "=":
                from quizapp.grading.calculator import calculate

                self.told = f"{rest}   {calculate(rest)}"
            case "example":
                loop = self.open_question
                example = loop.item.presented.placeholder if loop is not None else ""
                self.told = f"typed like this:  {example}" if example else "In your own words."
            case "stop":
                self.wish("leave")
            case _:
                getattr(self, f"do_{name}")()

    def do_answer(self) -> None:
        """Hand in what is typed, when asked to by another key than the field's own enter."""
        self.on_handed_in(HandedIn(self.typed))

    def do_leave(self) -> None:
        """Leave the field, where letters become keys; twice, leave the first run."""
        if self.leaving:
            self.wish("leave")
            return
        self.leaving = True
        self.set_focus(None)
        self.paint()

    def do_field(self) -> None:
        """Back into the field."""
        self.enter()

    def do_hint(self) -> None:
        """Open one more hint."""
        loop = self.open_question
        if loop is None:
            return
        if loop.hints >= len(loop.item.presented.hints):
            self.told = "That was the last hint." if loop.hints else "There is no hint for this."
            self.paint()
        else:
            self.wish("hint")

    def do_show(self) -> None:
        """I don't know."""
        if self.open_question is not None:
            self.wish("show")

    def do_next(self) -> None:
        """Go on."""
        if self.guard.open:
            self.wish("next")

    def do_skip(self) -> None:
        """Skip this part."""
        if self.guard.open:
            self.wish("skip")

    def do_why(self) -> None:
        """Open everything there is to read, or fold it again."""
        self.opened = replace(self.opened, everything=not self.opened.everything)
        self.paint()
        self.scroll_to_top()

    def do_yes(self) -> None:
        """The point was said."""
        self._mark("y")

    def do_no(self) -> None:
        """The point was not said."""
        self._mark("n")

    def do_partly(self) -> None:
        """The point was said in part."""
        self._mark("p")

    def _mark(self, mark: Tick) -> None:
        if self.guard.open:
            self.send(Mark(mark, self.now()))

    def do_stop(self) -> None:
        """Home, before anything was asked."""
        self.dismiss()

    def do_back(self) -> None:
        """Home, when it cannot go on."""
        self.dismiss()
