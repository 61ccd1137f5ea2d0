"""Home in lines: what the day holds, and one word for each way on."""

from __future__ import annotations

from dataclasses import replace

from quizapp.diagnostics import ExitCode
from quizapp.drive.first_run import FirstRunDrive
from quizapp.drive.home import home_view
from quizapp.drive.house import House, refit
from quizapp.drive.interview import InterviewDrive
from quizapp.drive.study import StudyDrive
from quizapp.plain.console import Console, Stopped
from quizapp.plain.first_run import PlainFirstRun
from quizapp.plain.interview import PlainInterview
from quizapp.plain.study import PlainStudy
from quizapp.reports.home import HomeView, Readiness, TopicLine
from quizapp.session.first_run_events import FIRST_MINUTES
from quizapp.session.interview_choice import ROUNDS
from quizapp.session.stages import Mode
from quizapp.session.terms import fresh_terms
from quizapp.setting_values import whole_in
from quizapp.spoken import spoken
from quizapp.wording import plural

MENU = (
    "Enter to start, i for a mock interview, p to practise, b for topics, "
    "+ or - for a longer or shorter day, q to quit:"
)
STEP = 5
"""Minutes that + and - add or take."""


class PlainHome:
    """Says what the day holds and goes where the learner wants, until they quit."""

    def __init__(self, house: House, console: Console) -> None:
        self._house = house
        self._console = console
        self._minutes = house.config.minutes

    def run(self) -> ExitCode:
        """Play until the learner quits; return how the command ends."""
        try:
            if home_view(self._house, self._minutes).first_run:
                self._first_run()
            while True:
                view = home_view(self._house, self._minutes)
                self._console.say(home_lines(view))
                wish = self._console.ask(MENU).strip().casefold()
                if wish in ("q", "quit", "/stop"):
                    return ExitCode.OK
                code = self._go(wish, view)
                if code is not ExitCode.OK:
                    return code
        except Stopped as stopped:
            return ExitCode.INTERRUPTED if stopped.interrupted else ExitCode.OK

    def _first_run(self) -> None:
        drive = FirstRunDrive(self._house)
        done = PlainFirstRun(drive, self._console).run()
        self._house = refit(self._house, drive.config)
        self._minutes = drive.config.minutes
        if done.study:
            study = StudyDrive(self._house)
            PlainStudy(study, self._console).run(FIRST_MINUTES, done.topic)
            self._console.say(
                [
                    "Add to your shell prompt: quizapp due --short",
                    f"Your data: {spoken(str(self._house.config.data))}",
                    "/undo takes back any answer, even tomorrow.",
                ]
            )

    def _go(self, wish: str, view: HomeView) -> ExitCode:
        match wish:
            case "":
                return self._play("study" if view.due or view.new else "practice")
            case "p" | "practise":
                return self._play("practice")
            case "i" | "interview":
                return self._interview()
            case "b" | "topics":
                return self._topics(view)
            case "+" | "-":
                change = STEP if wish == "+" else -STEP
                self._minutes = max(self._minutes + change, STEP)
            case _:
                self._console.say([f"There is nothing on {wish!r} here."])
        return ExitCode.OK

    def _play(self, mode: Mode, topic: str | None = None) -> ExitCode:
        drive = StudyDrive(self._house, mode)
        return PlainStudy(drive, self._console).run(self._minutes, topic)

    def _interview(self) -> ExitCode:
        rounds = list(ROUNDS)
        choices = ", ".join(f"{place} {name}" for place, name in enumerate(rounds, 1))
        chosen = self._console.ask(f"Round: {choices}. Enter for {rounds[0]}:").strip()
        place = whole_in(chosen or "1", 1, len(rounds))
        if place is None:
            self._console.say(["Type the number of a round."])
            return ExitCode.OK
        house = self._house
        usual = fresh_terms(house.config, int(house.now().timestamp()))
        terms = replace(usual, round=rounds[place - 1])
        code = PlainInterview(InterviewDrive(self._house), self._console).run(terms)
        return ExitCode.OK if code is ExitCode.USAGE else code

    def _topics(self, view: HomeView) -> ExitCode:
        lines = [f"{place}: {topic_words(line)}" for place, line in enumerate(view.all_topics, 1)]
        self._console.say(["Topics, the weakest first.", *lines])
        chosen = self._console.ask("Number of a topic to practise, or enter for home:").strip()
        if place := whole_in(chosen, 1, len(view.all_topics)):
            return self._play("practice", view.all_topics[place - 1].topic)
        return ExitCode.OK


def home_lines(view: HomeView) -> list[str]:
    """Return the home screen in lines, one fact each, label first."""
    lines = ["", f"Today, {view.today:%A} {view.today.day} {view.today:%B}. {day_words(view)}"]
    if view.goal is not None:
        left = (view.goal - view.today).days
        lines.append(f"Interview: {view.goal:%A} {view.goal.day} {view.goal:%B}, in {left} days.")
    if view.unfinished is not None:
        lines.append(f"Unfinished: go on at question {view.unfinished} of today.")
    if view.away is not None:
        lines.append(f"{view.away} days away: nothing new today.")
    lines.append(f"Met: {view.met} of {view.total} questions.")
    if view.readiness is not None:
        lines.append(readiness_words(view.readiness))
    lines += [f"Topic: {topic_words(line)}" for line in view.topics[:3] if line.recall is not None]
    if view.last_interview:
        lines.append(f"Last mock interview: {spoken(view.last_interview)}")
    if view.tip:
        lines.append(f"Tip: {spoken(view.tip)}")
    return [*lines, *(f"Note: {spoken(note)}." for note in view.notes)]


def day_words(view: HomeView) -> str:
    """Return what waits today, in minutes."""
    if not view.due and not view.new:
        return "Nothing due and nothing new; practising touches no schedule."
    due, new = "Nothing due", "nothing new"
    if view.due:
        due = f"{view.due} due, about {plural(view.due_minutes, 'minute')}"
    if view.new:
        new = f"{view.new} new, about {plural(view.new_minutes, 'minute')}"
    wrong = f" {view.sure_and_wrong} of them you were sure of." if view.sure_and_wrong else ""
    return f"{due}; {new}.{wrong}"


def readiness_words(readiness: Readiness) -> str:
    """Return how much of what is asked most is known, today and on the day."""
    known = f"Known today: {readiness.known} of the {readiness.asked_most} questions asked most"
    if readiness.on_the_day is None:
        return f"{known}."
    span = f"{readiness.low} to {readiness.high}"
    return f"{known}; on the day about {readiness.on_the_day}, {span}."


def topic_words(line: TopicLine) -> str:
    """Return one topic with what is known of it."""
    recall = "not met yet" if line.recall is None else f"recall {round(line.recall * 100)} percent"
    slip = f", most often {line.slip}" if line.slip else ""
    return f"{spoken(line.title)}, {line.met} of {line.total} met, {recall}{slip}."
