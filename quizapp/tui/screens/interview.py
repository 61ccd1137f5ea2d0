"""A mock interview: shows its frozen state, turns keys and lines into events."""

from __future__ import annotations

from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from quizapp.session.interview_stages import (
    Aborted,
    Answering,
    Keeping,
    Over,
    Preparing,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.slash import INTERVIEW_WORDS, narrow
from quizapp.tui.actions import ACTIONS, Place
from quizapp.tui.layout import BLANK, READABLE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.screens.round import RoundScreen
from quizapp.tui.views.asking import (
    program_lines,
    reading_lines,
    ticking_blocks,
)
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
from quizapp.tui.widgets.answer import AnswerLine, AnswerText

_UNDER = 3


class InterviewScreen(RoundScreen):
    """One round from its first question to its scorecard."""

    CSS_PATH = "interview.tcss"

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

    # -- what is shown -------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        match self.state.stage:
            case Answering(paused=True):
                return "paused"
            case Answering() as asked:
                if self.focused is None:
                    return "interview-free"
                if asked.loop.item.takes_program:
                    return "interview-coding"
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
        if place in ("interview", "interview-writing", "interview-coding"):
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
        if asked.loop.item.takes_program:
            return program_lines(look, running=self.waiting)
        from quizapp.grading.reading import read

        return reading_lines(read(typed, asked.loop.item.asked), typed, look)[:_UNDER]
