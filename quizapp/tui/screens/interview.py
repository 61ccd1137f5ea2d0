"""A mock interview: shows its frozen state, turns keys and lines into events."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from quizapp.errors import QuizappError
from quizapp.session.interview_events import (
    AskFor,
    Event,
    HandIn,
    Open,
    Sure,
    Terms,
    TickPoint,
    Wish,
    WishName,
)
from quizapp.session.interview_stages import (
    Aborted,
    Answering,
    Interview,
    Keeping,
    Over,
    Preparing,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.loop import Tick
from quizapp.session.slash import INTERVIEW_WORDS, narrow
from quizapp.tui.actions import ACTIONS, Action, Place
from quizapp.tui.guard import Guard
from quizapp.tui.layout import BLANK, READABLE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.field import WithField
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.views.asking import reading_lines, ticking_blocks
from quizapp.tui.views.foot import command_lines, key_lines
from quizapp.tui.views.interview import (
    aborted_lines,
    answering_blocks,
    interview_title,
    paused_lines,
    preparing_lines,
    spent_line,
    sure_blocks,
    through_lines,
)
from quizapp.tui.widgets.answer import AnswerLine, AnswerText, HandedIn

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import InterviewDesk

_UNDER = 3
_LAST_MINUTE = 60.0


class InterviewScreen(WithField):
    """One round from its first question to its scorecard."""

    CSS_PATH = "interview.tcss"

    def __init__(self, terms: Terms) -> None:
        super().__init__()
        self.state = Interview(terms=terms)
        self.desk: InterviewDesk | None = None
        self.heir: Callable[[Interview], None] | None = None
        """Who is told of runs that arrive after the end: the scorecard."""
        self.clock = True
        self.waiting = False

    def compose_body(self) -> ComposeResult:
        with Vertical(id="main"):
            with Scroll(id="scroll"):
                yield Line("body")
            with Horizontal(id="entry"):
                yield Line("sign")
                yield AnswerLine()
                yield AnswerText()
            yield Line("under")
        yield Line("spent")

    def on_mount(self) -> None:
        self.guard = Guard(self.quiz.clock)
        self.begin(self.state.terms)
        self._tick_later()

    # -- the round -----------------------------------------------------------------------------

    def begin(self, terms: Terms) -> None:
        """Open a round on the drive's thread."""
        quiz = self.quiz
        start = Open(terms, self.now())
        self.waiting = True

        def wake() -> None:
            # Called on the worker's thread, also when this screen has made way for the scorecard.
            desk = self.desk
            if desk is not None:
                quiz.ask(lambda _house: desk.pump(), self._pumped, self._failed)

        def opening(house: House) -> tuple[InterviewDesk, Interview]:
            desk = quiz.doors.interview(house, wake)
            return desk, desk.post(start)

        def opened(found: tuple[InterviewDesk, Interview]) -> None:
            self.desk, state = found
            self._arrived(state)

        quiz.ask(opening, opened, self._failed)
        self.paint()

    def send(self, event: Event) -> None:
        """Post one event. Until its state is back, keys that act on the question are let go."""
        desk = self.desk
        if desk is None or self.waiting:
            return
        self.waiting = True
        self.told = ""
        self.quiz.ask(lambda _house: desk.post(event), self._arrived, self._failed)

    def wish(self, name: WishName) -> None:
        """Post a plain wish by its name."""
        self.send(Wish(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _pumped(self, state: Interview) -> None:
        if self.heir is not None:
            self.heir(state)
        else:
            self._take(state)

    def _arrived(self, state: Interview) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: Interview) -> None:
        before, self.state = self.state, state
        if not self.is_mounted or self.heir is not None:
            return
        if isinstance(state.stage, Over):
            self._over()
            return
        if before.number != state.number:
            self.new_question()
        if not self.waiting:
            self.release()
        if type(before.stage) is not type(state.stage) or before.number != state.number:
            self._new_stage()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Aborted(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_stage(self) -> None:
        if isinstance(self.state.stage, Answering):
            self.enter_field()
            return
        self.set_focus(None)
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.query_one("#scroll", Scroll).scroll_home(animate=False)

    def _over(self) -> None:
        """Make way for the scorecard; with nothing answered, go back."""
        desk = self.desk
        if desk is None or not self.state.done:
            self.quiz.tell(_why_empty(self.state))
            self.dismiss()
            return
        from quizapp.tui.screens.scorecard import ScorecardScreen

        card = ScorecardScreen(desk, self.state)
        self.heir = card.take
        self.quiz.switch_screen(card)

    # -- the clock -----------------------------------------------------------------------------

    def _tick_later(self) -> None:
        """Repaint when the next whole minute begins, in the last minute every second."""
        left = self.state.seconds_left(self.now())
        until = 1.0 if 0 < left <= _LAST_MINUTE else left % 60 or 60.0
        self.set_timer(until, self._tick)

    def _tick(self) -> None:
        self.paint()
        self._tick_later()

    # -- what is shown -------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        match self.state.stage:
            case Answering(paused=True):
                return "paused"
            case Answering() as asked:
                if self.focused is None:
                    return "interview-free"
                return "interview" if asked.loop.item.asked is not None else "interview-writing"
            case Sureness():
                return "sureness"
            case Ticking():
                return "interview-ticking"
            case Told():
                return "told"
            case Aborted():
                return "broken"
            case Preparing() | Keeping() | Over():
                return "opening"

    def title_parts(self) -> tuple[str, str]:
        return interview_title(self.state, self.look, self.now(), clock=self.clock)

    def foot_lines(self) -> Lines:
        place, typed = self.place, self.typed
        if place in ("interview", "interview-writing"):
            if typed.startswith("/") and "\n" not in typed:
                words = [w for w in narrow(typed, "asking", INTERVIEW_WORDS) if w.name != "again"]
                return command_lines(words, self.look)
            return key_lines(ACTIONS[place], self.look, self.quiz.keys, self._words())
        return super().foot_lines()

    def _words(self) -> dict[str, str]:
        """Hide the words that the open question has no use for."""
        asked = self.open_loop
        shown = asked.loop.item.presented if asked else None
        hidden = {}
        if shown is None or not shown.evidence:
            hidden["field.evidence"] = ""
        if shown is None or not shown.hints:
            hidden["field.hint"] = ""
        return hidden

    def paint_body(self, look: Look) -> None:
        stage = self.state.stage
        answering = isinstance(stage, Answering) and not stage.paused
        self.set_class(not answering, "-closed")
        text = look.narrowed(min(look.width, READABLE))
        if isinstance(stage, Answering) and answering:
            self._paint_question(stage, look, text)
        else:
            self.line("spent").show([BLANK])
            self.show_body(self._closed_lines(text), look.height - 1)

    def _closed_lines(self, look: Look) -> Lines:
        stage = self.state.stage
        match stage:
            case Sureness(asked):
                return self._fitted(sure_blocks(asked, look), look)
            case Ticking(asked):
                return self._fitted(ticking_blocks(asked.loop, look), look)
            case Told():
                return through_lines(self.state.done[-1], look)
            case Aborted(text, _):
                return aborted_lines(self.state, text, look)
            case Answering():
                return paused_lines(look)
            case _:
                return preparing_lines(self.state, look)

    def _fitted(self, blocks: list[Block], look: Look) -> Lines:
        lines, _ = fit(blocks, look.height - 2, look.signs.more)
        return [BLANK, *lines]

    def _paint_question(self, asked: Answering, look: Look, text: Look) -> None:
        count = len(asked.loop.item.presented.options)
        chosen = letters_in(self.typed, count) if count else frozenset()
        blocks = answering_blocks(self.state, asked, text, chosen, self.at if count else None)
        # What is asked is never folded: where it is too long its area scrolls.
        whole = [replace(block, least=len(block.lines)) for block in blocks]
        room = max(look.height - self.field_rows(look) - 2 - _UNDER - 1, 3)
        lines, _ = fit(whole, room)
        lines = [BLANK, *lines] if len(lines) < room else lines
        self.show_body(lines, min(len(lines), room))
        self.line("sign").show([styled(f"   {look.signs.prompt} ")])
        self.line("under").show(self._under_lines(asked, text))
        self.line("spent").show([spent_line(self.state, asked, self.now(), clock=self.clock)])

    def _under_lines(self, asked: Answering, look: Look) -> Lines:
        if self.told:
            return [styled((f"     {plain_line(self.told, look)}", "$quiet"))]
        typed = self.typed
        if typed.startswith("/") or asked.loop.item.asked is None:
            return []
        from quizapp.grading.reading import read

        return reading_lines(read(typed, asked.loop.item.asked), typed, look)[:_UNDER]

    # -- the field -----------------------------------------------------------------------------

    @property
    def open_loop(self) -> Answering | None:
        """The question that is open for an answer."""
        stage = self.state.stage
        return stage if isinstance(stage, Answering) else None

    def obey(self, action: Action) -> None:
        if self.waiting and action.id not in ("any.help", "field.leave", "round.stop"):
            return
        super().obey(action)

    def on_handed_in(self, event: HandedIn) -> None:
        """Hand the text in, or obey a command in it; the field is held until that is done."""
        if not event.text.startswith("/") and event.text.strip() and not self.waiting:
            self.send(HandIn(event.text, self.now()))
            return
        self.release()
        self.obey_typed(event.text)
        self.paint()

    def obey_word(self, name: str, rest: str) -> None:
        """Do what a word behind a slash says."""
        match name:
            case "=":
                from quizapp.grading.calculator import calculate

                self.told = f"{rest}   {calculate(rest)}"
            case "ask" if not rest:
                self.told = "Say what you want to see: /ask gradient norm"
            case "ask":
                self.send(AskFor(rest, self.now()))
            case "example":
                example = self.open_loop.loop.item.presented.placeholder if self.open_loop else ""
                self.told = f"typed like this:  {example}" if example else "In your own words."
            case "again":
                self.told = ""
            case _:
                getattr(self, f"do_{name}")()

    # -- actions -------------------------------------------------------------------------------

    def do_answer(self) -> None:
        """Hand in what is typed, when asked to by another key than the field's own enter."""
        self.on_handed_in(HandedIn(self.typed))

    def do_hint(self) -> None:
        """Open one more hint; it counts."""
        asked = self.open_loop
        if asked and asked.loop.hints >= len(asked.loop.item.presented.hints):
            self.told = "That was the last hint." if asked.loop.hints else "There is no hint."
            self.paint()
        else:
            self.wish("hint")

    def do_pass(self) -> None:
        """Move on; it counts as passed."""
        self.wish("pass")

    def do_aloud(self) -> None:
        """It was said out loud."""
        asked = self.open_loop
        if asked and asked.loop.item.asked is not None:
            self.told = "This one wants an answer that is typed."
            self.paint()
        else:
            self.wish("aloud")

    def do_pause(self) -> None:
        """Stop the clock."""
        self.set_focus(None)
        self.wish("pause")

    def do_resume(self) -> None:
        """Let the clock run again."""
        self.wish("resume")
        self.enter_field()

    def do_clock(self) -> None:
        """Hide the clock, or show it."""
        self.clock = not self.clock
        self.paint()

    def do_stop(self) -> None:
        """End the round; before its first question, go back."""
        if self.desk is None or not self.state.number:
            self.dismiss()
        else:
            self.wish("stop")

    def do_sure(self) -> None:
        """Sure of the answer."""
        self._say_sure(True)

    def do_unsure(self) -> None:
        """Not sure of the answer."""
        self._say_sure(False)

    def _say_sure(self, sure: bool) -> None:
        if self.guard.open:
            self.send(Sure(sure, self.now()))

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
        self.send(TickPoint(mark, self.now()))

    def do_next(self) -> None:
        """Go on after a verdict."""
        if self.guard.open:
            self.wish("next")

    def do_back(self) -> None:
        """Back to where the round was started."""
        self.dismiss()


def _why_empty(state: Interview) -> str:
    if state.left_out:
        return f"No question could be asked; {state.left_out} need PyTorch."
    return "Nothing was answered, so there is no scorecard."
