"""The keys of one place, as lines: everything in the action table, with what it does."""

from __future__ import annotations

from collections.abc import Mapping

from quizapp.session.slash import INTERVIEW_WORDS, WORDS
from quizapp.tui.actions import ACTIONS, Action, Place, key_name
from quizapp.tui.layout import BLANK, Lines, Look, columns, cut, indented, styled

_FIELD = (
    "asking",
    "writing",
    "coding",
    "free",
    "interview",
    "interview-writing",
    "interview-coding",
    "interview-free",
)


def help_lines(place: Place, look: Look, overrides: Mapping[str, str]) -> Lines:
    """Keys first, then the words behind a slash where an answer can be typed."""
    lines: Lines = [styled(("   keys", "bold"))]
    lines += _rows([a for a in ACTIONS[place] if a.keys or a.shown], overrides)
    if place in _FIELD:
        rows = [
            [styled((f"/{word.name}", "bold $key")), styled(word.does)]
            for word in (INTERVIEW_WORDS if place.startswith("interview") else WORDS)
            if word.where in ("asking", "both") and word.name != "again"
        ]
        lines += [BLANK, styled(("   typed in the answer field", "bold"))]
        lines += indented(columns(rows, gap=3), 5)
    lines += [
        BLANK,
        styled(("   everywhere", "bold")),
        *indented(columns([[styled(("ctrl+c", "bold $key")), styled("twice: quit at once")]]), 5),
    ]
    return [cut(line, look.width - 1, look) for line in lines]


def _rows(actions: list[Action], overrides: Mapping[str, str]) -> Lines:
    rows = [
        [styled((key_name(action, overrides), "bold $key")), styled(action.tooltip)]
        for action in actions
    ]
    return indented(columns(rows, gap=3), 5)


def narrowed(place: Place, typed: str) -> list[Action]:
    """The actions of a place that have every typed word in their label or what they do; first
    those that are called so, by their label or as /stop is by its id: enter obeys the first."""
    words = typed.casefold().lstrip("/").split()
    found = [
        action
        for action in ACTIONS[place]
        if action.keys
        and action.does != "commands"
        and all(
            word in f"{_name(action)} {action.label} {action.tooltip}".casefold() for word in words
        )
    ]
    name = " ".join(words)
    return sorted(
        found,
        key=lambda action: not _name(action).startswith(name) and not action.label.startswith(name),
    )


def _name(action: Action) -> str:
    return action.id.partition(".")[2]
