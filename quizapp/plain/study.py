"""A study or practice session in lines: the same session that the screens drive."""

from __future__ import annotations

from quizapp.diagnostics import ExitCode
from quizapp.drive.due import tomorrow_line
from quizapp.drive.study import StudyDrive
from quizapp.plain import words
from quizapp.plain.console import Console, Stopped
from quizapp.plain.program import read_answer
from quizapp.session import slash
from quizapp.session.events import Begin, Command, Rate, Submit, Ticked, Write
from quizapp.session.leech import leech_line
from quizapp.session.loop import Loop
from quizapp.session.stages import (
    Asking,
    Broken,
    Finished,
    Judged,
    NothingDue,
    Proof,
    Stage,
    Study,
)
from quizapp.spoken import spoken
from quizapp.srs.state import Rating

_NOTED = ("undo", "redo", "bury", "suspend", "star", "note", "report")
TICKS = {"y": "y", "yes": "y", "n": "n", "no": "n", "p": "p", "partly": "p"}


class PlainStudy:
    """Reads a line, posts an event, says what came of it, until the session ends."""

    def __init__(self, drive: StudyDrive, console: Console) -> None:
        self._drive = drive
        self._console = console
        self._asked: Loop | None = None
        self._proof_said = False

    def run(self, minutes: int, topic: str | None = None, keys: tuple[str, ...] = ()) -> ExitCode:
        """Play one session of at most `minutes`, of these questions alone where `keys` are given;
        return how the command ends."""
        drive = self._drive
        drive.post(Begin(minutes, drive.now(), topic, keys))
        try:
            while not self._over(drive.state.stage):
                self._turn()
            if isinstance(drive.state.stage, NothingDue):
                return self._offer_practice(minutes, topic)
        except Stopped as stopped:
            return self._stop(interrupted=stopped.interrupted)
        return self._end()

    def _offer_practice(self, minutes: int, topic: str | None) -> ExitCode:
        self._console.say(["Nothing due. Practising leaves the schedule alone."])
        wish = self._console.ask("Enter to practise, q to leave it at that:")
        if wish.strip():
            return ExitCode.OK
        practice = StudyDrive(self._drive.house, "practice")
        return PlainStudy(practice, self._console).run(minutes, topic)

    def _over(self, stage: Stage) -> bool:
        return isinstance(stage, (Finished, Broken, NothingDue))

    def _turn(self) -> None:
        stage = self._drive.state.stage
        if isinstance(stage, Asking):
            self._ask(stage.loop)
        elif isinstance(stage, Judged):
            self._after(stage)

    def _ask(self, loop: Loop) -> None:
        state, say = self._drive.state, self._console.say
        if self._asked is None or loop.item != self._asked.item:
            if state.note:
                say([state.note])
            say(["", *words.question_lines(state, loop)])
        self._asked = loop
        self._say_runs()
        if loop.stage == "ticking":
            say(words.point_lines(loop))
            self._tick(self._console.ask("y yes, n no, p partly:"))
            return
        prompt = "Answer again, or ? to be shown:" if loop.tries else "Answer, or /help:"
        self._submit(read_answer(self._console, loop, prompt))

    def _submit(self, text: str) -> None:
        drive = self._drive
        if self._command(text):
            return
        before = drive.state.loop
        state = drive.post(Submit(text, drive.now()))
        if isinstance(state.stage, Asking) and state.stage.loop.notice:
            notice = state.stage.loop.notice
            read = _read_as(state.stage.loop) if notice.sort == "not-yet" else ""
            lines = words.notice_lines(notice, text)
            self._console.say([f"{lines[0]}{read}", *lines[1:]])
        else:
            self._judged(before)

    def _tick(self, text: str) -> None:
        if self._command(text):
            return
        mark = TICKS.get(text.strip().casefold())
        if mark is None:
            self._console.say(["Type y, n or p."])
            return
        before = self._drive.state.loop
        self._drive.post(Ticked(mark, self._drive.now()))  # type: ignore[arg-type]
        self._judged(before)

    def _judged(self, before: Loop | None) -> None:
        """Say what is on disk now, if the question was closed by the last event."""
        stage = self._drive.state.stage
        if not isinstance(stage, Judged) or stage.loop.outcome is None:
            return
        if before is not None and before.stage == "closed":
            return
        self._proof_said = stage.proof.sort == "none"
        say = self._console.say
        say(words.outcome_lines(stage.loop, stage.loop.outcome))
        if leech := leech_line(stage.loop.item, stage.receipt):
            say([spoken(leech)])
        say([words.receipt_line(stage.loop.item, stage.receipt)])

    def _after(self, stage: Judged) -> None:
        self._say_runs()
        text = self._console.ask("Enter for the next question, or /rate /steps /undo /stop:")
        self._say_runs()
        if not text.strip():
            self._drive.post(Command("next", self._drive.now()))
        elif text.strip() in ("1", "2", "3", "4"):
            self._rate(text.strip())
        elif not self._command(text):
            self._console.say(["Press enter alone for the next question, or type /help."])

    def _say_runs(self) -> None:
        """Say what runs came to meanwhile: the run line once, and an answer that one took back."""
        before = self._drive.state.note
        state = self._drive.pump()
        proof = state.stage.proof if isinstance(state.stage, Judged) else Proof()
        if not self._proof_said and (line := words.proof_line(proof)):
            self._console.say([line])
            self._proof_said = True
        if state.note != before:
            self._console.say([state.note])

    def _command(self, text: str) -> bool:
        """Obey a slash command; False where `text` is none."""
        match slash.parse(text):
            case None:
                return False
            case slash.NotACommand(word, near):
                hint = f" Did you mean /{near}?" if near else " /help lists them."
                self._console.say([f"There is no command /{word}.{hint}"])
            case slash.Slash(name, rest):
                self._obey(name, rest)
        return True

    def _obey(self, name: str, rest: str) -> None:
        if lines := self._told(name, rest):
            self._console.say(lines)
            return
        drive, now = self._drive, self._drive.now()
        before = drive.state.loop
        match name:
            case "rate":
                self._rate(rest)
                return
            case "note" | "report":
                if not rest:
                    self._console.say([f"Type it after the word: /{name} TEXT."])
                    return
                drive.post(Write(name, rest, now))
            case "again" | "steps" | "why" | "help" | "=" | "example":
                return
            case _:
                drive.post(Command(name, now))  # type: ignore[arg-type]
        self._say_after_command(name, before)

    def _say_after_command(self, name: str, before: Loop | None) -> None:
        state = self._drive.state
        if name == "hint" and state.loop is not None:
            self._console.say(_hint_lines(state.loop, before))
        elif name == "unsure":
            self._console.say(["Marked as not sure."])
        elif name == "mistyped":
            self._rated_anew(state)
        elif name in _NOTED and state.note and (state.loop is None or state.loop is before):
            # Where another question is open now, the note is said ahead of it.
            self._console.say([state.note])
        if state.loop is not before and name in (*_NOTED, "skip"):
            self._asked = None
        self._judged(before)

    def _told(self, name: str, rest: str) -> list[str]:
        """Return the answer to a command that only wants to know something."""
        state, loop = self._drive.state, self._drive.state.loop
        match name:
            case "help":
                where = "judged" if isinstance(state.stage, Judged) else "asking"
                return [f"/{word.name}: {word.does}." for word in slash.narrow("/", where)]
            case "=":
                from quizapp.grading.calculator import calculate

                return [calculate(rest)]
            case "again" if loop is not None:
                return words.question_lines(state, loop)
            case "example" if loop is not None:
                example = loop.item.presented.placeholder
                return [f"Typed like this: {example}" if example else "Type it in your own words."]
            case "steps" if isinstance(state.stage, Judged) and state.stage.loop.outcome:
                return words.step_lines(state.stage.loop.outcome) or ["There are no steps to this."]
            case "why" if isinstance(state.stage, Judged):
                shown = state.stage.loop.item.presented
                texts = [*words.text_lines(shown.explanation), *words.text_lines(shown.caveat)]
                sources = [f"Source: {source}" for source in shown.sources]
                return [*texts, *sources] or ["There is no longer explanation."]
        return []

    def _rate(self, text: str) -> None:
        stage = self._drive.state.stage
        rating = _rating(text)
        if not isinstance(stage, Judged):
            self._console.say(["There is no answer to rate yet."])
        elif rating is None:
            self._console.say([words.rating_line(stage)])
        else:
            state = self._drive.post(Rate(rating, self._drive.now()))
            self._rated_anew(state)

    def _rated_anew(self, state: Study) -> None:
        stage = state.stage
        if isinstance(stage, Judged):
            self._console.say([state.note or words.receipt_line(stage.loop.item, stage.receipt)])

    def _stop(self, *, interrupted: bool) -> ExitCode:
        self._drive.post(Command("stop", self._drive.now()))
        self._console.say(["", "Stopped. Every answer that was judged is kept."])
        self._end()
        return ExitCode.INTERRUPTED if interrupted else ExitCode.OK

    def _end(self) -> ExitCode:
        self._say_runs()
        state, say = self._drive.state, self._console.say
        match state.stage:
            case Finished(tally, left):
                tomorrow = tomorrow_line(self._drive.house)
                say(["", *words.summary_lines(tally, left, tomorrow)])
                if state.left_out:
                    say([f"Left out without PyTorch: {state.left_out}."])
                return ExitCode.OK
            case Broken(text, code):
                say([text])
                return ExitCode(code)
        return ExitCode.OK


def _rating(text: str) -> Rating | None:
    word = text.strip().casefold()
    if word in ("1", "2", "3", "4"):
        return Rating(int(word))
    names = {rating.name.casefold(): rating for rating in Rating}
    return names.get(word)


def _read_as(loop: Loop) -> str:
    from quizapp.grading.verdict import Read

    reading = loop.tries[-1].graded.reading if loop.tries else None
    return f" Read as {reading.echo}." if isinstance(reading, Read) else ""


def _hint_lines(loop: Loop, before: Loop | None) -> list[str]:
    shown = loop.hints_shown
    if not shown:
        return ["There is no hint for this one."]
    if before is not None and before.hints == loop.hints:
        return ["That was the last hint.", *[spoken(shown[-1])]]
    return [f"Hint {loop.hints}. {spoken(shown[-1])}"]
