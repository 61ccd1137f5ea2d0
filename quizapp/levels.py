"""The levels of questions and of learners, from the lowest up."""

from __future__ import annotations

from typing import Literal, get_args

Level = Literal["beginner", "intermediate", "advanced"]
LEVELS: tuple[Level, ...] = get_args(Level)
