"""The first run in lines: the same nine steps as on the screen."""

from __future__ import annotations

from quizapp.diagnostics import ExitCode
from quizapp.drive.aims import NO_DATE
from quizapp.drive.first_run import FirstRunDrive
from quizapp.errors import EnvironmentProblem
from quizapp.levels import LEVELS
from quizapp.plain import words
from quizapp.plain.console import Console
from quizapp.plain.program import read_answer
from quizapp.plain.study import TICKS
from quizapp.session.first_run_events import (
    PLACEMENT_LENGTH,
    PLACEMENT_MINUTES,
    Give,
    Mark,
    Setting,
    Start,
    Wish,
)
from quizapp.session.first_run_stages import (
    AskSetting,
    Broken,
    Done,
    FirstRun,
    OfferPlacement,
    Placing,
    Stand,
    Tried,
    Trying,
)
from quizapp.session.loop import Loop
from quizapp.spoken import spoken
from quizapp.wording import plural

PROMPTS: dict[Setting, str] = {
    "goal_date": "Interview date?",
    "minutes": "Minutes a day?",
    "role": "Which job?",
    "level": "Level?",
}
_WISHES = {"/skip": "skip", "/hint": "hint", "/show": "show", "/stop": "leave"}


class PlainFirstRun:
    """Plays the first run; `run` returns what comes after it."""

    def __init__(self, drive: FirstRunDrive, console: Console) -> None:
        self._drive = drive
        self._console = console
        self._asked: Loop | None = None
        self._echoes = 0

    def run(self) -> Done:
        """Return how it ended. Raises Stopped when the input ends; nothing asked twice is lost."""
        drive = self._drive
        drive.post(Start(drive.now()))
        while not isinstance(drive.state.stage, Done):
            self._turn(drive.state)
        return drive.state.stage

    def _turn(self, state: FirstRun) -> None:
        self._say_echoes(state)
        match state.stage:
            case Trying(loop, None):
                self._question(loop, "One question first.", "You can write 7 by 7 or 7 comma 7.")
            case Trying(loop, Tried() as after):
                if not self._asks(loop):
                    self._verdict(after)
                head = "Now one number changes: what then?"
                self._question(loop, head, "Enter alone skips it.")
            case Tried() as tried:
                self._verdict(tried)
                self._wish("Enter to go on:")
            case AskSetting(setting, problem):
                self._setting(setting, problem)
            case OfferPlacement():
                offer = f"{PLACEMENT_LENGTH} questions, about {PLACEMENT_MINUTES} minutes."
                self._console.say([f"Where do you stand? {offer} A question mark is welcome."])
                self._wish("Enter to start, or s to skip:")
            case Placing(loop, number, _):
                self._question(loop, f"Placement, question {number} of {PLACEMENT_LENGTH}.", "")
            case Stand(line):
                self._console.say(stand_lines(state, line))
                if state.topics:
                    self._wish("Four minutes now? Enter to go, or s: that's enough for today:")
                else:
                    self._wish("Enter for a few questions now, or s for home:")
            case Broken(text, code):
                raise EnvironmentProblem(text, code=ExitCode(code))
            case _:
                return

    def _question(self, loop: Loop, head: str, how: str) -> None:
        say = self._console.say
        if not self._asks(loop):
            shown = loop.item.presented
            say(["", head, *words.text_lines(shown.prompt)])
            if shown.code:
                say(["Code:", *[f"  {line}" for line in shown.code.splitlines()]])
            if shown.wanted:
                say(["It must print:", *[f"  {line}" for line in shown.wanted.splitlines()]])
            if shown.starter:
                say(
                    [
                        "It begins with:",
                        *[f"  {line}" for line in shown.starter.rstrip().splitlines()],
                    ]
                )
            say([f"{item.mark}: {spoken(item.text)}" for item in shown.items])
            for letter, option in zip(words.LETTERS, shown.options, strict=False):
                say([f"{letter}: {spoken(option.text)}"])
            say([line for line in (spoken(shown.answer_help), how) if line])
        self._asked = loop
        if loop.stage == "ticking":
            say(words.point_lines(loop))
            mark = TICKS.get(self._console.ask("y yes, n no, p partly:").strip().casefold())
            if mark is not None:
                self._post_answer(loop, Mark(mark, self._drive.now()))  # type: ignore[arg-type]
            return
        prompt = "Answer, ? for I don't know, /skip to move on:"
        text = read_answer(self._console, loop, prompt)
        if name := _WISHES.get(text.strip().casefold()):
            self._post_answer(loop, Wish(name, self._drive.now()))  # type: ignore[arg-type]
            return
        self._post_answer(loop, Give(text, self._drive.now()), text)

    def _asks(self, loop: Loop) -> bool:
        """Whether the question of `loop` was read out already."""
        return self._asked is not None and self._asked.item == loop.item

    def _post_answer(self, before: Loop, event: Give | Mark | Wish, text: str = "") -> None:
        stage = self._drive.post(event).stage
        if isinstance(stage, (Trying, Placing)) and stage.loop.item == before.item:
            if stage.loop.notice is not None:
                self._console.say(words.notice_lines(stage.loop.notice, text))
            elif stage.loop.hints > before.hints:
                self._console.say([f"Hint: {spoken(stage.loop.hints_shown[-1])}"])
        elif isinstance(stage, Placing) and stage.last is not None and stage.last.outcome:
            right = stage.last.item.right
            self._console.say([words.verdict_line(stage.last.outcome, right)])

    def _verdict(self, tried: Tried) -> None:
        outcome = tried.loop.outcome
        if outcome is None:
            return
        self._console.say(words.outcome_lines(tried.loop, outcome))
        self._drive.pump()
        stage = self._drive.state.stage
        now = stage.after if isinstance(stage, Trying) else stage
        if isinstance(now, Tried) and (line := words.proof_line(now.proof)):
            self._console.say([line])

    def _setting(self, setting: Setting, problem: str) -> None:
        if problem:
            self._console.say([problem])
        if setting == "role":
            jobs = enumerate(self._drive.jobs, 1)
            self._console.say([f"{n}: {spoken(title)}" for n, title in jobs])
        elif setting == "level":
            self._console.say([f"{n}: {level}" for n, level in enumerate(LEVELS, 1)])
        text = self._console.ask(f"{PROMPTS[setting]} Enter: {self._default(setting)}.")
        match _WISHES.get(text.strip().casefold()):
            case "leave":
                self._drive.post(Wish("leave", self._drive.now()))
            case "skip":
                self._drive.post(Give("", self._drive.now()))
            case _:
                self._drive.post(Give(text, self._drive.now()))

    def _default(self, setting: Setting) -> str:
        echo = self._drive.echo(setting, "")
        return "none yet" if setting == "goal_date" and echo == NO_DATE else spoken(echo)

    def _wish(self, prompt: str) -> None:
        text = self._console.ask(prompt).strip().casefold()
        skips = text in ("s", "skip", "q", "/skip")
        self._drive.post(Wish("skip" if skips else "next", self._drive.now()))

    def _say_echoes(self, state: FirstRun) -> None:
        for echo in state.echoes[self._echoes :]:
            self._console.say([f"Kept: {spoken(echo)}."])
        self._echoes = len(state.echoes)


def stand_lines(state: FirstRun, line: str) -> list[str]:
    """Return where the learner stands, and what their time is good for."""
    lines = []
    if state.topics:
        home = state.counted("home")
        topics = plural(home, "topic")
        rest = f"shaky in {state.counted('shaky')}, new to {state.counted('new')}"
        lines.append(f"You are at home in {topics}, {rest}.")
        weakest = ", ".join(spoken(topic.title) for topic in state.weakest)
        if weakest:
            lines.append(f"Weakest: {weakest}.")
    return [*lines, spoken(line)]
