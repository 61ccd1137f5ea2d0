"""The scorecard of an interview in lines, and what can be done with it."""

from __future__ import annotations

from dataclasses import replace

from quizapp.drive.interview import PATIENCE, InterviewDrive
from quizapp.drive.interviews import KeptCard, save_markdown
from quizapp.drive.study import StudyDrive
from quizapp.errors import QuizappError
from quizapp.plain import interview_words, words
from quizapp.plain.console import Console
from quizapp.plain.study import PlainStudy
from quizapp.reports.scorecard_words import rule_lines
from quizapp.session.interview_answers import missed
from quizapp.session.terms import Terms
from quizapp.spoken import spoken

END = (
    "Enter to go through it, s to study the misses, a for again with new numbers, "
    "m for a Markdown file, x for how it is scored, q to go back:"
)
NEXT_SEED = 1
"""What is added to the seed for new numbers."""


class PlainScorecard:
    """Says the scorecard of a round that is over, and does what is wished for after it."""

    def __init__(self, drive: InterviewDrive, console: Console) -> None:
        self._drive = drive
        self._console = console

    def run(self) -> Terms | None:
        """Stay until the learner leaves; return the terms of a new round where one is wanted.

        Raises Stopped.
        """
        if not self.tell():
            return None
        while True:
            wish = self._console.ask(END).strip().casefold()
            if wish in ("q", "quit", "/stop"):
                return None
            again = self._do(wish)
            if again is not None:
                return again

    def tell(self, patience: float = PATIENCE) -> bool:
        """Say the scorecard; False where nothing was answered."""
        drive = self._drive
        if any(answered.proof.sort == "pending" for answered in drive.pump().done):
            self._console.say(["Waiting for the runs that are still on their way."])
        noted = drive.state.note
        state = drive.settle(patience)
        if state.note != noted:
            self._console.say([state.note])
        if not state.done:
            self._console.say(["Nothing was answered, so there is no scorecard."])
            if state.left_out:
                self._console.say([f"Left out without PyTorch: {state.left_out}."])
            return False
        self._console.say(["", *interview_words.scorecard_lines(drive.filed)])
        return True

    def _do(self, wish: str) -> Terms | None:
        """Do what was wished for; return the terms of a new round where one was."""
        match wish:
            case "":
                self._through()
            case "s":
                self._study()
            case "a":
                return self._with_new_numbers()
            case "m":
                self._markdown()
            case "x":
                lines = rule_lines(self._drive.state.scorecard)
                self._console.say([spoken(line.replace("×", "times")) for line in lines if line])
            case _:
                self._console.say([f"There is nothing on {spoken(wish)!r} here."])
        return None

    def _with_new_numbers(self) -> Terms:
        state = self._drive.state
        keys = tuple(answered.line.key for answered in state.done)
        return replace(state.terms, seed=state.terms.seed + NEXT_SEED, keys=keys)

    def _through(self) -> None:
        done = self._drive.state.done
        for place, answered in enumerate(done, 1):
            loop = answered.asked.loop
            head = f"Answer {place} of {len(done)}. {spoken(loop.item.presented.topic)}."
            lines = words.prompt_lines(loop, "")
            self._console.say(["", head, *(line for line in lines if line)])
            self._console.say(interview_words.through_lines(answered))
            if place < len(done) and self._console.ask("Enter for the next, q to stop:").strip():
                return

    def _study(self) -> None:
        misses = tuple(a.line.key for a in self._drive.state.done if missed(a.line))
        if not misses:
            self._console.say(["There are no misses to study."])
            return
        seconds = sum(
            a.asked.loop.item.presented.seconds
            for a in self._drive.state.done
            if a.line.key in misses
        )
        study = StudyDrive(self._drive.house)
        PlainStudy(study, self._console).run(max(round(seconds / 60), 1), keys=misses)

    def _markdown(self) -> None:
        drive = self._drive
        if drive.session is None:
            return
        try:
            path = save_markdown(drive.house.config.data, KeptCard(drive.session, drive.filed))
        except QuizappError as error:
            self._console.say([spoken(str(error))])
            return
        self._console.say([f"Written to {spoken(str(path))}"])
