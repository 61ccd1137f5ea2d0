"""A question of one's own in a few lines typed: the answer, then what a good one must say."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.bank.fields import MAX_PROSE
from quizapp.plain.console import Console
from quizapp.textsafe import harmless

MOST_POINTS = 5
ANSWER = "The answer:"
NO_ANSWER = "Without an answer there is nothing to learn. ctrl+d stops; nothing is written."


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new question says."""

    prompt: str
    answer: str
    points: tuple[str, ...] = ()

    @property
    def as_text(self) -> str:
        """The draft to read and to copy from."""
        return "\n\n".join(filter(None, (self.prompt, self.answer, *self.points))) + "\n"


def ask_for_draft(
    console: Console, prompt: str, answer: str | None, points: tuple[str, ...]
) -> Draft:
    """Return the draft, asking for what was not given. Raises Stopped when the person stops.

    Points are asked for only where the answer is: who gives it by a flag gives all by flags.
    Nothing more is asked once a text is longer than a bank may hold.
    """
    while not prompt:
        prompt = _typed(console, "The question:")
    if answer or too_long(Draft(prompt, "")):
        return Draft(prompt, answer or "", points)
    while not (answer := _typed(console, ANSWER)):
        console.say([NO_ANSWER])
    draft = Draft(prompt, answer, points)
    if points:
        return draft
    while len(draft.points) < MOST_POINTS and not too_long(draft):
        number = len(draft.points) + 1
        point = _typed(console, f"Point {number} a good answer makes, enter for no more:")
        if not point:
            break
        draft = Draft(prompt, answer, (*draft.points, point))
    return draft


def too_long(draft: Draft) -> str:
    """Return what is longer than a bank may hold, as a sentence; empty where nothing is."""
    points = ((f"Point {number}", text) for number, text in enumerate(draft.points, 1))
    for what, text in (("The question", draft.prompt), ("The answer", draft.answer), *points):
        if len(text) > MAX_PROSE:
            return f"{what} has {len(text):,} characters; at most {MAX_PROSE:,} are kept."
    return ""


def _typed(console: Console, prompt: str) -> str:
    return harmless(console.ask(prompt)).strip()
