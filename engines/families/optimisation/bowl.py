"""What questions about gradient descent on a parabola have in common."""

from __future__ import annotations

from engines.family import Param

SOURCES = (
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.3",
    "Goh 2017, Why Momentum Really Works, Distill",
)
CURVATURE = Param("a", "decimal", "the curvature: the second derivative", 0.01, 100)
