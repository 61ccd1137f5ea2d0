"""A mock interview in lines: the same round that the screens drive."""

from __future__ import annotations

from quizapp.diagnostics import ExitCode
from quizapp.drive.interview import InterviewDrive
from quizapp.plain import interview_words, words
from quizapp.plain.console import Console, Stopped
from quizapp.plain.program import read_answer
from quizapp.plain.scorecard import PlainScorecard
from quizapp.plain.study import TICKS
from quizapp.session import slash
from quizapp.session.interview_events import AskFor, HandIn, Open, Sure, TickPoint, Wish
from quizapp.session.interview_stages import (
    Aborted,
    Answered,
    Answering,
    Interview,
    Over,
    Sureness,
    Ticking,
    Told,
)
from quizapp.session.slash import INTERVIEW_WORDS
from quizapp.session.terms import Terms
from quizapp.spoken import spoken

SURE = "How sure are you? Enter for sure, ? for not sure:"
TICK = "y yes, n no, p partly:"


class PlainInterview:
    """Reads lines, posts events, says what came of them, until the learner leaves the scorecard."""

    def __init__(self, drive: InterviewDrive, console: Console) -> None:
        self._drive = drive
        self._console = console
        self._said = 0
        self._ticking = 0
        self._clock = True

    def run(self, terms: Terms) -> ExitCode:
        """Play one round and show its scorecard; return how the command ends."""
        drive = self._drive
        drive.post(Open(terms, drive.now()))
        try:
            while not isinstance(drive.state.stage, (Over, Aborted)):
                self._turn(drive.pump())
            return self._end(drive.state)
        except Stopped as stopped:
            return self._stop(interrupted=stopped.interrupted)

    def _turn(self, state: Interview) -> None:
        match state.stage:
            case Answering(paused=True):
                self._console.ask("Paused, the clock stands. Enter to go on:")
                self._wish("resume")
            case Answering() as asked:
                self._answer(state, asked)
            case Sureness():
                self._sure()
            case Ticking(asked):
                self._tick(asked)
            case Told():
                self._told(state.done[-1] if state.done else None)

    # -- one question --------------------------------------------------------------------------

    def _answer(self, state: Interview, asked: Answering) -> None:
        say = self._console.say
        if self._said != state.number:
            if not self._said:
                say(interview_words.opening_lines(state))
            say([state.note] if state.note else [])
            self._said, self._ticking = state.number, 0
            say(["", *self._question(state, asked)])
        text = self._read(asked)
        if self._command(text):
            return
        state = self._drive.post(HandIn(text, self._drive.now()))
        stage = state.stage
        if isinstance(stage, Answering) and stage.loop.notice and state.number == self._said:
            notice = stage.loop.notice
            say(words.notice_lines(notice, text) if text.strip() else [spoken(notice.text)])

    def _question(self, state: Interview, asked: Answering) -> list[str]:
        return interview_words.question_lines(state, asked, self._drive.now(), clock=self._clock)

    def _read(self, asked: Answering) -> str:
        """Read an answer: a line, a program, or for a recall lines up to an empty one."""
        first = read_answer(self._console, asked.loop, "Answer, or /help:")
        if asked.loop.item.asked is not None or first.startswith("/") or not first.strip():
            return first
        if first.strip() == "?":
            return first
        lines = [first]
        while (line := self._console.ask("More, or an empty line to hand in:")).strip():
            lines.append(line)
        return "\n".join(lines)

    def _sure(self) -> None:
        text = self._console.ask(SURE).strip().casefold()
        if self._command(text):
            return
        sure = {"": True, "sure": True, "y": True, "yes": True, "?": False, "n": False}.get(text)
        if text in ("not sure", "no"):
            sure = False
        if sure is None:
            self._console.say(["Press enter for sure, or type ? for not sure."])
        else:
            self._drive.post(Sure(sure, self._drive.now()))

    def _tick(self, asked: Answering) -> None:
        if not self._ticking:
            own = words.text_lines(asked.loop.typed)
            self._console.say([f"Your answer: {own[0]}", *own[1:]] if own else [])
            self._ticking = 1
        self._console.say(words.point_lines(asked.loop))
        text = self._console.ask(TICK)
        if self._command(text):
            return
        mark = TICKS.get(text.strip().casefold())
        if mark is None:
            self._console.say(["Type y, n or p."])
        else:
            self._drive.post(TickPoint(mark, self._drive.now()))  # type: ignore[arg-type]

    def _told(self, answered: Answered | None) -> None:
        if answered is not None:
            answered = self._drive.settle().done[-1]
            self._console.say(interview_words.through_lines(answered))
        while isinstance(self._drive.state.stage, Told):
            text = self._console.ask("Enter for the next question, or /stop:")
            if not self._command(text):
                self._wish("next")

    # -- words behind a slash ------------------------------------------------------------------

    def _command(self, text: str) -> bool:
        """Obey a command; False where the text is none."""
        understood = slash.parse(text, INTERVIEW_WORDS)
        match understood:
            case None:
                return False
            case slash.NotACommand(word, near):
                hint = f" Did you mean /{near}?" if near else " Type /help."
                self._console.say([f"There is no command /{spoken(word)}.{hint}"])
            case slash.Slash(name, rest):
                self._obey(name, rest)
        return True

    def _obey(self, name: str, rest: str) -> None:
        state, say = self._drive.state, self._console.say
        asked = state.open_question
        match name:
            case "stop":
                self._wish("stop")
            case "help":
                say([f"/{word.name}: {word.does}." for word in INTERVIEW_WORDS])
            case "=":
                from quizapp.grading.calculator import calculate

                say([calculate(rest)])
            case "clock":
                self._clock = not self._clock
                told = "shown" if self._clock else "hidden"
                now = self._drive.now()
                time = interview_words.time_line(state, asked, now) if asked else ""
                say([f"The clock is {told}. {time if self._clock else ''}".rstrip()])
            case _ if not isinstance(state.stage, Answering):
                say([f"/{name} is for an open question."])
            case _:
                self._obey_in_question(name, rest, state.stage)

    def _obey_in_question(self, name: str, rest: str, asked: Answering) -> None:
        say = self._console.say
        match name:
            case "again":
                say(self._question(self._drive.state, asked))
            case "example":
                example = asked.loop.item.presented.placeholder
                say([f"Typed like this: {spoken(example)}" if example else "In your own words."])
            case "ask":
                self._evidence(rest, asked)
            case "aloud":
                self._wish("aloud")
                if isinstance(self._drive.state.stage, Answering):
                    say(["This one wants an answer that is typed."])
            case "hint":
                self._wish("hint")
                self._hint(asked)
            case "pass" | "pause":
                self._wish(name)

    def _evidence(self, rest: str, before: Answering) -> None:
        if not rest:
            self._console.say(["Say what you want to see: /ask gradient norm"])
            return
        state = self._drive.post(AskFor(rest, self._drive.now()))
        stage = state.stage
        if isinstance(stage, Answering) and len(stage.evidence) > len(before.evidence):
            self._console.say([interview_words.evidence_line(stage.evidence[-1][1])])
        else:
            self._console.say([state.note])

    def _hint(self, before: Answering) -> None:
        now = self._drive.state.open_question
        shown = now.loop.hints_shown if now else ()
        if not shown:
            self._console.say(["There is no hint for this one."])
        elif len(shown) == before.loop.hints:
            self._console.say(["That was the last hint."])
        else:
            self._console.say([f"Hint {len(shown)}, it counts. {spoken(shown[-1])}"])

    def _wish(self, name: str) -> None:
        self._drive.post(Wish(name, self._drive.now()))  # type: ignore[arg-type]

    # -- the end -------------------------------------------------------------------------------

    def _stop(self, *, interrupted: bool) -> ExitCode:
        if not isinstance(self._drive.state.stage, (Over, Aborted)):
            self._wish("stop")
            self._console.say(["", "Stopped. Every answer that was given is kept."])
            PlainScorecard(self._drive, self._console).tell(patience=2.0)
        return ExitCode.INTERRUPTED if interrupted else ExitCode.OK

    def _end(self, state: Interview) -> ExitCode:
        if isinstance(state.stage, Aborted):
            self._console.say([spoken(state.stage.text)])
            return ExitCode(state.stage.code)
        if state.note:
            self._console.say(["", state.note])
        again = PlainScorecard(self._drive, self._console).run()
        if again is None:
            return ExitCode.OK
        return PlainInterview(InterviewDrive(self._drive.house), self._console).run(again)
