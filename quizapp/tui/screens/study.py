"""A study or practice session: shows its frozen state, turns keys and lines into events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from quizapp.session.loop import Loop
from quizapp.session.slash import narrow
from quizapp.session.stages import (
    Asking,
    Broken,
    Finished,
    Judged,
    NothingDue,
    Opening,
    Recording,
)
from quizapp.tui.actions import ACTIONS, Place
from quizapp.tui.layout import BLANK, READABLE, WIDE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.screens.study_verdict import VerdictScreen
from quizapp.tui.views.asking import (
    notice_block,
    program_lines,
    question_blocks,
    reading_lines,
    standing_notice,
    status_note,
    study_title,
    ticking_blocks,
    try_again_keys,
)
from quizapp.tui.views.ending import broken_lines, nothing_lines, opening_lines, summary_lines
from quizapp.tui.views.foot import asking_keys, command_lines
from quizapp.tui.views.judged import JudgedView, judged_view
from quizapp.tui.widgets.answer import AnswerLine, AnswerText

_UNDER = 3
_AROUND = 5
"""Rows of the frame: title, two rules, two lines of keys."""


class StudyScreen(VerdictScreen):
    """One session from its first question to its summary."""

    CSS_PATH = "study.tcss"
    LEFT_BEHIND = "every answer that was handed in is kept"

    def compose_body(self) -> ComposeResult:
        with Horizontal(id="middle"):
            with Vertical(id="main"):
                with Scroll(id="scroll"):
                    yield Line("body")
                with Horizontal(id="entry"):
                    yield Line("sign")
                    yield AnswerLine()
                    yield AnswerText()
                    yield Line("beside")
                yield Line("under")
            yield Line("side")

    @property
    def place(self) -> Place:
        stage = self.state.stage
        match stage:
            case Asking(loop) if loop.stage == "ticking":
                return "ticking"
            case Asking(loop):
                if self.focused is None:
                    return "free"
                if loop.item.takes_program:
                    return "coding"
                return "asking" if loop.item.asked is not None else "writing"
            case Recording():
                return "recording"
            case Judged():
                return "judged"
            case NothingDue():
                return "nothing"
            case Finished():
                return "summary"
            case Broken():
                return "broken"
            case Opening():
                return "opening"

    def title_parts(self) -> tuple[str, str]:
        return study_title(self.state, self.seconds, self.look)

    def foot_lines(self) -> Lines:
        place, look = self.place, self.look
        if place in ("asking", "writing", "coding"):
            typed = self.typed
            if typed.startswith("/") and "\n" not in typed:
                words = [word for word in narrow(typed, "asking") if word.name != "again"]
                return command_lines(words, look)
            return asking_keys(look, ACTIONS[place], self.quiz.keys)
        return super().foot_lines()

    def labels(self) -> Mapping[str, str]:
        stage = self.state.stage
        if not isinstance(stage, Judged) or stage.loop.outcome is None:
            return {}
        outcome, shown = stage.loop.outcome, stage.loop.item.presented
        labels = {"judged.next": "the rest" if self._opens_first() else "next"}
        steps = bool(outcome.worked) and outcome.right and not self.opened.steps
        if not steps or stage.loop.item.first_meeting or not outcome.sure:
            labels["judged.steps"] = ""
        if self.opened.everything or not (shown.explanation or shown.formula or shown.sources):
            labels["judged.why"] = ""
        if self.state.mode == "practice":
            labels["judged.rating"] = ""
        return labels

    def paint(self) -> None:
        if isinstance(self.state.stage, (Recording, Judged)):
            # Laid out first: the key lines say whether there is more to open, and take room.
            self.view = self._judged(_AROUND)
            spare = _AROUND - 3 - len(self.foot_lines())
            larger = self._judged(_AROUND - spare)
            if larger.folded == self.view.folded:
                self.view = larger
        super().paint()

    def _judged(self, around: int) -> JudgedView:
        look = self.look
        area = Look(look.width, look.height - around, look.signs)
        return judged_view(self.state, area, self.opened)

    def paint_body(self, look: Look) -> None:
        stage = self.state.stage
        answering = isinstance(stage, Asking) and stage.loop.stage == "answering"
        self.set_class(not answering, "-closed")
        if isinstance(stage, Asking) and answering:
            self.set_class(False, "-wide")
            self._paint_question(stage.loop, look)
            return
        lines, side = self._closed_lines(look)
        self.set_class(bool(side) and look.width >= WIDE, "-wide")
        self.line("side").show([BLANK, *side])
        self._show_body(lines, look.height)

    def _closed_lines(self, look: Look) -> tuple[Lines, Lines]:
        text = look.narrowed(min(look.width, READABLE))
        match self.state.stage:
            case Asking(loop):
                lines, _ = fit(ticking_blocks(loop, text), look.height - 1, look.signs.more)
                return [BLANK, *lines], []
            case Recording() | Judged():
                return self.view.lines, self.view.side
            case NothingDue(unmet):
                return nothing_lines(self.state, unmet, text), []
            case Finished(tally, left):
                body = replace(text, height=look.height)
                return summary_lines(self.state, tally, left, self.tomorrow, body), []
            case Broken(told, _):
                return broken_lines(told, text), []
            case Opening():
                return opening_lines(look, self.state.mode), []

    def _paint_question(self, loop: Loop, look: Look) -> None:
        text = look.narrowed(min(look.width, READABLE))
        count = len(loop.item.presented.options)
        chosen = letters_in(self.typed, count) if count else frozenset()
        blocks = question_blocks(loop, text, chosen, self.at if count else None)
        if note := status_note(self.state, text):
            blocks.insert(0, Block(note, least=len(note)))
        notice = standing_notice(loop)
        blocks += notice_block(notice, text)
        # What is asked is never folded: where it is too long its area scrolls.
        whole = [replace(block, least=len(block.lines)) for block in blocks]
        field = self.field_rows(look)
        room = max(look.height - field - 2 - _UNDER, 3)
        lines, _ = fit(whole, room)
        lines = [BLANK, *lines] if len(lines) < room else lines
        self._show_body(lines, min(len(lines), room))
        self.line("sign").show([styled(f"   {look.signs.prompt} ")])
        self.line("beside").show([styled((try_again_keys(notice), "$quiet"))])
        self.line("under").show(self._under_lines(loop, text))

    def _under_lines(self, loop: Loop, look: Look) -> Lines:
        if self.told:
            return [styled((f"     {plain_line(self.told, look)}", "$quiet"))]
        typed = self.typed
        if typed.startswith("/="):
            from quizapp.grading.calculator import calculate

            rest = typed[2:].strip()
            return [styled(f"     {plain_line(calculate(rest), look)}")] if rest else []
        if typed.startswith("/") or loop.item.asked is None:
            return []
        if loop.item.takes_program:
            return program_lines(look, running=self.waiting)
        from quizapp.grading.reading import read

        return reading_lines(read(typed, loop.item.asked), typed, look)[:_UNDER]

    def _show_body(self, lines: Lines, rows: int) -> None:
        self.query_one("#scroll", Scroll).styles.height = max(rows, 1)
        self.line("body").show(lines)
