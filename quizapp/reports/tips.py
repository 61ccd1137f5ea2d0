"""One tip a day on the home screen for the first five days, then never again."""

from __future__ import annotations

TIPS = (
    "In an answer line, /= 3*47 reckons.",
    "After an answer, m opens the whole explanation; ! reports a mistake in it.",
    "u takes an answer back, even yesterday's.",
    "b lists every topic; enter there practises it, and the schedule stays.",
    "quizapp interview --round debugging holds that round of a mock interview.",
)


def tip(day: int | None) -> str:
    """Return the tip of the day that is `day` days after the first study day; empty: none."""
    return TIPS[day] if day is not None and 0 <= day < len(TIPS) else ""
