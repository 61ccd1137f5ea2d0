"""Parameters and sources that several families of reinforcement learning share."""

from __future__ import annotations

from engines.family import Param

GAMMA = Param("gamma", "decimal", "the discount factor", 0, 1)
REWARDS = Param(
    "r", "vector", "the rewards, the first one first", -1000, 1000, sizes=(1, 8), entry="decimal"
)
SUTTON = "Sutton & Barto 2018, Reinforcement Learning, 2nd edition"
