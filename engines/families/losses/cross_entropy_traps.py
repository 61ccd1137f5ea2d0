"""Where cross-entropy surprises: softmax twice, its gradient, the first loss, log-probabilities."""

from __future__ import annotations

import math

from engines.families.functions import log_softmax, log_sum_exp, softmax
from engines.families.given import number, real_rows, reals, wholes
from engines.families.losses.reduction import averaged
from engines.families.losses.uniform_guess import CLASSES, INITIAL
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Float, Value, Vector, as_number

_CROSS_ENTROPY = "https://docs.pytorch.org/docs/stable/generated/torch.nn.CrossEntropyLoss.html"
_NLL = "https://docs.pytorch.org/docs/stable/generated/torch.nn.NLLLoss.html"
_LOGITS = Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal")
_CLASS = Param("y", "int", "the right class, counted from 0", 0, 7)


def _class_valid(params: Params) -> str | None:
    return "there is no such class" if number(params, "y") >= len(reals(params, "z")) else None


def _loss(params: Params, *, softmaxes: int = 1) -> Truth:
    """Return the loss of what is left when softmax is applied `softmaxes` times before it."""
    scores = reals(params, "z")
    right = number(params, "y")
    for _ in range(softmaxes):
        scores = softmax(scores)
    log_sum = log_sum_exp(scores)
    value = log_sum - scores[right]
    passed = "softmax(z)" if softmaxes else "z itself"
    return Truth(
        value,
        (
            Step("what the loss receives", passed, row(scores)),
            Step("its log-sum-exp", f"ln Σ exp {row(scores)}", shown(log_sum)),
            Step("loss", f"{shown(log_sum)} − {factor(scores[right])}", shown(value)),
        ),
    )


def _base_two(params: Params) -> Value:
    return float(as_number(_loss(params).value)) / math.log(2)


def _minus_probability(params: Params) -> Value:
    return -softmax(reals(params, "z"))[number(params, "y")]


DOUBLE_SOFTMAX = Family(
    name="ce.double_softmax",
    title="cross-entropy of what softmax made already",
    topic="losses",
    formula="ln Σⱼ exp(pⱼ) − p_y, where p = softmax(z)",
    params=(_LOGITS, _CLASS),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "A classifier ends in a softmax layer, and what that layer gives goes to "
            "nn.CrossEntropyLoss as if it were logits. The softmax layer receives {{z}}; the right "
            "class has index {{y}} (the first has index 0). What loss does PyTorch report?"
        ),
        explanation=(
            "CrossEntropyLoss applies a log-softmax of its own, here to probabilities. These "
            "differ by at most 1, so the loss can never come near 0, and training is slow: "
            "{{answer}}."
        ),
        params={"z": (2, 0, 0), "y": 0},
        vary={"z": VectorRange(IntRange(-2, 3), 3), "y": IntRange(0, 2)},
        level="intermediate",
        seconds=150,
        tags=("cross-entropy", "softmax"),
        sources=(_CROSS_ENTROPY,),
    ),
    truth=_loss,
    slips={
        "once": slip(
            "double-softmax",
            "softmax is applied once only, the layer's or the loss's own.",
            lambda params: _loss(params, softmaxes=0),
        ),
        "thrice": slip(
            "counted-twice",
            "the layer's softmax is applied twice and then the loss's own.",
            lambda params: _loss(params, softmaxes=2),
        ),
        "minus_probability": bare_slip(
            "term-dropped",
            "the loss only picks the right entry and turns its sign, as nn.NLLLoss does.",
            _minus_probability,
        ),
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _base_two),
    },
    valid=_class_valid,
)


def _gradient(params: Params, *, hot: bool = True, batch: int | None = None) -> Truth:
    """Return (p − onehot) / N; without `hot` the one is not taken off."""
    shares = softmax(reals(params, "z"))
    right, size = number(params, "y"), number(params, "N") if batch is None else batch
    marks = tuple(int(hot and index == right) for index in range(len(shares)))
    errors = tuple(share - mark for share, mark in zip(shares, marks, strict=True))
    value = tuple(error / size for error in errors)
    numbers = f"p − {row(marks)}" if hot else "p itself"
    return Truth(
        value,
        (
            Step("softmax", f"p = softmax {row(reals(params, 'z'))}", row(shares)),
            Step("less the one-hot target", numbers, row(errors)),
            Step("share of the mean", f"each / {size}", row(value)),
        ),
    )


def _flipped(params: Params) -> Value:
    right, size = number(params, "y"), number(params, "N")
    shares = softmax(reals(params, "z"))
    return tuple(((index == right) - share) / size for index, share in enumerate(shares))


def _own_slope(params: Params) -> Value:
    size = number(params, "N")
    return tuple(share * (1 - share) / size for share in softmax(reals(params, "z")))


GRAD = Family(
    name="ce.grad",
    title="gradient of cross-entropy",
    topic="losses",
    formula="∂L/∂z = (softmax(z) − onehot(y)) / N",
    params=(
        _LOGITS,
        _CLASS,
        Param("N", "int", "the examples in the batch that the loss is averaged over", 1, 1024),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "z"))),
    ask=Ask(
        prompt=(
            "F.cross_entropy is averaged over a batch of {{N}} (default reduction). One example "
            "has the logits {{z}} and the right class of index {{y}}, counted from 0. What is the "
            "gradient of the loss with respect to these logits?"
        ),
        explanation=(
            "The gradient is the predicted probabilities less the one-hot target, and the mean "
            "gives each example its share. It sums to 0 and is negative for the right class only: "
            "{{answer}}."
        ),
        params={"z": (1, 0, 0), "y": 0, "N": 2},
        vary={
            "z": VectorRange(IntRange(-1, 2), 3),
            "y": IntRange(0, 2),
            "N": ChoiceRange((2, 4)),
        },
        level="intermediate",
        seconds=120,
        tags=("cross-entropy", "softmax", "gradient"),
        sources=(_CROSS_ENTROPY, "Bishop 2006, Pattern Recognition and Machine Learning, 4.3.4"),
    ),
    truth=_gradient,
    slips={
        "flipped": bare_slip("sign", "the probabilities are taken off the target.", _flipped),
        "own_slope": bare_slip(
            "wrong-activation",
            "each entry is p(1 − p), the slope of a sigmoid, over the size of the batch.",
            _own_slope,
        ),
        "no_target": slip(
            "term-dropped",
            "the 1 of the right class is not taken off.",
            lambda params: _gradient(params, hot=False),
        ),
        "no_mean": slip(
            "mean-for-sum",
            "the division by the size of the batch is left out.",
            lambda params: _gradient(params, batch=1),
        ),
    },
    valid=_class_valid,
)


def _picked(
    params: Params, *, logs: bool = True, divisor: float | None = None, sign: int = -1
) -> Truth:
    """Return the mean of `sign` times the picked log-probabilities; without `logs` of
    probabilities."""
    lines = real_rows(params, "z")
    taken = tuple(map(log_softmax if logs else softmax, lines))
    picked = tuple(
        sign * line[right] for line, right in zip(taken, wholes(params, "y"), strict=True)
    )
    made = "log_softmax" if logs else "softmax"
    first = Step(f"{made} of each row", "; ".join(map(row, lines)), "; ".join(map(row, taken)))
    numbers = f"{'−' if sign < 0 else ''}entry y of each row"
    inner = averaged(numbers, picked, divisor, "what is picked")
    return Truth(inner.value, (first, *inner.steps))


def _picks_valid(params: Params) -> str | None:
    lines, rights = real_rows(params, "z"), wholes(params, "y")
    if len(lines) != len(rights):
        return "z and y differ in the number of examples"
    if max(rights) >= len(lines[0]):
        return "there is no such class"
    return None


def _unpicked(params: Params) -> Value:
    """Return the mean over all entries, not over the picked ones."""
    entries: list[float] = []
    for line in real_rows(params, "z"):
        entries += log_softmax(line)
    return -math.fsum(entries) / len(entries)


VALUE = Family(
    name="nll.value",
    title="negative log-likelihood after log-softmax",
    topic="losses",
    formula="−(1/N) Σₙ log_softmax(zₙ)[yₙ], which is the cross-entropy",
    params=(
        Param("z", "matrix", "the logits, a row each", -30, 30, sizes=(2, 4), entry="decimal"),
        Param("y", "vector", "the right class of each example, from 0", 0, 3, sizes=(2, 4)),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "The logits of a batch, one row for each example, are\n\n{{z:matrix}}\n\nand the "
            "targets are {{y}}. What is F.nll_loss(F.log_softmax(z, dim=1), y) with the default "
            "reduction?"
        ),
        explanation=(
            "nll_loss takes log-probabilities, picks the entry of each target, turns its sign and "
            "averages. After log_softmax this is exactly F.cross_entropy: {{answer}}."
        ),
        params={"z": ((1, 0), (0, 2)), "y": (0, 0)},
        vary={
            "z": MatrixRange(IntRange(-1, 3), 2, 2),
            "y": VectorRange(ChoiceRange((0, 1)), 2),
        },
        level="intermediate",
        seconds=120,
        tags=("cross-entropy", "softmax"),
        sources=(_NLL,),
    ),
    truth=_picked,
    slips={
        "all_entries": bare_slip(
            "counted-twice",
            "all log-probabilities are averaged, not those of the targets alone.",
            _unpicked,
        ),
        "of_softmax": slip(
            "term-dropped",
            "softmax stands in place of log_softmax: nll_loss takes no logarithm of its own.",
            lambda params: _picked(params, logs=False),
        ),
        "summed": slip(
            "mean-for-sum",
            "the losses are added up and not averaged.",
            lambda params: _picked(params, divisor=1),
        ),
        "not_turned": slip(
            "sign",
            "the log-probabilities are averaged and their sign left as it is.",
            lambda params: _picked(params, sign=1),
        ),
    },
    valid=_picks_valid,
)

FAMILIES = {family.name: family for family in (DOUBLE_SOFTMAX, GRAD, INITIAL, CLASSES, VALUE)}
