"""A study or practice session: shows its frozen state, turns keys and lines into events."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widgets import Input, TextArea

from quizapp.errors import QuizappError
from quizapp.session.events import Begin, Command, Event, Rate, Submit, Ticked, Write
from quizapp.session.loop import LONGEST_GAP, Loop, Tick
from quizapp.session.slash import NotACommand, Slash, narrow, parse
from quizapp.session.stages import (
    Asking,
    Broken,
    Finished,
    Judged,
    Mode,
    NothingDue,
    Opening,
    Recording,
    Study,
)
from quizapp.srs.state import Rating
from quizapp.tui.actions import ACTIONS, Action, Place
from quizapp.tui.guard import Guard
from quizapp.tui.layout import BLANK, READABLE, WIDE, Block, Lines, Look, fit, styled
from quizapp.tui.options import letters_in, moved, with_letters
from quizapp.tui.prose import plain_line
from quizapp.tui.screens.framed import Framed, Line, Scroll
from quizapp.tui.views.asking import (
    notice_block,
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
from quizapp.tui.views.judged import JudgedView, Opened, judged_view
from quizapp.tui.widgets.answer import AnswerLine, AnswerText, HandedIn, Picked

if TYPE_CHECKING:
    from quizapp.drive.house import House
    from quizapp.tui.doors import Desk

_UNDER = 3
_AROUND = 5
"""Rows of the frame: title, two rules, two lines of keys."""
_LATER_WORDS = {"steps", "why", "rate", "mistyped"}
_MARKS = {"bury", "suspend", "star"}


class StudyScreen(Framed):
    """One session from its first question to its summary."""

    CSS_PATH = "study.tcss"

    def __init__(self, mode: Mode, minutes: int, topic: str | None = None) -> None:
        super().__init__()
        self.state = Study(mode=mode, minutes=minutes)
        self.topic = topic
        self.desk: Desk | None = None
        self.opened = Opened()
        self.view = JudgedView([], [], False)
        self.waiting = False
        self.told = ""
        self.at: int | None = None
        self.tomorrow = ""

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

    def on_mount(self) -> None:
        self.guard = Guard(self.quiz.clock)
        self.begin(self.state.mode, self.topic)
        self._tick_later()

    # -- the session ---------------------------------------------------------------------------

    def begin(self, mode: Mode, topic: str | None = None) -> None:
        """Open a session on the drive's thread."""
        minutes = self.state.minutes
        self.state = Study(mode=mode, minutes=minutes, touched=self.now())
        begin = Begin(minutes, self.now(), topic)
        self.waiting = True

        def opening(house: House) -> tuple[Desk, Study]:
            desk = self.quiz.doors.study(house, mode, self._wake)
            return desk, desk.post(begin)

        def opened(found: tuple[Desk, Study]) -> None:
            self.desk, state = found
            self._arrived(state)

        self.quiz.ask(opening, opened, self._failed)
        self.paint()

    def send(self, event: Event) -> None:
        """Post one event. Until its state is back, keys that act on the question are let go."""
        desk = self.desk
        if desk is None or self.waiting:
            return
        self.waiting = True
        self.told = ""
        self.quiz.ask(lambda _house: desk.post(event), self._arrived, self._failed)

    def command(self, name: Any) -> None:
        """Post a plain command by its name."""
        self.send(Command(name, self.now()))

    def now(self) -> float:
        """The time that events carry."""
        return self.quiz.clock.monotonic()

    def _wake(self) -> None:
        """The worker said something; called on its thread."""
        desk = self.desk
        if desk is not None:
            self.quiz.ask(lambda _house: desk.pump(), self._pumped, self._failed)

    def _pumped(self, state: Study) -> None:
        self._take(state)

    def _arrived(self, state: Study) -> None:
        self.waiting = False
        self._take(state)

    def _take(self, state: Study) -> None:
        before, self.state = self.state, state
        if not self.is_mounted:
            return
        if _question_of(before) != _question_of(state):
            self._new_question()
        self._field_after(before, state)
        if not self.waiting:
            self._release()
        if type(before.stage) is not type(state.stage):
            self._new_stage()
        self.paint()

    def _failed(self, error: Exception) -> None:
        self.waiting = False
        if isinstance(error, QuizappError):
            self._take(replace(self.state, stage=Broken(str(error), int(error.code))))
        else:
            self.quiz.fail(error)

    def _new_question(self) -> None:
        self.opened = Opened()
        self.at = None
        self.told = ""
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

    def _field_after(self, before: Study, state: Study) -> None:
        """A miss empties the field for the second try; what could not be read stays in it."""
        old, new = before.loop, state.loop
        if old is None or new is None or old.item is not new.item or old is new:
            return
        if len(new.tries) > len(old.tries):
            self._write("")

    def _new_stage(self) -> None:
        stage = self.state.stage
        if isinstance(stage, Asking):
            self._enter_field()
            return
        self.set_focus(None)
        self.guard.close()
        self.call_after_refresh(self.guard.shown)
        self.query_one("#scroll", Scroll).scroll_home(animate=False)
        if isinstance(stage, Finished):
            self.quiz.ask(self.quiz.doors.tomorrow, self._know_tomorrow, self._no_tomorrow)

    def _know_tomorrow(self, sentence: str) -> None:
        self.tomorrow = sentence
        self.paint()

    def _no_tomorrow(self, error: Exception) -> None:
        self._know_tomorrow(f"Tomorrow cannot be told: {error}")

    def _tick_later(self) -> None:
        """The clock: repaint the title when the next whole minute begins."""
        self.set_timer(60 - self.seconds % 60, self._tick)

    def _tick(self) -> None:
        self.paint()
        self._tick_later()

    @property
    def seconds(self) -> float:
        """The session's time up to now, idle time cut out."""
        if not isinstance(self.state.stage, (Asking, Recording, Judged)):
            return self.state.spent
        return self.state.spent + min(max(self.now() - self.state.touched, 0.0), LONGEST_GAP)

    # -- what is shown -------------------------------------------------------------------------

    @property
    def place(self) -> Place:
        stage = self.state.stage
        match stage:
            case Asking(loop) if loop.stage == "ticking":
                return "ticking"
            case Asking(loop):
                if self.focused is None:
                    return "free"
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
        if place in ("asking", "writing"):
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
        field = self._field_rows(look)
        room = max(look.height - field - 2 - _UNDER, 3)
        lines, _ = fit(whole, room)
        lines = [BLANK, *lines] if len(lines) < room else lines
        self._show_body(lines, min(len(lines), room))
        self.line("sign").show([styled(f"   {look.signs.prompt} ")])
        self.line("beside").show([styled((try_again_keys(notice), "$quiet"))])
        self.line("under").show(self._under_lines(loop, text))

    def _field_rows(self, look: Look) -> int:
        field = self.query_one(AnswerText)
        if not field.display:
            return 1
        rows = min(max(field.wrapped_document.height, 1), max(look.height // 2 - 2, 1), 8)
        field.styles.height = rows
        return rows

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
        from quizapp.grading.reading import read

        return reading_lines(read(typed, loop.item.asked), typed, look)[:_UNDER]

    def _show_body(self, lines: Lines, rows: int) -> None:
        self.query_one("#scroll", Scroll).styles.height = max(rows, 1)
        self.line("body").show(lines)

    # -- the field -----------------------------------------------------------------------------

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

    # -- actions: the field --------------------------------------------------------------------

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

    # -- actions: the rubric -------------------------------------------------------------------

    def do_yes(self) -> None:
        """The point was said."""
        self._mark("y")

    def do_no(self) -> None:
        """The point was not said."""
        self._mark("n")

    def do_partly(self) -> None:
        """The point was said in part."""
        self._mark("p")

    def do_back(self) -> None:
        """Take the last tick back; elsewhere, back to the start."""
        if self.place == "ticking":
            self.command("untick")
        elif self.guard.open:
            self.dismiss()

    def _mark(self, tick: Tick) -> None:
        self.send(Ticked(tick, self.now()))

    # -- actions: after the verdict ------------------------------------------------------------

    def _opens_first(self) -> bool:
        stage = self.state.stage
        outcome = stage.loop.outcome if isinstance(stage, Judged) else None
        return bool(outcome and not outcome.right and self.view.folded)

    def do_next(self) -> None:
        """Go on; after a wrong answer what is folded opens first."""
        if not self.guard.open:
            return
        if self._opens_first():
            self.do_why()
        else:
            self.command("next")

    def do_why(self) -> None:
        """Open everything there is to read, or fold it again."""
        self.opened = replace(self.opened, everything=not self.opened.everything)
        self.paint()
        self.query_one("#scroll", Scroll).scroll_home(animate=False)

    def do_steps(self) -> None:
        """Open the worked steps."""
        self.opened = replace(self.opened, steps=not self.opened.steps)
        self.paint()

    def do_rating(self) -> None:
        """Open the rating bar, and ask what each rating would lead to."""
        loop = self.state.loop
        if loop is None or self.state.mode == "practice":
            return
        self.opened = replace(self.opened, bar=not self.opened.bar)
        self.paint()
        if self.opened.bar and self.opened.previews is None:
            item = loop.item
            self.quiz.ask(
                lambda house: self.quiz.doors.previews(house, item), self._previewed, self._failed
            )

    def _previewed(self, previews: Mapping[Rating, str]) -> None:
        self.opened = replace(self.opened, previews=previews)
        self.paint()

    def do_again(self) -> None:
        """Rate it again."""
        self._rate(Rating.AGAIN)

    def do_hard(self) -> None:
        """Rate it hard."""
        self._rate(Rating.HARD)

    def do_good(self) -> None:
        """Rate it good."""
        self._rate(Rating.GOOD)

    def do_easy(self) -> None:
        """Rate it easy."""
        self._rate(Rating.EASY)

    def do_mistyped(self) -> None:
        """Hard in place of again."""
        if self.guard.open:
            self.command("mistyped")

    def _rate(self, rating: Rating) -> None:
        if self.guard.open and self.state.mode == "study":
            self.opened = replace(self.opened, bar=True)
            self.send(Rate(rating, self.now()))

    # -- actions: the card and the session -----------------------------------------------------

    def do_undo(self) -> None:
        """Take the last answer back."""
        self.command("undo")

    def do_redo(self) -> None:
        """Let it stand again."""
        self.command("redo")

    def do_bury(self) -> None:
        """Not today."""
        self.command("bury")

    def do_suspend(self) -> None:
        """Not until asked for."""
        self.command("suspend")

    def do_star(self) -> None:
        """A star on, or off."""
        self.command("star")

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

    def do_stop(self) -> None:
        """End the session with its summary; before the first question, go back."""
        if self.desk is None or isinstance(self.state.stage, Opening):
            self.dismiss()
        else:
            self.command("stop")

    def do_practise(self) -> None:
        """Go on with practice."""
        if self.guard.open:
            self.begin("practice")

    def do_topics(self) -> None:
        """Choose a topic to practise."""
        self.quiz.open_topics(self.state.minutes)


def _question_of(state: Study) -> tuple[str, int, int] | None:
    loop = state.loop
    return (loop.item.key, loop.item.seed, state.number) if loop else None
