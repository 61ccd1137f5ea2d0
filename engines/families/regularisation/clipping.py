"""Gradients clipped by their norm or entry by entry."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.functions import Numbers
from engines.families.given import real, reals
from engines.families.regularisation.clip_value import VALUE
from engines.families.worked import row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Vector

_EPS = 1e-6
"""What clip_grad_norm_ adds to the norm before it divides by it."""
_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.clip_grad_norm_.html"
_PAPER = (
    "Pascanu, Mikolov & Bengio 2012, On the difficulty of training recurrent neural networks, "
    "arXiv:1211.5063"
)
_GRADIENTS = (
    Param(
        "a", "vector", "the first parameter's gradient", -100, 100, sizes=(1, 4), entry="decimal"
    ),
    Param(
        "b", "vector", "the second parameter's gradient", -100, 100, sizes=(1, 4), entry="decimal"
    ),
)
_LIMIT = Param("c", "decimal", "the largest norm allowed", 0.001, 1000)
_ENTRIES = VectorRange(IntRange(-6, 6), 2)


def _both(params: Params) -> Numbers:
    """Return the gradients of both parameters, the first one's first."""
    return (*reals(params, "a"), *reals(params, "b"))


def _squared(numbers: Numbers) -> float:
    return math.fsum(number * number for number in numbers)


def _added_squares(numbers: Numbers) -> str:
    return total(shown(number * number) for number in numbers)


def _scaled(params: Params, *, root: bool = True, always: bool = False) -> Truth:
    """Return all gradients times min(1, c / (norm + 10⁻⁶)); `always`: without the min."""
    gradients, limit = _both(params), real(params, "c")
    squares = _squared(gradients)
    norm = math.sqrt(squares) if root else squares
    scale = limit / (norm + _EPS)
    used = scale if always else min(1.0, scale)
    value = tuple(used * gradient for gradient in gradients)
    ratio = f"{shown(limit)} / {shown(norm)}"
    return Truth(
        value,
        (
            Step("norm", f"{'√' if root else ''}({_added_squares(gradients)})", shown(norm)),
            Step("scale", ratio if always else f"min(1, {ratio})", shown(used)),
            Step("gradients", f"{shown(used)} × {row(gradients)}", row(value)),
        ),
    )


def _one_by_one(params: Params) -> Truth | None:
    """Return each parameter's gradient scaled by its own norm."""
    limit = real(params, "c")
    parts = reals(params, "a"), reals(params, "b")
    norms = [math.sqrt(_squared(part)) for part in parts]
    scales = [min(1.0, limit / (norm + _EPS)) for norm in norms]
    value = tuple(
        scale * entry for part, scale in zip(parts, scales, strict=True) for entry in part
    )
    return Truth(
        value,
        (
            Step("norm", "one for each parameter", row(norms)),
            Step("scale", f"min(1, {shown(limit)} / norm) for each", row(scales)),
            Step("gradients", "each parameter by its own scale", row(value)),
        ),
    )


def _clamped_together(params: Params) -> Truth:
    gradients, limit = _both(params), real(params, "c")
    value = tuple(min(max(gradient, -limit), limit) for gradient in gradients)
    return Truth(
        value,
        (
            Step("norm", "not taken", "none"),
            Step("scale", f"cut at {shown(-limit)} and {shown(limit)}", "none"),
            Step("gradients", "each entry for itself", row(value)),
        ),
    )


def _some_gradient(params: Params) -> str | None:
    return None if any(_both(params)) else "all gradients are 0"


CLIPPED = Family(
    name="clip_grad_norm.value",
    title="gradients clipped by their norm",
    topic="regularisation",
    formula="g·min(1, c / (‖g‖ + 10⁻⁶)), with one norm over the gradients of all parameters",
    params=(*_GRADIENTS, _LIMIT),
    answer=lambda params: Vector(Float(places=2), length=len(_both(params))),
    ask=Ask(
        prompt=(
            "A model has two parameters, with the gradients {{a}} and {{b}}. After "
            "clip_grad_norm_(model.parameters(), max_norm={{c}}), what are the gradients: the "
            "first parameter's, and after them the second's?"
        ),
        explanation=(
            "One norm over all gradients decides, and where it is larger than allowed all are "
            "scaled by one factor, so that the direction stays: {{answer}}. Smaller gradients are "
            "left as they are."
        ),
        params={"a": (2, 1), "b": (2, 4), "c": 1},
        vary={"a": _ENTRIES, "b": _ENTRIES, "c": ChoiceRange((1, 2, 4, 8))},
        level="intermediate",
        seconds=90,
        tags=("gradient-clipping",),
        sources=(_PAPER, _DOCS),
    ),
    truth=_scaled,
    slips={
        "one_by_one": slip("wrong-axis", "each parameter is clipped by its own norm.", _one_by_one),
        "scaled_up": slip(
            "no-clamp",
            "gradients of a smaller norm are scaled up to the limit.",
            lambda params: (
                _scaled(params, always=True)
                if _squared(_both(params)) < real(params, "c") ** 2
                else None
            ),
        ),
        "each_entry": slip(
            "other-convention",
            "each entry is cut at the limit for itself, as clip_grad_value_ does.",
            _clamped_together,
        ),
        "no_root": slip(
            "root-or-square",
            "the sum of the squares is used, without the root.",
            lambda params: _scaled(params, root=False),
        ),
    },
    valid=_some_gradient,
)


def _total(
    params: Params,
    measure: Callable[[Numbers, Numbers], float] | None = None,
    told: str = "",
    *,
    clipped: bool = False,
) -> Truth:
    """Return the norm of all gradients; `measure` takes both parameters' instead, `clipped`: the
    norm after clipping."""
    first, second, limit = reals(params, "a"), reals(params, "b"), real(params, "c")
    gradients = first + second
    squares = _squared(gradients)
    norm = math.sqrt(squares)
    if measure is not None:
        norm = measure(first, second)
    numbers = told or f"√{shown(squares)}"
    returned = min(norm, limit) if clipped else norm
    return Truth(
        returned,
        (
            Step("sum of the squares", _added_squares(gradients), shown(squares)),
            Step("norm", numbers, shown(norm)),
            Step("returned", "after clipping" if clipped else "before clipping", shown(returned)),
        ),
    )


def _norms_added(first: Numbers, second: Numbers) -> float:
    return math.sqrt(_squared(first)) + math.sqrt(_squared(second))


def _sizes_added(first: Numbers, second: Numbers) -> float:
    return math.fsum(map(abs, first + second))


TOTAL = Family(
    name="clip_grad_norm.total",
    title="what clip_grad_norm_ returns",
    topic="regularisation",
    formula="‖g‖ over the gradients of all parameters, before clipping",
    params=(*_GRADIENTS, _LIMIT),
    answer=lambda _params: Float(places=2),
    ask=Ask(
        prompt=(
            "A model has two parameters, with the gradients {{a}} and {{b}}. What does "
            "clip_grad_norm_(model.parameters(), max_norm={{c}}) return?"
        ),
        explanation=(
            "It returns the 2-norm of all gradients together as it was before clipping, which is "
            "what one logs to see gradients explode: {{answer}}."
        ),
        params={"a": (2, 1), "b": (2, 4), "c": 1},
        vary={"a": _ENTRIES, "b": _ENTRIES, "c": ChoiceRange((1, 2, 4, 8))},
        level="intermediate",
        seconds=60,
        tags=("gradient-clipping",),
        sources=(_PAPER, _DOCS),
    ),
    truth=_total,
    slips={
        "clipped": slip(
            "stale-value",
            "the norm after clipping is returned.",
            lambda params: _total(params, clipped=True),
        ),
        "norms_added": slip(
            "wrong-axis",
            "the norms of the two parameters are added.",
            lambda params: _total(params, _norms_added, "one norm a parameter, added"),
        ),
        "no_root": slip(
            "root-or-square",
            "the sum of the squares is returned, without the root.",
            lambda params: _total(params, lambda a, b: _squared(a + b), "no root"),
        ),
        "sizes_added": slip(
            "other-convention",
            "the absolute values are added, which is the 1-norm.",
            lambda params: _total(params, _sizes_added, "absolute values, added"),
        ),
    },
    valid=_some_gradient,
)


FAMILIES = {family.name: family for family in (CLIPPED, TOTAL, VALUE)}
