"""Optimisers that divide by the size of past gradients: Adagrad, RMSprop, Adam."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor
from engines.families.optimisation.stepping import RATE, START
from engines.families.worked import bare_slip, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value

_ADAGRAD_EPS, _EPS = 1e-10, 1e-8
_SHOWN = 6
"""Decimals of w beyond which ε could be seen in a step."""
_GRADIENTS = Param(
    "g", "vector", "the gradients of the steps", -1000, 1000, sizes=(1, 5), entry="decimal"
)
_NO_MEMORY = "a gradient of 0 makes no step"


def _no_zero(params: Params) -> str | None:
    return None if all(reals(params, "g")) else _NO_MEMORY


def _moved(
    step: int, w: float, lr: float, above: float, square: float, eps: float, *, root: bool
) -> tuple[Step, float]:
    """Return the line of w − lr · above / (√square + ε), and the new w. Without `root` the square
    itself divides. ε is too small to be shown."""
    new = w - lr * above / ((math.sqrt(square) if root else square) + eps)
    divisor = f"√{neat(square)}" if root else neat(square)
    numbers = f"{neat(round(w, _SHOWN))} − {neat(lr)} × {neat_factor(above)} / {divisor}"
    return Step(f"w after step {step}", numbers, neat(round(new, _SHOWN))), new


def _plain_sgd(params: Params) -> Value:
    return real(params, "w") - real(params, "lr") * math.fsum(reals(params, "g"))


def _adagrad(params: Params, *, root: bool = True, mean: bool = False, last: bool = False) -> Truth:
    """Return w after s ← s + g², w ← w − lr·g / (√s + ε). `last` keeps the newest square only,
    `mean` divides s by the steps so far."""
    w, lr = real(params, "w"), real(params, "lr")
    squares: list[float] = []
    steps: list[Step] = []
    for index, gradient in enumerate(reals(params, "g"), 1):
        kept = [f"{neat_factor(gradient)}²"]
        if not last:
            kept = [f"{neat_factor(before)}²" for before in reals(params, "g")[:index]]
        squares = [gradient**2] if last else [*squares, gradient**2]
        held = math.fsum(squares) / (index if mean else 1)
        numbers = f"({total(kept)}) / {index}" if mean else total(kept)
        steps.append(Step(f"sum of squares {index}", numbers, neat(held)))
        step, w = _moved(index, w, lr, gradient, held, _ADAGRAD_EPS, root=root)
        steps.append(step)
    return Truth(w, tuple(steps))


_TRIPLES = ((3, 4), (4, 3), (5, 12), (12, 5), (6, 8), (8, 6), (1, 2), (2, 1), (1, 1), (2, 4))
_SIGNED = tuple((a, s * b) for a, b in _TRIPLES for s in (1, -1))

ADAGRAD_STEPS = Family(
    name="adagrad.steps",
    title="steps of Adagrad",
    topic="optimisation",
    formula="s ← s + g², w ← w − lr · g / (√s + ε) (s starts at 0)",
    params=(START, _GRADIENTS, RATE),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Adagrad with learning rate {{lr}} starts at w = {{w}}, with PyTorch's defaults: its "
            "sum of squares starts at 0, ε is negligible, the learning rate does not decay. The "
            "gradients it is given, one a step, are {{g}}. Where is w in the end?"
        ),
        explanation=(
            "Each step divides the gradient by the root of the sum of all squares so far, this "
            "step's too. The sum only grows, so the effective learning rate shrinks: w ends at "
            "{{answer}}."
        ),
        params={"w": 1, "g": (3, 4), "lr": 0.1},
        vary={
            "w": IntRange(1, 5),
            "g": ChoiceRange(_SIGNED),
            "lr": ChoiceRange((0.1, 0.2, 0.5)),
        },
        level="intermediate",
        seconds=120,
        tags=("adagrad", "optimisers"),
        sources=(
            "Duchi, Hazan & Singer 2011, Adaptive Subgradient Methods, JMLR 12",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adagrad.html",
        ),
    ),
    truth=_adagrad,
    slips={
        "no_root": slip(
            "root-or-square",
            "the gradient is divided by the sum of squares itself, not by its root.",
            lambda params: _adagrad(params, root=False),
        ),
        "last_only": slip(
            "term-dropped",
            "each gradient is divided by its own size alone: earlier squares are forgotten.",
            lambda params: _adagrad(params, last=True),
        ),
        "mean": slip(
            "mean-for-sum",
            "the squares are averaged where they are summed.",
            lambda params: _adagrad(params, mean=True),
        ),
        "plain_sgd": bare_slip(
            "no-scale", "the gradients are not divided by anything.", _plain_sgd
        ),
    },
    valid=_no_zero,
)


def _rmsprop(
    params: Params,
    *,
    root: bool = True,
    swapped: bool = False,
    summed: bool = False,
    correct: bool = False,
) -> Truth:
    """Return w after s ← α·s + (1 − α)·g², w ← w − lr·g / (√s + ε).

    `summed` adds the squares up as Adagrad does, `correct` divides s by 1 − α^t as Adam does.
    """
    w, lr, keep = (real(params, name) for name in ("w", "lr", "alpha"))
    enter = 1 - keep
    if swapped:
        keep, enter = enter, keep
    if summed:
        keep = enter = 1.0
    held = 0.0
    steps: list[Step] = []
    for index, gradient in enumerate(reals(params, "g"), 1):
        numbers = f"{neat(keep)} × {neat(held)} + {neat(enter)} × {neat_factor(gradient)}²"
        held = keep * held + enter * gradient**2
        steps.append(Step(f"mean square {index}", numbers, neat(held)))
        square = held
        if correct:
            scale = 1 - keep**index
            square = held / scale
            steps.append(Step(f"corrected {index}", f"{neat(held)} / {neat(scale)}", neat(square)))
        step, w = _moved(index, w, lr, gradient, square, _EPS, root=root)
        steps.append(step)
    return Truth(w, tuple(steps))


RMSPROP_STEPS = Family(
    name="rmsprop.steps",
    title="steps of RMSprop",
    topic="optimisation",
    formula="s ← α·s + (1 − α)·g², w ← w − lr · g / (√s + ε) (s starts at 0)",
    params=(
        START,
        _GRADIENTS,
        Param("alpha", "decimal", "what the mean square keeps of itself", 0.01, 0.999),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "PyTorch's RMSprop with alpha {{alpha}} and learning rate {{lr}} starts at w = {{w}} "
            "(its mean square starts at 0, ε is negligible, no momentum, not centred). The "
            "gradients it is given, one a step, are {{g}}. Where is w in the end?"
        ),
        explanation=(
            "The mean square keeps the share α of itself and takes in 1 − α of the new square. It "
            "starts at 0 and is not corrected for that, so first steps are large: {{answer}}."
        ),
        params={"w": 5, "g": (2, 2), "alpha": 0.75, "lr": 0.1},
        vary={
            "w": IntRange(2, 6),
            "g": VectorRange(ChoiceRange((-4, -2, -1, 1, 2, 3, 4)), 2),
            "alpha": ChoiceRange((0.75, 0.9, 0.99)),
            "lr": ChoiceRange((0.1, 0.2)),
        },
        level="advanced",
        seconds=150,
        tags=("rmsprop", "optimisers"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.optim.RMSprop.html",),
    ),
    truth=_rmsprop,
    slips={
        "no_root": slip(
            "root-or-square",
            "the gradient is divided by the mean square itself, not by its root.",
            lambda params: _rmsprop(params, root=False),
        ),
        "swapped": slip(
            "swapped-roles",
            "α goes to the new square and 1 − α to the old mean.",
            lambda params: _rmsprop(params, swapped=True),
        ),
        "summed": slip(
            "mean-for-sum",
            "the squares are summed up, as Adagrad does.",
            lambda params: _rmsprop(params, summed=True),
        ),
        "corrected": slip(
            "bias-correction",
            "the mean square is corrected for its start at 0, as Adam does.",
            lambda params: _rmsprop(params, correct=True),
        ),
    },
    valid=_no_zero,
)


def _adam(
    params: Params,
    *,
    correct: bool = True,
    frozen: bool = False,
    swapped: bool = False,
    root: bool = True,
) -> Truth:
    """Return w after Adam's steps. `frozen` corrects as at the first step every time, `swapped`
    exchanges the betas, without `root` the second moment itself divides."""
    w, lr, keep1, keep2 = (real(params, name) for name in ("w", "lr", "beta1", "beta2"))
    if swapped:
        keep1, keep2 = keep2, keep1
    first = second = 0.0
    steps: list[Step] = []
    for index, gradient in enumerate(reals(params, "g"), 1):
        age = 1 if frozen else index
        scale1, scale2 = (1 - keep**age if correct else 1.0 for keep in (keep1, keep2))
        fresh = neat_factor(gradient)
        numbers = (
            f"{neat(keep1)} × {neat_factor(first)} + {neat(1 - keep1)} × {fresh}, "
            f"{neat(keep2)} × {neat(second)} + {neat(1 - keep2)} × {fresh}²"
        )
        first = keep1 * first + (1 - keep1) * gradient
        second = keep2 * second + (1 - keep2) * gradient**2
        steps.append(Step(f"moments {index}", numbers, f"{neat(first)}, {neat(second)}"))
        mean, square = first / scale1, second / scale2
        if correct:
            numbers = f"{neat(first)} / {neat(scale1)}, {neat(second)} / {neat(scale2)}"
            steps.append(Step(f"corrected {index}", numbers, f"{neat(mean)}, {neat(square)}"))
        step, w = _moved(index, w, lr, mean, square, _EPS, root=root)
        steps.append(step)
    return Truth(w, tuple(steps))


ADAM_STEPS = Family(
    name="adam.steps",
    title="steps of Adam",
    topic="optimisation",
    formula=(
        "m ← β1·m + (1 − β1)·g, v ← β2·v + (1 − β2)·g², m̂ = m / (1 − β1^t), v̂ = v / (1 − β2^t), "
        "w ← w − lr · m̂ / (√v̂ + ε)"
    ),
    params=(
        START,
        _GRADIENTS,
        Param("beta1", "decimal", "what the first moment keeps", 0, 0.9999, default=0.9),
        Param("beta2", "decimal", "what the second moment keeps", 0, 0.9999, default=0.999),
        RATE,
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "Adam with betas {{beta1}} and {{beta2}}, learning rate {{lr}}, negligible ε and no "
            "weight decay starts at w = {{w}} with both moments 0. The gradients it is given, one "
            "a step, are {{g}}. Where is w after these steps?"
        ),
        explanation=(
            "Both moments are divided by 1 − β^t, which undoes their start at 0. The first step is "
            "lr in size whatever the gradient; later ones depend on how well the gradients agree. "
            "Here w ends at {{answer}}."
        ),
        params={"w": 1, "g": (2, -1), "beta1": 0.9, "beta2": 0.999, "lr": 0.1},
        vary={
            "w": IntRange(1, 4),
            "g": VectorRange(ChoiceRange((-4, -3, -2, -1, 1, 2, 3, 4)), 2),
            "beta1": ChoiceRange((0.5, 0.8, 0.9)),
            "beta2": ChoiceRange((0.96, 0.99, 0.999)),
            "lr": ChoiceRange((0.1, 0.2)),
        },
        level="advanced",
        seconds=240,
        tags=("adam", "optimisers"),
        sources=(
            "Kingma & Ba 2015, Adam, arXiv:1412.6980",
            "https://docs.pytorch.org/docs/stable/generated/torch.optim.Adam.html",
        ),
    ),
    truth=_adam,
    slips={
        "no_correction": slip(
            "bias-correction",
            "the moments are used as they are, without the correction.",
            lambda params: _adam(params, correct=False),
        ),
        "first_correction": slip(
            "bias-correction",
            "every step divides by 1 − β, the correction of the first step.",
            lambda params: _adam(params, frozen=True),
        ),
        "swapped": slip(
            "swapped-roles",
            "the two betas change places.",
            lambda params: _adam(params, swapped=True),
        ),
        "no_root": slip(
            "root-or-square",
            "the second moment itself divides, not its root.",
            lambda params: _adam(params, root=False),
        ),
        "plain_sgd": bare_slip(
            "no-scale",
            "the gradients are neither averaged nor divided by anything, as in plain SGD.",
            _plain_sgd,
        ),
    },
    valid=_no_zero,
)

FAMILIES = {family.name: family for family in (ADAGRAD_STEPS, RMSPROP_STEPS, ADAM_STEPS)}
