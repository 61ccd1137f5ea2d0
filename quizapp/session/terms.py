"""The terms of a mock interview."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from quizapp.config import Config

Round = Literal["fundamentals", "debugging", "code", "scope", "project"]
Feedback = Literal["end", "now"]

MINUTES = 15
"""The length of a round where none is named."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What was agreed: minutes, round, level, role, when verdicts are told, and the seed.

    `time_factor` stretches the round and every question alike. `keys` are set where the same
    questions are asked once more, with new numbers.
    """

    minutes: int = MINUTES
    round: Round = "fundamentals"
    level: str = "intermediate"
    role: str = "any"
    feedback: Feedback = "end"
    seed: int = 0
    time_factor: float = 1.0
    keys: tuple[str, ...] = ()

    @property
    def seconds(self) -> float:
        """The length of the round."""
        return self.minutes * 60 * self.time_factor


def fresh_terms(config: Config, seed: int) -> Terms:
    """Return the terms of a round for the learner of the settings."""
    return Terms(level=config.level, role=config.role, seed=seed, time_factor=config.time_factor)
