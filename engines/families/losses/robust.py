"""Losses that are squares near 0 and lines far from it: Huber and smooth L1."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exact
from engines.families.worked import bare_slip, factor, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Slip, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Value, as_number

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn."


def size_of(number: Exact) -> Exact:
    """Return the number without its sign."""
    return -number if number < 0 else number


_POINT = (
    Param("a", "decimal", "the prediction", -1000, 1000),
    Param("b", "decimal", "the target", -1000, 1000),
)
Robust = Callable[[Params], Truth]


def _robust(
    params: Params,
    limit: str,
    *,
    divided: bool,
    half: bool = True,
    offset: bool = True,
    piece: str | None = None,
) -> Truth:
    """Return the Huber loss, or that over its limit (`divided`), which is smooth L1.

    `piece` forces one of ``square`` and ``line``; without `half` the square is not halved, without
    `offset` the line starts at 0.
    """
    difference = exact(params, "a") - exact(params, "b")
    size, bound = size_of(difference), exact(params, limit)
    inside = size < bound if piece is None else piece == "square"
    if inside:
        found = Fraction(size * size) / (2 if half else 1)
        numbers = f"{shown(size)}² / 2" if half else f"{shown(size)}²"
        if divided:
            found, numbers = found / bound, f"{numbers} / {shown(bound)}"
    else:
        slope: Exact = 1 if divided else bound
        less = Fraction(bound) / 2 if offset else Fraction(0)
        found = slope * (size - less)
        inner = f"{shown(size)} − {shown(bound)} / 2" if offset else shown(size)
        bracketed = f"({inner})" if offset else inner
        numbers = inner if divided else f"{shown(bound)} × {bracketed}"
    return Truth(
        plain(found),
        (
            Step(
                "difference",
                f"|{shown(exact(params, 'a'))} − {factor(exact(params, 'b'))}|",
                shown(size),
            ),
            Step("piece", f"is {shown(size)} < {shown(bound)}?", "square" if inside else "line"),
            Step("loss", numbers, shown(found)),
        ),
    )


def _absolute(params: Params) -> Value:
    return plain(size_of(exact(params, "a") - exact(params, "b")))


def _curve(params: Params, limit: str, truth: Robust) -> Picture:
    bound = float(exact(params, limit))
    point = float(exact(params, "a") - exact(params, "b"))
    height = float(as_number(truth(params).value))
    reach = max(abs(point), 2 * bound) * 1.1
    xs = tuple(reach * (2 * i / 40 - 1) for i in range(41))
    ys = tuple(float(as_number(truth({**params, "a": x, "b": 0}).value)) for x in xs)
    data: dict[str, Value] = {"xs": xs, "ys": ys, "px": (point,), "py": (height,)}
    words = (
        f"A parabola up to {shown(bound)} on both sides, straight lines beyond.",
        f"At the difference {shown(point)} the loss is {shown(height)}.",
    )
    return Picture("curve", data, words)


def _robust_family(
    name: str, title: str, formula: str, limit: Param, ask: Ask, *, divided: bool, other: str
) -> Family:
    """Return one of the two losses; `other` names the one that it is taken for."""

    def worked(params: Params) -> Truth:
        return _robust(params, limit.name, divided=divided)

    def wrong(slip_name: str, text: str, **changes: bool) -> Slip:
        return slip(
            slip_name,
            text,
            lambda params: _robust(params, limit.name, divided=divided, **changes),  # type: ignore[arg-type]
        )

    def all_square(params: Params) -> Value:
        return _robust(params, limit.name, divided=divided, piece="square").value

    if divided:
        text = "the size of the difference is taken, with nothing off and no square."
        line_alone = bare_slip("other-convention", text, _absolute)
    else:
        text = "nothing is taken off where the loss is a line."
        line_alone = wrong("term-dropped", text, offset=False)

    return Family(
        name=name,
        title=title,
        topic="losses",
        formula=formula,
        params=(*_POINT, limit),
        answer=lambda _params: Float(places=3),
        ask=ask,
        truth=worked,
        slips={
            "other_one": slip(
                "other-convention",
                f"the loss is {other}.",
                lambda params: _robust(params, limit.name, divided=not divided),
            ),
            "all_square": bare_slip("no-clamp", "the square goes on beyond the limit.", all_square),
            "no_half": wrong("factor-dropped", "the square is not halved.", half=False),
            "line_alone": line_alone,
        },
        picture=lambda params: _curve(params, limit.name, worked),
    )


HUBER = _robust_family(
    "huber.value",
    "Huber loss",
    "r² / 2 for |r| < δ, else δ·(|r| − δ/2), where r = a − b",
    Param("delta", "decimal", "where the square becomes a line", 0.01, 1000),
    Ask(
        prompt=(
            "The prediction is {{a}}, the target {{b}}. What is the Huber loss with δ = {{delta}} "
            "(nn.HuberLoss)?"
        ),
        explanation=(
            "Within δ it is half the square, beyond it a line of slope δ that continues the "
            "parabola without a jump: {{answer}}. Outliers pull with a bounded gradient."
        ),
        params={"a": 5, "b": 1, "delta": 2},
        vary={
            "a": IntRange(-4, 6),
            "b": IntRange(-3, 3),
            "delta": ChoiceRange((0.5, 2, 3, 4)),
        },
        level="intermediate",
        seconds=75,
        tags=("huber", "regression"),
        sources=(
            f"{_DOCS}HuberLoss.html",
            "Huber 1964, Robust estimation of a location parameter",
        ),
    ),
    divided=False,
    other="smooth L1, which is divided by δ",
)

SMOOTH_L1 = _robust_family(
    "smooth_l1.value",
    "smooth L1 loss",
    "r² / (2β) for |r| < β, else |r| − β/2, where r = a − b",
    Param("beta", "decimal", "where the square becomes a line", 0.01, 1000),
    Ask(
        prompt=(
            "The prediction is {{a}}, the target {{b}}. What is the smooth L1 loss with "
            "β = {{beta}} (nn.SmoothL1Loss)?"
        ),
        explanation=(
            "It is the Huber loss divided by β, so that the line beyond β has the slope 1 of the "
            "L1 loss: {{answer}}. As β goes to 0 it becomes L1."
        ),
        params={"a": 5, "b": 1, "beta": 2},
        vary={
            "a": IntRange(-4, 6),
            "b": IntRange(-3, 3),
            "beta": ChoiceRange((0.5, 2, 3, 4)),
        },
        level="intermediate",
        seconds=75,
        tags=("huber", "regression"),
        sources=(f"{_DOCS}SmoothL1Loss.html", "Girshick 2015, Fast R-CNN, arXiv:1504.08083"),
    ),
    divided=True,
    other="Huber's, which is not divided by β",
)
