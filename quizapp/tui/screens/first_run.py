"""The first run: one question, what one aims at, a placement, then four minutes of study."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Literal

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content

from quizapp.errors import QuizappError, UsageError
from quizapp.session.first_run import (
    AskSetting,
    Broken,
    Done,
    Event,
    FirstRun,
    Give,
    Mark,
    OfferPlacement,
    Placing,
    Preparing,
    Stand,
    Start,
    Tried,
    Trying,
    Wish,
)
from quizapp.session.loop import Loop, Tick
from quizapp.session.slash import FIRST_WORDS, narrow
from quizapp.tui.actions import ACTIONS, Action, Place
from quizapp.tui.guard import Guard
from quizapp.tui.layout import BLANK, READABLE, WIDE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.field import WithField
from quizapp.tui.screens.framed import Line, Scroll
from quizapp.tui.views.asking import (
    reading_lines,
    standing_notice,
    ticking_blocks,
    try_again_keys,
)
from quizapp.tui.views.ending import broken_lines
from quizapp.tui.views.first_run import (
    FIRST_MINUTES,
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
from quizapp.tui.views.judged import Opened
from quizapp.tui.widgets.answer import AnswerLine, AnswerText, HandedIn

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import FirstDesk

_UNDER = 3
_LOOK_AT_TORCH = 1.0


class FirstRunScreen(WithField):
    """The nine steps; each is skipped by enter or s, all of them by esc twice."""

    CSS_PATH = "first_run.tcss"
    words = FIRST_WORDS

    def __init__(self) -> None:
        super().__init__()
        self.state = FirstRun()
        self.desk: FirstDesk | None = None
        self.waiting = True
        self.leaving = False
        self.opened = Opened()
        self.torch = ""

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

    def on_mount(self) -> None:
        self.guard = Guard(self.quiz.clock)
        self._begin()
        self.paint()

    def on_unmount(self) -> None:
        """Quitting in the middle leaves for good, unless nothing was answered yet."""
        desk, stage = self.desk, self.state.stage
        begun = not isinstance(stage, (Preparing, Trying, Done, Broken)) or (
            isinstance(stage, Trying) and stage.what_if
        )
        if desk is not None and begun:
            leave = Wish("leave", self.now())
            self.quiz.runner.submit(lambda _house: desk.post(leave))

    # -- the first run -------------------------------------------------------------------------

    def _begin(self) -> None:
        """Open it on the drive's thread, unless it was had already."""
        quiz, start = self.quiz, Start(self.now())

        def wake() -> None:
            desk = self.desk
            if desk is not None:
                quiz.ask(lambda _house: desk.pump(), self._take, self._failed)

        def opening(house: House) -> tuple[FirstDesk, FirstRun] | None:
            if not quiz.doors.home(house, quiz.minutes).first_run:
                return None
            desk = quiz.doors.first_run(house, wake)
            return desk, desk.post(start)

        def opened(found: tuple[FirstDesk, FirstRun] | None) -> None:
            if found is None:
                self.dismiss()
                return
            self.desk, state = found
            self._arrived(state)
            self._look_at_torch()
            # Reading days loads a library; better now than at the first letter of one.
            quiz.ask(lambda _house: found[0].echo("goal_date", "in 3 weeks"), _let_go, _let_go)

        quiz.ask(opening, opened, self._failed)

    def send(self, event: Event) -> None:
        """Post one event. Until its state is back, keys that act on the question are let go."""
        desk = self.desk
        if desk is None or self.waiting:
            return
        self.waiting = True
        self.told = ""
        self.quiz.ask(lambda _house: desk.post(event), self._arrived, self._failed)

    def wish(self, name: Literal["next", "show", "hint", "skip", "leave"]) -> None:
        """Post a plain wish by its name."""
        self.send(Wish(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _arrived(self, state: FirstRun) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: FirstRun) -> None:
        before, self.state = self.state, state
        if not self.is_mounted:
            return
        if isinstance(state.stage, Done):
            self._over(state.stage)
            return
        if _subject(before) != _subject(state):
            self._new_subject()
        elif (loop := self._loop) is not None and loop.tries != _tries(before):
            self.write("")
        if not self.waiting:
            self.release()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Broken(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_subject(self) -> None:
        """Something else is asked or shown: an empty field, or none; keys wait for the paint."""
        self.opened = Opened()
        self.leaving = False
        line, text = self.query_one(AnswerLine), self.query_one(AnswerText)
        line.arrows = line.space_picks = False
        line.placeholder = ""
        line.display, text.display = True, False
        self.new_question()
        self._enter()
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.scroll_to_top()

    def _enter(self) -> None:
        self.set_focus(self.field if self._answering else None)

    def _over(self, done: Done) -> None:
        desk = self.desk
        if desk is not None:
            self.quiz.take_settings(desk.config)
        if done.study:
            from quizapp.tui.screens.first_study import FirstStudyScreen

            self.quiz.switch_screen(FirstStudyScreen("study", FIRST_MINUTES, done.topic))
        else:
            self.dismiss()

    def _look_at_torch(self) -> None:
        """Say how far PyTorch is in the worker, as long as the first question is at hand."""
        desk = self.desk
        if desk is None or not isinstance(self.state.stage, (Trying, Tried)):
            self.torch = ""
            return
        if desk.torch_line != self.torch:
            self.torch = desk.torch_line
            self.paint()
        self.set_timer(_LOOK_AT_TORCH, self._look_at_torch)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def open_loop(self) -> Trying | Placing | None:
        """The question that is open for an answer."""
        stage = self.state.stage
        return stage if isinstance(stage, (Trying, Placing)) else None

    @property
    def _loop(self) -> Loop | None:
        stage = self.open_loop
        return stage.loop if stage is not None else None

    @property
    def _answering(self) -> bool:
        loop = self._loop
        if loop is not None:
            return loop.stage == "answering"
        return isinstance(self.state.stage, AskSetting)

    @property
    def place(self) -> Place:
        match self.state.stage:
            case Trying(loop) | Placing(loop) if loop.stage == "ticking":
                return "first-ticking"
            case Trying() | Placing() | AskSetting() if self.focused is None:
                return "first-free"
            case Trying(loop) | Placing(loop):
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
        if place in ("first-asking", "first-writing"):
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
        self.set_class(not self._answering, "-closed")
        self.line("torch").show([self._torch_line(look)])
        area = Look(look.width, look.height - 1, look.signs)
        text = area.narrowed(min(area.width, READABLE))
        if self._answering:
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
        notice = standing_notice(self._loop) if self._loop is not None else None
        self.line("sign").show([styled(f"   {look.signs.prompt} ")])
        self.line("beside").show([styled((try_again_keys(notice), "$quiet"))])
        self.line("under").show(self._under_lines(text)[:_UNDER])

    def _under_lines(self, look: Look) -> Lines:
        if self.told:
            return [styled((f"     {plain_line(self.told, look)}", "$quiet"))]
        typed, stage, loop = self.typed, self.state.stage, self._loop
        if isinstance(stage, AskSetting):
            return setting_reading(self._echo(stage, typed), stage.problem, look)
        if typed.startswith("/") or loop is None or loop.item.asked is None:
            return []
        from quizapp.grading.reading import read

        return reading_lines(read(typed, loop.item.asked), typed, look)

    def _echo(self, stage: AskSetting, typed: str) -> str:
        if self.desk is None or not typed.strip():
            return ""
        try:
            return self.desk.echo(stage.setting, typed)
        except UsageError:
            return ""

    # -- keys ----------------------------------------------------------------------------------

    async def on_key(self, event: events.Key) -> None:
        """Any key but a second esc means that one stays."""
        if event.key != "escape" and self.leaving:
            self.leaving = False
            self.paint()
        await super().on_key(event)

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
                loop = self._loop
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
        self._enter()

    def do_hint(self) -> None:
        """Open one more hint."""
        loop = self._loop
        if loop is None:
            return
        if loop.hints >= len(loop.item.presented.hints):
            self.told = "That was the last hint." if loop.hints else "There is no hint for this."
            self.paint()
        else:
            self.wish("hint")

    def do_show(self) -> None:
        """I don't know."""
        if self._loop is not None:
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
        self.send(Mark(mark, self.now()))

    def do_stop(self) -> None:
        """Home, before anything was asked."""
        self.dismiss()

    def do_back(self) -> None:
        """Home, when it cannot go on."""
        self.dismiss()


def _let_go(_: object) -> None:
    """Nothing is made of it."""


def _subject(state: FirstRun) -> tuple[object, ...]:
    """What is asked or shown; a change of it means another field, another place to read."""
    stage = state.stage
    match stage:
        case Trying(loop) | Placing(loop):
            return type(stage), loop.item.key, loop.item.seed, loop.stage
        case AskSetting(setting):
            return type(stage), setting
        case _:
            return (type(stage),)


def _tries(state: FirstRun) -> tuple[object, ...]:
    stage = state.stage
    return stage.loop.tries if isinstance(stage, (Trying, Placing)) else ()
