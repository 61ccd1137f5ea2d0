"""The first run: one question, what one aims at, a placement, then four minutes of study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from quizapp.errors import UsageError
from quizapp.session.first_run_stages import (
    AskSetting,
    Broken,
    Done,
    OfferPlacement,
    Placing,
    Preparing,
    Stand,
    Tried,
    Trying,
)
from quizapp.session.slash import FIRST_WORDS, narrow
from quizapp.tui.actions import ACTIONS, Place
from quizapp.tui.layout import BLANK, READABLE, WIDE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.first_keys import FirstKeys
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.views.asking import (
    program_lines,
    reading_lines,
    standing_notice,
    ticking_blocks,
    try_again_keys,
)
from quizapp.tui.views.ending import broken_lines
from quizapp.tui.views.first_run import (
    LEAVING,
    first_title,
    offer_lines,
    placing_blocks,
    preparing_lines,
    setting_blocks,
    setting_reading,
    standing_lines,
    tried_view,
    trying_blocks,
)
from quizapp.tui.views.foot import command_lines, key_lines
from quizapp.tui.widgets.answer import AnswerLine, AnswerText

_UNDER = 3


class FirstRunScreen(FirstKeys):
    """The nine steps as they are shown."""

    CSS_PATH = "first_run.tcss"

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
        yield Line("torch")

    @property
    def place(self) -> Place:
        match self.state.stage:
            case Trying(loop) | Placing(loop) if loop.stage == "ticking":
                return "first-ticking"
            case Trying() | Placing() | AskSetting() if self.focused is None:
                return "first-free"
            case Trying(loop) | Placing(loop):
                if loop.item.takes_program:
                    return "first-coding"
                return "first-asking" if loop.item.asked is not None else "first-writing"
            case AskSetting():
                return "first-setting"
            case Tried():
                return "first-tried"
            case OfferPlacement():
                return "first-offer"
            case Stand():
                return "first-stand"
            case Broken():
                return "broken"
            case Preparing() | Done():
                return "opening"

    def title_parts(self) -> tuple[str, str]:
        return first_title(self.state, self.look)

    def foot_lines(self) -> Lines:
        if self.leaving:
            return [LEAVING]
        place, typed = self.place, self.typed
        if place in ("first-asking", "first-writing", "first-coding"):
            if typed.startswith("/") and "\n" not in typed:
                return command_lines(narrow(typed, "asking", FIRST_WORDS), self.look)
            return key_lines(ACTIONS[place], self.look, self.quiz.keys, self.labels())
        return super().foot_lines()

    def labels(self) -> Mapping[str, str]:
        stage = self.state.stage
        match stage:
            case AskSetting():
                keep = "keep" if self.typed.strip() else "keep the default"
                nothing = dict.fromkeys(("first.hint", "first.show"), "")
                return {"field.answer": keep, "first.skip": "keep the default", **nothing}
            case Trying():
                return {"field.enough": ""}
            case Placing():
                return {"field.skip": "", "first.skip": "end the placement"}
            case Tried(loop):
                shown = loop.item.presented
                more = shown.explanation or shown.formula or shown.sources
                return {} if more and not self.opened.everything else {"first.why": ""}
            case _:
                return {}

    def paint_body(self, look: Look) -> None:
        self.set_class(not self.answering, "-closed")
        self.line("torch").show([self._torch_line(look)])
        area = Look(look.width, look.height - 1, look.signs)
        text = area.narrowed(min(area.width, READABLE))
        if self.answering:
            self.set_class(False, "-wide")
            self._paint_field(area, text)
            return
        lines, side = self._closed_lines(area, text)
        self.set_class(bool(side), "-wide")
        self.line("side").show([BLANK, *side])
        self.show_body(lines, area.height)

    def _torch_line(self, look: Look) -> Content:
        told = self.quiz.torch_line or self.torch
        return styled((f"   {plain_line(told, look)}", "$quiet")) if told else BLANK

    def _closed_lines(self, area: Look, text: Look) -> tuple[Lines, Lines]:
        stage = self.state.stage
        match stage:
            case Tried():
                wide = area if area.width >= WIDE else text
                view = tried_view(stage, wide, self.opened)
                return view.lines, view.side
            case Trying(loop) | Placing(loop):
                lines, _ = fit(ticking_blocks(loop, text), area.height - 1, area.signs.more)
                return [BLANK, *lines], []
            case OfferPlacement():
                return offer_lines(self.state, text), []
            case Stand(line):
                return standing_lines(self.state, line, text), []
            case Broken(told, _):
                return broken_lines(told, text), []
            case _:
                return preparing_lines(text), []

    def _blocks(self, look: Look) -> list[Block]:
        match self.state.stage:
            case Trying() as trying:
                return trying_blocks(trying, look)
            case Placing(loop) as placing:
                count = len(loop.item.presented.options)
                chosen = letters_in(self.typed, count) if count else frozenset()
                return placing_blocks(placing, look, chosen, self.at if count else None)
            case AskSetting(setting) as asked if self.desk is not None:
                default = self.desk.echo(setting, "")
                return setting_blocks(self.state, asked, self.desk.jobs, default, look)
            case _:
                return []

    def _paint_field(self, look: Look, text: Look) -> None:
        # What is asked is never folded: where it is too long its area scrolls.
        whole = [replace(block, least=len(block.lines)) for block in self._blocks(text)]
        room = max(look.height - self.field_rows(look) - 2 - _UNDER, 3)
        lines, _ = fit(whole, room)
        lines = [BLANK, *lines] if len(lines) < room else lines
        self.show_body(lines, min(len(lines), room))
        notice = standing_notice(self.open_question) if self.open_question is not None else None
        self.line("sign").show([styled(f"   {look.signs.prompt} ")])
        self.line("beside").show([styled((try_again_keys(notice), "$quiet"))])
        self.line("under").show(self._under_lines(text)[:_UNDER])

    def _under_lines(self, look: Look) -> Lines:
        if self.told:
            return [styled((f"     {plain_line(self.told, look)}", "$quiet"))]
        typed, stage, loop = self.typed, self.state.stage, self.open_question
        if isinstance(stage, AskSetting):
            return setting_reading(self._echo(stage, typed), stage.problem, look)
        if typed.startswith("/") or loop is None or loop.item.asked is None:
            return []
        if loop.item.takes_program:
            return program_lines(look, running=self.waiting)
        from quizapp.grading.reading import read

        return reading_lines(read(typed, loop.item.asked), typed, look)

    def _echo(self, stage: AskSetting, typed: str) -> str:
        if self.desk is None or not typed.strip():
            return ""
        try:
            return self.desk.echo(stage.setting, typed)
        except UsageError:
            return ""
