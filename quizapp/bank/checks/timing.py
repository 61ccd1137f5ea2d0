"""The stated time of a question against what its kind and its length need."""

from __future__ import annotations

from quizapp.bank.asking import DEFAULT_SECONDS
from quizapp.bank.checks.page import Page
from quizapp.bank.model import Choice, Question

FASTEST = 6.0
"""Words a second; nobody reads with understanding faster than that (360 a minute)."""
SLOWEST = 2.0
"""Words a second of a careful reader with an unfamiliar text (120 a minute)."""
MOST = 5
"""Times what the kind usually takes; beyond it the time is hardly meant."""


def seconds_fit(page: Page) -> None:
    """The stated time is enough to read the question, and no multiple of what it needs."""
    question = page.question
    if question.seconds is None:
        return
    words = _words(question)
    least = words / FASTEST
    most = MOST * (DEFAULT_SECONDS.get(question.kind, 60) + words / SLOWEST)
    if least <= question.seconds <= most:
        return
    if question.seconds < least:
        message = f"{question.seconds} seconds are too few to read its {words} words"
    else:
        message = f"{question.seconds} seconds are far more than such a question takes"
    hint = f"between {max(5, round(least))} and {round(most)} would do; without seconds its kind's"
    page.report.add("QB608", ("seconds",), message, f"{hint} own time holds", severity="note")


def _words(question: Question) -> int:
    """Return how many words are read before the answer."""
    texts = [question.prompt or "", str(getattr(question, "code", "") or "")]
    texts += [str(getattr(question, "text", "") or "")]
    texts += map(str, getattr(question, "steps", ()))
    texts += [side for pair in getattr(question, "pairs", ()) for side in pair]
    if isinstance(question, Choice) and isinstance(question.options, tuple):
        texts += [option.text for option in question.options]
    return sum(len(text.split()) for text in texts)
