"""The soft-target loss of knowledge distillation."""

from __future__ import annotations

import math

from engines.families.functions import Numbers, log_softmax, softmax
from engines.families.given import real, reals
from engines.families.losses.reduction import same_length
from engines.families.worked import factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float


def _over(logits: Numbers, heat: float) -> Numbers:
    return tuple(z / heat for z in logits)


def _distilled(
    params: Params,
    *,
    squared: bool = True,
    student_heated: bool = True,
    heat: float | None = None,
    turned: bool = False,
) -> Truth:
    """Return T²·KL(softmax(t/T) ‖ softmax(s/T)).

    `turned` is KL from the student, `heat` stands in place of T within the softmaxes, and without
    `student_heated` only the teacher is softened.
    """
    given = real(params, "T")
    tau = given if heat is None else heat
    teacher = _over(reals(params, "t"), tau)
    student = _over(reals(params, "s"), tau if student_heated else 1.0)
    one, other = (student, teacher) if turned else (teacher, student)
    shares = softmax(one)
    gaps = (a - b for a, b in zip(log_softmax(one), log_softmax(other), strict=True))
    divergence = math.fsum(share * gap for share, gap in zip(shares, gaps, strict=True))
    value = given * given * divergence if squared else divergence
    numbers = f"{shown(given)}² × {factor(divergence)}" if squared else "no factor"
    return Truth(
        value,
        (
            Step("teacher, softened", f"softmax {row(teacher)}", row(softmax(teacher))),
            Step("student, softened", f"softmax {row(student)}", row(softmax(student))),
            Step(
                "divergence",
                "KL(student ‖ teacher)" if turned else "KL(teacher ‖ student)",
                shown(divergence),
            ),
            Step("loss", numbers, shown(value)),
        ),
    )


def _valid(params: Params) -> str | None:
    return same_length(params, "t", "s")


LOSS = Family(
    name="distillation.loss",
    title="soft-target loss of distillation",
    topic="losses",
    formula="T²·KL(softmax(t/T) ‖ softmax(s/T)), with teacher t and student s",
    params=(
        Param("t", "vector", "the teacher's logits", -30, 30, sizes=(2, 8), entry="decimal"),
        Param("s", "vector", "the student's logits", -30, 30, sizes=(2, 8), entry="decimal"),
        Param("T", "decimal", "the temperature", 0.5, 100),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "In knowledge distillation the teacher's logits are {{t}}, the student's {{s}}, the "
            "temperature T is {{T}}. The soft loss is the divergence KL(teacher ‖ student) of the "
            "two softened distributions (natural logarithm), scaled so that the size of its "
            "gradients hardly depends on T, as Hinton et al. do it. What is the soft loss?"
        ),
        explanation=(
            "Both sides are softened with T, and the gradients shrink as 1/T², so that the loss is "
            "multiplied by T²: {{answer}}."
        ),
        params={"t": (4, 0), "s": (1, 0), "T": 2},
        vary={
            "t": VectorRange(IntRange(-1, 5), 2),
            "s": VectorRange(IntRange(-1, 3), 2),
            "T": ChoiceRange((2, 4)),
        },
        level="advanced",
        seconds=240,
        tags=("distillation", "kl-divergence"),
        sources=(
            (
                "Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network, "
                "arXiv:1503.02531"
            ),
        ),
    ),
    truth=_distilled,
    slips={
        "no_square": slip(
            "factor-dropped",
            "the factor T² is left out.",
            lambda params: _distilled(params, squared=False),
        ),
        "teacher_only": slip(
            "one-side",
            "only the teacher's logits are divided by T.",
            lambda params: _distilled(params, student_heated=False),
        ),
        "turned": slip(
            "swapped-roles",
            "teacher and student change places in the divergence.",
            lambda params: _distilled(params, turned=True),
        ),
        "cold": slip(
            "no-scale",
            "neither side is divided by T, and the factor T² is left out.",
            lambda params: _distilled(params, heat=1.0, squared=False),
        ),
    },
    valid=_valid,
)

FAMILIES = {LOSS.name: LOSS}
