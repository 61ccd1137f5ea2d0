"""The one table of what can be done: keys, key lines, help and command list are all read from it.

A place is a screen, or a part of one with keys of its own. The id of an action is its name in the
`keys` setting: ``keys = {"home.start" = "enter,space"}``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

Place = Literal[
    "home",
    "opening",
    "asking",
    "writing",
    "coding",
    "free",
    "ticking",
    "recording",
    "judged",
    "nothing",
    "summary",
    "broken",
    "topics",
    "terms",
    "interview",
    "interview-writing",
    "interview-coding",
    "interview-free",
    "paused",
    "sureness",
    "interview-ticking",
    "told",
    "scorecard",
    "through",
    "rule",
    "first-asking",
    "first-writing",
    "first-coding",
    "first-setting",
    "first-free",
    "first-ticking",
    "first-tried",
    "first-offer",
    "first-stand",
]


@dataclass(frozen=True, slots=True)
class Action:
    """One thing a person can do.

    `keys` are Textual's key names; without any it is done by typing in the answer field. `bar`
    puts it into the key lines at the foot, in the table's order. `shown` is how the keys are
    written there where their own names would not do.
    """

    id: str
    keys: tuple[str, ...]
    label: str
    tooltip: str
    bar: bool = True
    shown: str = ""

    @property
    def does(self) -> str:
        """The last part of the id: what a screen is told to do."""
        return self.id.rpartition(".")[2]


def _a(
    name: str, keys: str, label: str, tooltip: str, *, bar: bool = True, shown: str = ""
) -> Action:
    return Action(name, tuple(keys.split()), label, tooltip, bar, shown)


_EVERYWHERE = (
    _a("any.commands", "slash", "all commands", "Find a command by its name.", shown="/"),
    _a("any.help", "question_mark", "keys", "The keys of this screen.", shown="?"),
)
_MARKS = (
    _a("card.undo", "u", "undo", "Take the last answer back, even yesterday's.", bar=False),
    _a("card.redo", "U", "redo", "Let the answer stand again.", bar=False),
    _a("card.bury", "minus", "not today", "Put the question away until tomorrow.", bar=False),
    _a("card.suspend", "at", "suspend", "Put it away until you ask for it; on, or off.", bar=False),
    _a("card.star", "asterisk", "star", "Mark the question with a star.", bar=False),
    _a("card.note", "n", "note", "Keep a note with the question.", bar=False),
    _a("card.report", "exclamation_mark", "report", "Say what is wrong with it.", bar=False),
)
_STOP = _a("study.stop", "q", "stop", "End the session here; nothing is lost.", bar=False)

_TYPED = (
    _a("field.unsure", "", "not sure", "Mark the answer as not sure.", shown="a ? at the end"),
    _a("field.unknown", "", "I don't know", "See the solution.", shown="? alone"),
    _a("field.command", "", "", "Hints, a calculator and more.", shown="/"),
)
_LEAVE = _a("field.leave", "escape", "letters become keys", "Leave the field.", bar=False)

_STOP_ROUND = _a("round.stop", "q", "end the round", "The scorecard is made of what was answered.")
_LEAVE_FIRST = _a(
    "first.leave", "escape", "leave", "Twice: home. What was kept stays.", bar=False, shown="esc"
)
_SKIP_FIRST = _a("first.skip", "s", "skip", "Skip this part.")
_ENOUGH = (
    _a("field.skip", "", "skip", "Skip this part.", shown="s"),
    _a("field.enough", "", "end the placement", "What was answered counts.", shown="/skip"),
)
_ROUND_WORDS = (
    _a("field.evidence", "", "for evidence", "Ask to see something.", shown="/ask"),
    _a("field.hint", "", "it counts", "One hint more.", shown="/hint"),
    _a("field.pass", "", "move on", "It counts as passed.", shown="/pass"),
    _a("field.pause", "", "stops the clock", "Stop the clock, hide the question.", shown="/pause"),
    _a("field.clock", "", "hides it", "Hide the clock, or show it.", shown="/clock"),
)

ACTIONS: Mapping[Place, tuple[Action, ...]] = {
    "home": (
        _a("home.start", "enter", "start", "Study what is due, then new questions."),
        _a("home.interview", "i", "interview", "A timed mock interview with a scorecard."),
        _a("home.topics", "b", "topics", "Every topic, and practice by topic."),
        _a("home.practise", "p", "practise", "Questions of any topic; the schedule stays."),
        _a("home.goal", "g", "goal", "The day of the interview and minutes a day."),
        _a("home.longer", "plus equals_sign", "longer", "Five minutes more.", bar=False),
        _a("home.shorter", "minus", "shorter", "Five minutes less today.", bar=False),
        *_EVERYWHERE,
        _a("home.quit", "q", "quit", "Leave; nothing is lost."),
    ),
    "opening": (_a("study.stop", "q", "back", "Back to the start."),),
    "asking": (
        _a("field.answer", "enter", "answer", "Hand the answer in."),
        *_TYPED,
        _LEAVE,
    ),
    "writing": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "An empty line hands the text in.",
            shown="enter twice",
        ),
        _a("field.unknown", "", "I don't know", "See the model answer.", shown="? alone"),
        _a("field.command", "", "", "Hints and more.", shown="/"),
        _LEAVE,
    ),
    "coding": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "Two empty lines at the end hand the function in.",
            shown="enter thrice",
        ),
        _a("field.unknown", "", "I don't know", "See a solution.", shown="? on its own line"),
        _a("field.command", "", "", "Hints and more, on a line of their own.", shown="/"),
        _LEAVE,
    ),
    "free": (
        _a("study.field", "enter i", "back to the answer", "Type in the field again."),
        _a("study.hint", "h", "hint", "One hint more."),
        _a("study.example", "e", "example", "How an answer is typed."),
        _a("study.show", "d", "I don't know", "See the solution."),
        _a("study.skip", "s", "skip", "Put it aside for later in this session."),
        _a("card.undo", "u", "undo", "Take the last answer back, even yesterday's."),
        *_MARKS[1:],
        *_EVERYWHERE,
        _a("study.stop", "q", "stop", "End the session here; nothing is lost."),
    ),
    "ticking": (
        _a("tick.yes", "y", "yes", "My answer said it."),
        _a("tick.no", "n", "no", "My answer did not say it."),
        _a("tick.partly", "p", "partly", "My answer said it in part."),
        _a("tick.back", "backspace", "the point before", "Take the last tick back."),
        *_EVERYWHERE,
        _STOP,
    ),
    "recording": (),
    "judged": (
        _a(
            "judged.next",
            "enter space",
            "next",
            "Go on; first opens what is folded.",
            shown="enter",
        ),
        _a("judged.steps", "s", "steps", "The worked steps."),
        _a("judged.why", "m", "why, in full", "The whole explanation, the formula, the sources."),
        _a("judged.rating", "r", "change the rating", "What each rating would lead to."),
        _a("card.undo", "u", "undo", "Take the answer back and give it again."),
        _a("card.report", "exclamation_mark", "report", "Say what is wrong with it.", shown="!"),
        _a("judged.mistyped", "t", "only mistyped", "Rate it hard in place of again.", bar=False),
        _a("judged.again", "1", "again", "Rate it again.", bar=False),
        _a("judged.hard", "2", "hard", "Rate it hard: a pass.", bar=False),
        _a("judged.good", "3", "good", "Rate it good.", bar=False),
        _a("judged.easy", "4", "easy", "Rate it easy.", bar=False),
        *_MARKS[1:-1],
        *(_a(a.id, " ".join(a.keys), a.label, a.tooltip, bar=False) for a in _EVERYWHERE),
        _STOP,
    ),
    "nothing": (
        _a("nothing.practise", "p enter", "practise", "The schedule stays as it is.", shown="p"),
        _a("nothing.topics", "b", "a topic", "Practise one topic."),
        *_EVERYWHERE,
        _a("study.back", "q escape", "back", "Back to the start.", shown="q"),
    ),
    "summary": (
        _a("study.back", "enter q escape", "home", "Back to the start.", shown="enter"),
        _a("card.undo", "u", "undo the last answer", "Take it back and give it again."),
        _a("nothing.practise", "p", "practise", "More questions; the schedule stays."),
        *_EVERYWHERE,
    ),
    "broken": (_a("study.back", "enter q escape", "back", "Back to the start.", shown="enter"),),
    "terms": (
        _a("terms.start", "enter", "start", "Begin the round."),
        _a("terms.fundamentals", "1", "fundamentals", "Maths and mechanism.", bar=False),
        _a("terms.debugging", "2", "debugging", "What is wrong, and how to find it.", bar=False),
        _a("terms.code", "3", "code", "Programs: what they print, where they fail.", bar=False),
        _a("terms.scope", "4", "scope", "Trade-offs and choices.", bar=False),
        _a("terms.project", "5", "project", "Your own work.", bar=False),
        _a("terms.longer", "plus equals_sign", "longer", "Five minutes more.", bar=False),
        _a("terms.shorter", "minus", "shorter", "Five minutes less.", bar=False),
        _a("terms.level", "l", "level", "The next level.", bar=False),
        _a("terms.feedback", "f", "verdicts", "At the end, or at once.", bar=False),
        *_EVERYWHERE,
        _a("terms.back", "q escape", "back", "Back to the start.", shown="q"),
    ),
    "interview": (
        _a("field.answer", "enter", "hand in", "The first readable answer counts."),
        *_TYPED[:2],
        *_ROUND_WORDS,
        _LEAVE,
    ),
    "interview-writing": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "An empty line hands the text in.",
            shown="enter twice",
        ),
        _a("field.aloud", "", "I said it out loud", "In place of typing it.", shown="/aloud"),
        *_ROUND_WORDS,
        _LEAVE,
    ),
    "interview-coding": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "Two empty lines at the end hand the function in.",
            shown="enter thrice",
        ),
        *_ROUND_WORDS,
        _LEAVE,
    ),
    "interview-free": (
        _a("round.field", "enter i", "back to the answer", "Type in the field again."),
        _a("round.hint", "h", "hint", "One hint more; it counts."),
        _a("round.pass", "d", "pass", "Move on; it counts as passed."),
        _a("round.pause", "p", "pause", "Stop the clock, hide the question."),
        _a("round.clock", "c", "clock", "Hide the clock, or show it."),
        _a("round.aloud", "a", "said aloud", "It was said out loud.", bar=False),
        *_EVERYWHERE,
        _STOP_ROUND,
    ),
    "paused": (
        _a("round.resume", "enter space p", "go on", "The clock runs again.", shown="enter"),
        _STOP_ROUND,
    ),
    "sureness": (
        _a("round.sure", "enter", "sure", "I am sure of it."),
        _a("round.unsure", "question_mark", "not sure", "I am not sure of it.", shown="?"),
    ),
    "interview-ticking": (
        _a("tick.yes", "y", "yes", "My answer said it."),
        _a("tick.no", "n", "no", "My answer did not say it."),
        _a("tick.partly", "p", "partly", "My answer said it in part."),
        *_EVERYWHERE,
        _STOP_ROUND,
    ),
    "told": (
        _a("round.next", "enter space", "next question", "The clock stood.", shown="enter"),
        *_EVERYWHERE,
        _STOP_ROUND,
    ),
    "scorecard": (
        _a("card.through", "enter", "go through it", "Each answer with its truth and steps."),
        _a("card.study", "s", "study the misses", "They are in the schedule; study them now."),
        _a("card.again", "a", "again with new numbers", "The same questions once more."),
        _a("card.markdown", "m", "Markdown", "Write the scorecard to a file."),
        _a("card.rule", "x", "how it is scored", "The rule with this round's numbers put in."),
        _a("card.back", "q escape", "back", "Back to the start.", shown="q"),
        *_EVERYWHERE,
    ),
    "through": (
        _a("through.next", "enter space", "next", "The next answer.", shown="enter"),
        _a("through.previous", "backspace", "the one before", "The answer before."),
        *_EVERYWHERE,
        _a("through.card", "q escape", "scorecard", "Back to the scorecard.", shown="q"),
    ),
    "rule": (
        _a("through.card", "enter q escape", "scorecard", "Back to it.", shown="enter"),
        *_EVERYWHERE,
    ),
    "first-asking": (
        _a("field.answer", "enter", "answer", "Hand the answer in."),
        _TYPED[1],
        *_ENOUGH,
        _a("field.command", "", "hint, calculator", "Every word of the field.", shown="/"),
        _LEAVE_FIRST,
    ),
    "first-writing": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "An empty line hands the text in.",
            shown="enter twice",
        ),
        _TYPED[1],
        *_ENOUGH,
        _LEAVE_FIRST,
    ),
    "first-coding": (
        _a(
            "field.answer",
            "enter",
            "hand in",
            "Two empty lines at the end hand the function in.",
            shown="enter thrice",
        ),
        _a("field.unknown", "", "I don't know", "See a solution.", shown="? on its own line"),
        *_ENOUGH,
        _LEAVE_FIRST,
    ),
    "first-setting": (
        _a("field.answer", "enter", "keep", "Keep it; an empty line takes the default."),
        _LEAVE_FIRST,
    ),
    "first-free": (
        _a("first.field", "enter i", "back to the answer", "Type in the field again."),
        _a("first.hint", "h", "hint", "One hint more."),
        _a("first.show", "d", "I don't know", "See the solution."),
        _SKIP_FIRST,
        _LEAVE_FIRST,
        *_EVERYWHERE,
    ),
    "first-ticking": (
        _a("tick.yes", "y", "yes", "My answer said it."),
        _a("tick.no", "n", "no", "My answer did not say it."),
        _a("tick.partly", "p", "partly", "My answer said it in part."),
        _a("first.skip", "s", "skip the rest", "End the placement here."),
        _LEAVE_FIRST,
        *_EVERYWHERE,
    ),
    "first-tried": (
        _a("first.next", "enter space s", "go on", "On to what you aim at.", shown="enter"),
        _a("first.why", "m", "why, in full", "The whole explanation, the formula, the sources."),
        _LEAVE_FIRST,
        *_EVERYWHERE,
    ),
    "first-offer": (
        _a("first.next", "enter", "start", "Twelve quick questions."),
        _SKIP_FIRST,
        _LEAVE_FIRST,
        *_EVERYWHERE,
    ),
    "first-stand": (
        _a("first.next", "enter", "go", "A few minutes of study now."),
        _a("first.skip", "q s", "that's enough for today", "Home.", shown="q"),
        _LEAVE_FIRST,
        *_EVERYWHERE,
    ),
    "topics": (
        _a("topics.open", "enter", "practise it", "The schedule stays as it is."),
        _a("topics.down", "down j", "down", "The next topic.", bar=False),
        _a("topics.up", "up k", "up", "The topic before.", bar=False),
        _a("topics.page_down", "pagedown ctrl+d", "page down", "Ten on.", bar=False),
        _a("topics.page_up", "pageup ctrl+u", "page up", "Ten back.", bar=False),
        *_EVERYWHERE,
        _a("topics.back", "q escape", "back", "Back to the start.", shown="q"),
    ),
}

_NAMES = {
    "slash": "/",
    "question_mark": "?",
    "minus": "-",
    "plus": "+",
    "equals_sign": "=",
    "at": "@",
    "asterisk": "*",
    "exclamation_mark": "!",
    "escape": "esc",
}


def keys_of(action: Action, overrides: Mapping[str, str]) -> tuple[str, ...]:
    """The keys of an action, those of the settings in place of its own."""
    given = overrides.get(action.id)
    if given is None:
        return action.keys
    return tuple(part.strip() for part in given.split(",") if part.strip())


def action_for(place: Place, key: str, overrides: Mapping[str, str]) -> Action | None:
    """What `key` does at `place`: a key from the settings wins over one of the table."""
    own = [a for a in ACTIONS[place] if a.id in overrides and key in keys_of(a, overrides)]
    if own:
        return own[0]
    return next((a for a in ACTIONS[place] if key in keys_of(a, overrides)), None)


def key_name(action: Action, overrides: Mapping[str, str] | None = None) -> str:
    """How the action's keys are written: ``enter``, ``?``, ``j``."""
    overrides = overrides or {}
    if action.shown and action.id not in overrides:
        return action.shown
    return " ".join(_NAMES.get(key, key) for key in keys_of(action, overrides)[:2])
