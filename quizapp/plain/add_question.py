"""A question of one's own in a few lines typed: the answer, then what a good one must say."""

from __future__ import annotations

from dataclasses import dataclass

from quizapp.plain.console import Console

MOST_POINTS = 5
ANSWER = "The answer:"
NO_ANSWER = "Without an answer there is nothing to learn. ctrl+d stops; nothing is written."


@dataclass(frozen=True, slots=True)
class Draft:
    """What a new question says."""

    prompt: str
    answer: str
    points: tuple[str, ...] = ()


def ask_for_draft(
    console: Console, prompt: str, answer: str | None, points: tuple[str, ...]
) -> Draft:
    """Return the draft, asking for what was not given. Raises Stopped when the person stops.

    Points are asked for only where the answer is: who gives it by a flag gives all by flags.
    """
    while not prompt:
        prompt = console.ask("The question:").strip()
    if answer:
        return Draft(prompt, answer, points)
    while not (answer := console.ask(ANSWER).strip()):
        console.say([NO_ANSWER])
    if points:
        return Draft(prompt, answer, points)
    found: list[str] = []
    while len(found) < MOST_POINTS:
        point = console.ask(f"Point {len(found) + 1} a good answer makes, enter for no more:")
        if not point.strip():
            break
        found.append(point.strip())
    return Draft(prompt, answer, tuple(found))
