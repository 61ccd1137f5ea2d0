"""What stands in .grad after several backward passes."""

from __future__ import annotations

from engines.families.given import number, wholes
from engines.families.worked import factor, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int


def _accumulated(params: Params, *, kept_from: int | None = None, two: int = 2) -> Truth:
    """Return the sum of 2·c·w over the passes from number `kept_from` on (counted from 1), which
    is the one that the gradients are cleared before."""
    w, coefficients = number(params, "w"), wholes(params, "c")
    first = number(params, "zero") if kept_from is None else kept_from
    slopes = [two * c * w for c in coefficients]
    kept = slopes[first - 1 :]
    held = sum(kept)
    numbers = " and ".join(f"{two} × {factor(c)} × {factor(w)}" for c in coefficients[:2])
    rest = " ..." if len(coefficients) > 2 else ""
    since = "all of them" if first == 1 else f"from number {first} on"
    return Truth(
        held,
        (
            Step("slope of each loss", numbers + rest, ", ".join(map(str, slopes))),
            Step("passes that w.grad holds", since, ", ".join(map(str, kept))),
            Step("w.grad", total(map(factor, kept)), str(held)),
        ),
    )


def _last(params: Params) -> Truth:
    return _accumulated(params, kept_from=len(wholes(params, "c")))


def _cleared_after(params: Params) -> Truth | None:
    """Clear one pass too late; None after the last pass, where PyTorch leaves None in .grad."""
    late = number(params, "zero") + 1
    return _accumulated(params, kept_from=late) if late <= len(wholes(params, "c")) else None


def _valid(params: Params) -> str | None:
    if number(params, "zero") > len(wholes(params, "c")):
        return "there are fewer backward passes"
    return None


ACCUMULATED = Family(
    name="gradient.accumulated",
    title="gradient after several backward passes",
    topic="autograd",
    formula="w.grad: the sum of the gradients of all backward passes since it was last cleared",
    params=(
        Param("w", "int", "the weight", -1000, 1000),
        Param("c", "vector", "the coefficient of each loss c·w²", -1000, 1000, sizes=(1, 6)),
        Param("zero", "int", "the pass before which the gradients are cleared", 1, 6, default=1),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "w = {{w}} is a parameter without a gradient yet. For each c in {{c}}, in this order, "
            "PyTorch runs (c * w**2).backward(). optimizer.zero_grad() is called once, right "
            "before backward pass number {{zero}}, counted from 1; there is no optimizer step. "
            "What is w.grad in the end?"
        ),
        explanation=(
            "backward() adds to what .grad holds; only zero_grad() clears it. Every pass since "
            "then adds 2·c·w, so w.grad is {{answer}}."
        ),
        params={"w": 2, "c": (1, 1), "zero": 1},
        vary={
            "w": ChoiceRange((-3, -2, -1, 1, 2, 3)),
            "c": VectorRange(IntRange(1, 5), 3),
            "zero": IntRange(1, 3),
        },
        tags=("autograd", "training-loop"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Optimizer.zero_grad.html",
        ),
    ),
    truth=_accumulated,
    slips={
        "replaced": slip("stale-value", "each pass overwrites the gradient before it.", _last),
        "never_cleared": slip(
            "term-dropped",
            "the call of zero_grad() is left out.",
            lambda params: _accumulated(params, kept_from=1),
        ),
        "cleared_after": slip(
            "off-by-one",
            "the gradient is cleared after that pass in place of before it.",
            _cleared_after,
        ),
        "no_two": slip(
            "factor-dropped",
            "the 2 of the square's derivative is lost.",
            lambda params: _accumulated(params, two=1),
        ),
    },
    valid=_valid,
)

FAMILIES = {ACCUMULATED.name: ACCUMULATED}
