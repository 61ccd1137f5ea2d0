"""Decay of weights: in the gradient, beside the gradient, and by soft thresholding."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from engines.families.given import Exact, exact, real, reals
from engines.families.worked import factor, plain, row, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, IntRange, Range, VectorRange
from engines.values import Float, Value, Vector

_ADAM_EPS = 1e-8
_DIGITS = 12
"""Decimals to which sums of short decimals are cleared of float64's noise."""
_WEIGHT = Param("w", "decimal", "the weight before the step", -100, 100)
_GRADIENT = Param("g", "decimal", "the gradient of the loss without decay", -100, 100)
_RATE = Param("lr", "decimal", "the learning rate", 0.0001, 1)
_DECAY = Param("wd", "decimal", "weight_decay", 0, 1)
_VARIED: dict[str, Range] = {
    "w": IntRange(1, 6),
    "g": ChoiceRange((-3, -2, -1, 1, 2, 3)),
    "lr": ChoiceRange((0.1, 0.2, 0.5)),
    "wd": ChoiceRange((0.1, 0.2, 0.5)),
}


def _decayed(
    params: Params, *, decay: Exact | None = None, sign: int = 1, rate_on_decay: bool = True
) -> Truth:
    """Return w − lr·(g + wd·w). `decay` stands in place of wd, `sign` goes with its term."""
    w, g, lr = exact(params, "w"), exact(params, "g"), exact(params, "lr")
    wd = exact(params, "wd") if decay is None else decay
    term = wd * w
    operator = "+" if sign > 0 else "−"
    first = Step("decay term", f"{shown(wd)} × {factor(w)}", shown(term))
    if rate_on_decay:
        whole = g + sign * term
        new = w - lr * whole
        second = Step("gradient", f"{shown(g)} {operator} {factor(term)}", shown(whole))
        numbers = f"{shown(w)} − {shown(lr)} × {factor(whole)}"
    else:
        new = w - lr * g - term
        second = Step("gradient", shown(g), shown(g))
        numbers = f"{shown(w)} − {shown(lr)} × {factor(g)} − {factor(term)}"
    return Truth(plain(new), (first, second, Step("new w", numbers, shown(new))))


SGD_STEP = Family(
    name="weight_decay.sgd_step",
    title="a step of SGD with weight decay",
    topic="regularisation",
    formula="w − lr·(g + wd·w)",
    params=(_WEIGHT, _GRADIENT, _RATE, _DECAY),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "torch.optim.SGD with lr={{lr}}, weight_decay={{wd}} and no momentum takes a step. The "
            "weight is {{w}} and the gradient of the loss there is {{g}}. What is the weight after "
            "the step?"
        ),
        explanation=(
            "PyTorch adds wd·w to the gradient, as the penalty (wd/2)·w² would: {{answer}}. "
            "Without momentum this is the same as multiplying the weight by 1 − lr·wd beside the "
            "step."
        ),
        params={"w": 2, "g": 1, "lr": 0.1, "wd": 0.1},
        vary=_VARIED,
        seconds=60,
        tags=("weight-decay", "sgd"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.optim.SGD.html",),
    ),
    truth=_decayed,
    slips={
        "no_decay": slip(
            "term-dropped",
            "the weight decay is left out.",
            lambda params: _decayed(params, decay=0),
        ),
        "halved": slip(
            "factor-dropped",
            "half the decay is taken: the 2 of the derivative of w² is lost, the ½ before it not.",
            lambda params: _decayed(params, decay=Fraction(exact(params, "wd")) / 2),
        ),
        "grows": slip(
            "sign",
            "the decay term is subtracted from the gradient, so that the weight grows by it.",
            lambda params: _decayed(params, sign=-1),
        ),
        "no_rate": slip(
            "step-size",
            "the decay is not scaled by the learning rate.",
            lambda params: _decayed(params, rate_on_decay=False),
        ),
    },
)


def _adamw(
    params: Params,
    *,
    in_gradient: bool = False,
    decay: bool = True,
    rate_on_decay: bool = True,
    corrected: bool = True,
) -> Truth:
    """Return the first step of AdamW from zero moments: w(1 − lr·wd) − lr·m̂ / (√v̂ + ε)."""
    w, g, lr = real(params, "w"), real(params, "g"), real(params, "lr")
    wd = real(params, "wd") if decay else 0.0
    used = g + wd * w if in_gradient else g
    shrink = wd * (lr if rate_on_decay else 1.0)
    kept = w if in_gradient else w * (1 - shrink)
    first, second = (1.0, 1.0) if corrected else (0.1, 0.001)
    size = second**0.5 * abs(used)
    direction = first * used / (size + _ADAM_EPS)
    new = kept - lr * direction
    rate = f"{shown(lr)} × " if rate_on_decay else ""
    numbers = "not shrunk" if in_gradient else f"{shown(w)} × (1 − {rate}{shown(wd)})"
    return Truth(
        new,
        (
            Step("weight after decay", numbers, shown(kept)),
            Step("m / √v", f"{shown(first * used)} / {shown(size)}", shown(direction)),
            Step("new w", f"{shown(kept)} − {shown(lr)} × {factor(direction)}", shown(new)),
        ),
    )


def _some_gradient(params: Params) -> str | None:
    return "the gradient is 0" if exact(params, "g") == 0 else None


ADAMW_STEP = Family(
    name="adamw.step",
    title="the first step of AdamW",
    topic="regularisation",
    formula="w·(1 − lr·wd) − lr·m̂ / (√v̂ + ε), where m̂ = g and v̂ = g² in the first step",
    params=(_WEIGHT, _GRADIENT, _RATE, _DECAY),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "torch.optim.AdamW with lr={{lr}}, weight_decay={{wd}}, betas=(0.9, 0.999) and "
            "eps=1e-8 takes its very first step. The weight is {{w}} and its gradient {{g}}. What "
            "is the weight after the step?"
        ),
        explanation=(
            "The decay shrinks the weight beside the gradient step and never passes through the "
            "moments. With bias correction the first step has the size of the learning rate, "
            "whatever the gradient: {{answer}}."
        ),
        params={"w": 2, "g": 3, "lr": 0.1, "wd": 0.1},
        vary=_VARIED,
        level="intermediate",
        seconds=75,
        tags=("weight-decay", "adam"),
        sources=(
            "Loshchilov & Hutter 2017, Decoupled weight decay regularization, arXiv:1711.05101",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.AdamW.html",
        ),
    ),
    truth=_adamw,
    slips={
        "in_gradient": slip(
            "other-convention",
            "the decay is added to the gradient, as Adam with weight_decay does.",
            lambda params: _adamw(params, in_gradient=True),
        ),
        "no_rate": slip(
            "step-size",
            "the decay is not scaled by the learning rate.",
            lambda params: _adamw(params, rate_on_decay=False),
        ),
        "uncorrected": slip(
            "bias-correction",
            "the moments are not corrected for having started at 0.",
            lambda params: _adamw(params, corrected=False),
        ),
    },
    valid=_some_gradient,
)


Rule = Callable[[float, float], float]
"""What becomes of a weight under a threshold."""


def _soft(w: float, t: float) -> float:
    return max(abs(w) - t, 0.0) * (1 if w > 0 else -1) + 0.0


def _hard(w: float, t: float) -> float:
    return w if abs(w) > t else 0.0


def _shrunk(
    params: Params, rule: Rule, told: str = "each with the sign of its w, or 0 if below 0"
) -> Truth:
    """Return the weights under a rule; `told` says in a step how its sizes make them."""
    weights, t = reals(params, "w"), real(params, "t")
    new = tuple(round(rule(w, t), _DIGITS) for w in weights)
    sizes = row(round(abs(w) - t, _DIGITS) for w in weights)
    return Truth(
        new,
        (
            Step("sizes less the threshold", f"|w| − {shown(t)} for each w", sizes),
            Step("new weights", told, row(new)),
        ),
    )


def _shrink_picture(params: Params) -> Picture:
    t, weights = real(params, "t"), reals(params, "w")
    reach = max(2 * t, *(abs(w) for w in weights), 1.0)
    xs = tuple(reach * (2 * i / 40 - 1) for i in range(41))
    soft = tuple(_soft(x, t) for x in (*xs, *weights))
    data: dict[str, Value] = {"xs": xs, "ys": soft[:41], "px": weights, "py": soft[41:]}
    words = (
        f"Flat at 0 from {shown(-t)} to {shown(t)}.",
        "Beyond, each weight is nearer to 0 by that much.",
    )
    return Picture("curve", data, words)


SOFT_THRESHOLD = Family(
    name="soft_threshold.value",
    title="weights after soft thresholding",
    topic="regularisation",
    formula="sign(w)·max(|w| − t, 0)",
    params=(
        Param("w", "vector", "the weights", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param("t", "decimal", "the threshold, learning rate times penalty", 0, 1000),
    ),
    answer=lambda params: Vector(Float(places=1), length=len(reals(params, "w"))),
    ask=Ask(
        prompt=(
            "The proximal step of an L1 penalty, soft thresholding, is applied to the weights "
            "{{w}} with the threshold {{t}}. What do they become?"
        ),
        explanation=(
            "Each weight moves towards 0 by the threshold and stops there: {{answer}}. That is how "
            "L1 makes weights exactly 0, whereas L2 only scales them down."
        ),
        params={"w": (3, -2, 0.5, -0.5), "t": 1},
        vary={
            "w": VectorRange(DecimalRange(-30, 30, 1), 4),
            "t": ChoiceRange((0.5, 0.8, 1, 1.2, 1.5)),
        },
        level="intermediate",
        seconds=60,
        tags=("l1", "sparsity"),
        sources=(
            "Tibshirani 1996, Regression shrinkage and selection via the lasso, JRSS B 58",
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.Softshrink.html",
        ),
    ),
    truth=lambda params: _shrunk(params, _soft),
    slips={
        "subtracted": slip(
            "sign",
            "the threshold is subtracted from every weight, whatever its sign.",
            lambda params: _shrunk(params, lambda w, t: w - t, "w less the threshold"),
        ),
        "hard": slip(
            "other-convention",
            "weights beyond the threshold stay as they are, as in hard thresholding.",
            lambda params: _shrunk(params, _hard, "w itself where that is positive, else 0"),
        ),
        "one_sided": slip(
            "one-side",
            "every negative weight becomes 0, however large.",
            lambda params: _shrunk(params, lambda w, t: max(w - t, 0.0), "0 for a negative w"),
        ),
    },
    picture=_shrink_picture,
)

FAMILIES = {family.name: family for family in (SGD_STEP, ADAMW_STEP, SOFT_THRESHOLD)}
