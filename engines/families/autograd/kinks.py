"""Gradients of functions with kinks, entry by entry, with PyTorch's choice at the kinks."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from engines.families.given import real, reals
from engines.families.worked import bare_slip, factor, shown, slip
from engines.family import Ask, Family, Param, Params, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Int, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.{}.html"
_NOTES = "https://docs.pytorch.org/docs/stable/notes/autograd.html"
_HALF = 0.5


def _entries(name: str, doc: str) -> Param:
    return Param(name, "vector", doc, -1000, 1000, sizes=(1, 8), entry="decimal")


def _slopes(entries: Iterable[tuple[str, str, float]]) -> Truth:
    """Return the slopes with one step each, from where it is taken, why, and the slope."""
    found = tuple(entries)
    steps = tuple(Step(f"at {where}", why, shown(slope)) for where, why, slope in found)
    return Truth(tuple(slope for _, _, slope in found), steps)


def _maximum(params: Params, at_tie: float = _HALF) -> Truth:
    """Return the slopes for x of max(x, y); a tie gives half unless a slip says otherwise."""

    def one(x: float, y: float) -> tuple[str, str, float]:
        where = f"x = {shown(x)}, y = {shown(y)}"
        if x == y:
            return where, "a tie: PyTorch shares it" if at_tie == _HALF else "a tie", at_tie
        return where, "x is larger" if x > y else "y is larger", 1 if x > y else 0

    return _slopes(map(one, reals(params, "x"), reals(params, "y")))


def _same_length(params: Params) -> str | None:
    if len(reals(params, "x")) != len(reals(params, "y")):
        return "x and y have different lengths"
    return None


MAXIMUM_GRAD = Family(
    name="maximum.grad",
    title="gradient of an elementwise maximum",
    topic="autograd",
    formula="for x: 1 where x > y, 0 where x < y, and 1/2 where they are equal (PyTorch)",
    params=(_entries("x", "the first operand"), _entries("y", "the second operand")),
    answer=lambda params: Vector(Float(places=2), length=len(reals(params, "x"))),
    ask=Ask(
        prompt=(
            "PyTorch runs torch.maximum(x, y).sum().backward(), where the leaf tensors x = {{x}} "
            "and y = {{y}} require gradients. What is x.grad?"
        ),
        explanation=(
            "The larger operand passes the gradient, the smaller one gets none. At a tie the "
            "maximum has a kink, and torch.maximum gives half to each: {{answer}}."
        ),
        params={"x": (1, 2, 3), "y": (2, 2, 2)},
        vary={"x": VectorRange(IntRange(-1, 2), 3), "y": VectorRange(IntRange(-1, 2), 3)},
        level="intermediate",
        seconds=45,
        tags=("autograd", "subgradients"),
        sources=(_DOCS.format("maximum"), _NOTES),
    ),
    truth=_maximum,
    slips={
        "tie_one": slip(
            "at-the-kink", "a tie passes the whole gradient.", lambda params: _maximum(params, 1)
        ),
        "tie_none": slip(
            "at-the-kink", "a tie passes no gradient.", lambda params: _maximum(params, 0)
        ),
        "of_y": slip(
            "swapped-roles",
            "the gradient of y is given.",
            lambda params: _maximum({"x": params["y"], "y": params["x"]}),
        ),
        "values": bare_slip(
            "wrong-activation",
            "the maxima are given in place of their slopes.",
            lambda params: tuple(
                max(x, y) for x, y in zip(reals(params, "x"), reals(params, "y"), strict=True)
            ),
        ),
    },
    valid=_same_length,
)


def _sign(x: float) -> int:
    return (x > 0) - (x < 0)


def _penalty(
    params: Params,
    slope: Callable[[float], float] = _sign,
    words: Callable[[float], str] = lambda w: f"sign({shown(w)})",
    scaled: bool = True,
) -> Truth:
    """Return λ · slope(w) for each weight; the slope of |w| is the sign, 0 at 0."""
    rate = real(params, "lam") if scaled else 1
    return _slopes(
        (f"w = {shown(w)}", f"{shown(rate)} × {words(w)}", rate * slope(w))
        for w in reals(params, "w")
    )


def _penalty_slip(
    name: str, text: str, slope: Callable[[float], float], words: Callable[[float], str]
) -> Slip:
    return slip(name, text, lambda params: _penalty(params, slope, words))


ABS_GRAD = Family(
    name="abs.grad",
    title="gradient of an L1 penalty",
    topic="autograd",
    formula="d/dw of λ|w|: λ · sign(w), with sign(0) = 0 (PyTorch)",
    params=(
        _entries("w", "the weights"),
        Param("lam", "decimal", "the weight λ of the penalty", 0.001, 100),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(reals(params, "w"))),
    ask=Ask(
        prompt=(
            "An L1 penalty λ · Σ|wᵢ| with λ = {{lam}} is computed with torch.abs for the weights "
            "w = {{w}}. What gradient does PyTorch's autograd give for w?"
        ),
        explanation=(
            "The slope of |w| is 1 or −1, whatever the size of w: that is why L1 drives small "
            "weights to zero. At 0 there is a kink, and PyTorch takes 0. Here: {{answer}}."
        ),
        params={"w": (-2, 0, 3), "lam": 0.5},
        vary={"w": VectorRange(IntRange(-3, 3), 3), "lam": ChoiceRange((0.1, 0.2, 0.5, 2))},
        seconds=45,
        tags=("autograd", "regularisation"),
        sources=(_DOCS.format("abs"), _NOTES),
    ),
    truth=_penalty,
    slips={
        "one_at_zero": _penalty_slip(
            "at-the-kink",
            "the slope of |w| at 0 is taken to be 1.",
            lambda w: -1 if w < 0 else 1,
            lambda w: f"sign({shown(w)})",
        ),
        "no_sign": _penalty_slip(
            "sign",
            "the slope of |w| is taken to be 1 on both sides.",
            lambda w: 1 if w else 0,
            lambda w: "1" if w else "sign(0)",
        ),
        "squared": _penalty_slip(
            "root-or-square",
            "the penalty is λ · Σwᵢ², whose slope grows with w.",
            lambda w: 2 * w,
            lambda w: f"2 × {factor(w)}",
        ),
        "no_lambda": slip(
            "factor-dropped", "λ is left out.", lambda params: _penalty(params, scaled=False)
        ),
    },
)


def _clamped(params: Params, edge: int = 1) -> Truth:
    """Return the slopes of clamp: 1 inside, 0 outside, `edge` on the limits themselves."""
    low, high = real(params, "lo"), real(params, "hi")

    def one(x: float) -> tuple[str, str, float]:
        if x in (low, high):
            return f"x = {shown(x)}", "on the limit: nothing is cut off", edge
        if x < low or x > high:
            return f"x = {shown(x)}", "outside: the output does not move", 0
        return f"x = {shown(x)}", "inside", 1

    return _slopes(map(one, reals(params, "x")))


def _limits(params: Params) -> str | None:
    return "lo is not below hi" if real(params, "lo") >= real(params, "hi") else None


CLAMP_GRAD = Family(
    name="clamp.grad",
    title="gradient of a clamp",
    topic="autograd",
    formula="1 where lo ≤ x ≤ hi (the limits included, in PyTorch), 0 outside",
    params=(
        _entries("x", "what is clamped"),
        Param("lo", "decimal", "the lower limit", -1000, 1000),
        Param("hi", "decimal", "the upper limit", -1000, 1000),
    ),
    answer=lambda params: Vector(Int(), length=len(reals(params, "x"))),
    ask=Ask(
        prompt=(
            "PyTorch runs torch.clamp(x, min={{lo}}, max={{hi}}).sum().backward(), where "
            "the leaf tensor x = {{x}} requires gradients. What is x.grad?"
        ),
        explanation=(
            "Inside the limits the clamp is the identity, outside it is constant and stops the "
            "gradient. PyTorch passes the gradient on the limits themselves: {{answer}}."
        ),
        params={"x": (-2, 0, 1, 3), "lo": -1, "hi": 1},
        vary={
            "x": VectorRange(IntRange(-4, 4), 5),
            "lo": IntRange(-3, 0),
            "hi": IntRange(1, 3),
        },
        level="intermediate",
        seconds=45,
        tags=("autograd", "clipping"),
        sources=(_DOCS.format("clamp"), _NOTES),
    ),
    truth=_clamped,
    slips={
        "edge_none": slip(
            "at-the-kink",
            "the limits themselves stop the gradient.",
            lambda params: _clamped(params, 0),
        ),
        "all_pass": bare_slip(
            "no-clamp",
            "every entry passes the gradient, as if nothing were cut off.",
            lambda params: (1,) * len(reals(params, "x")),
        ),
        "values": bare_slip(
            "wrong-activation",
            "the clamped values are given in place of their slopes.",
            lambda params: tuple(
                min(max(x, real(params, "lo")), real(params, "hi")) for x in reals(params, "x")
            ),
        ),
    },
    valid=_limits,
)

FAMILIES = {family.name: family for family in (MAXIMUM_GRAD, ABS_GRAD, CLAMP_GRAD)}
