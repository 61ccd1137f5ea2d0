"""Batches: how many there are, and what gradients add up to over several."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import Exact, exact_rows, flag, number, word
from engines.families.training.batch_sizes import ACCUMULATION_STEPS, EFFECTIVE, SCALED_RATE
from engines.families.worked import bare_slip, factor, plain, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Float, Int, Value

_LOADER = "https://docs.pytorch.org/docs/stable/data.html"
_SAMPLES = Param("n", "int", "samples in the data set", 1, 10**9)
_BATCH = Param("B", "int", "samples in a batch", 1, 10**6)


def _whole_batches(params: Params, *, up: bool) -> Truth:
    samples, batch = number(params, "n"), number(params, "B")
    count = -(-samples // batch) if up else samples // batch
    kept = "ceil" if up else "floor"
    return Truth(
        count,
        (
            Step("full batches", f"floor({samples} / {batch})", str(samples // batch)),
            Step(
                "samples left over", f"{samples} − {samples // batch * batch}", f"{samples % batch}"
            ),
            Step("batches", f"{kept}({samples} / {batch})", str(count)),
        ),
    )


def _batches(params: Params) -> Truth:
    return _whole_batches(params, up=not flag(params, "drop"))


def _always_partial(params: Params) -> Value:
    return number(params, "n") // number(params, "B") + 1


def _nearest(params: Params) -> Value:
    return (2 * number(params, "n") + number(params, "B")) // (2 * number(params, "B"))


def _no_batch(params: Params) -> str | None:
    if flag(params, "drop") and number(params, "n") < number(params, "B"):
        return "the data set does not fill one batch"
    return None


BATCHES = Family(
    name="data_loader.batches",
    title="batches of a data loader",
    topic="training",
    formula="ceil(n / B), or floor(n / B) where the last, smaller batch is dropped",
    params=(
        _SAMPLES,
        _BATCH,
        Param("drop", "bool", "drop_last: whether a smaller last batch is dropped", default=False),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A DataLoader runs once over {{n}} samples with batch_size {{B}} and drop_last "
            "{{drop}}. How many batches does it give?"
        ),
        explanation=(
            "What does not fill a batch comes as a smaller last one, unless drop_last is on. "
            "So there are {{answer}}."
        ),
        params={"n": 1000, "B": 32, "drop": False},
        vary={
            "n": IntRange(50, 1000, 10),
            "B": ChoiceRange((10, 16, 20, 25, 32, 50)),
            "drop": ChoiceRange((False, True)),
        },
        seconds=30,
        tags=("data-loading", "batches"),
        sources=(_LOADER,),
    ),
    truth=_batches,
    slips={
        "other_rounding": slip(
            "rounding",
            "drop_last is taken the other way round.",
            lambda params: _whole_batches(params, up=flag(params, "drop")),
        ),
        "always_partial": bare_slip(
            "off-by-one",
            "one batch is added for a remainder, whether there is one or not.",
            _always_partial,
        ),
        "nearest": bare_slip(
            "rounding",
            "the number of batches is rounded to the nearest whole one.",
            _nearest,
        ),
    },
    valid=_no_batch,
)


def _steps(params: Params, *, up: bool = True, epochs: bool = True) -> Truth:
    """Return E · ceil(n / B); `up` rounds so, else down."""
    samples, batch = number(params, "n"), number(params, "B")
    rounds = number(params, "E") if epochs else 1
    each = -(-samples // batch) if up else samples // batch
    kept = "ceil" if up else "floor"
    return Truth(
        each * rounds,
        (
            Step("steps of an epoch", f"{kept}({samples} / {batch})", str(each)),
            Step("steps in all", f"{each} × {rounds}", str(each * rounds)),
        ),
    )


def _pooled(params: Params) -> Truth:
    samples, batch, epochs = number(params, "n"), number(params, "B"), number(params, "E")
    seen = samples * epochs
    count = -(-seen // batch)
    return Truth(
        count,
        (
            Step("samples seen", f"{samples} × {epochs}", str(seen)),
            Step("steps in all", f"ceil({seen} / {batch})", str(count)),
        ),
    )


STEPS = Family(
    name="training.steps",
    title="optimiser steps of a training run",
    topic="training",
    formula="epochs · ceil(n / B)",
    params=(_SAMPLES, _BATCH, Param("E", "int", "epochs", 1, 1000)),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A model is trained for {{E}} epochs on {{n}} samples with batch size {{B}}, one "
            "optimiser step a batch. Every epoch goes through all samples, and its smaller last "
            "batch is kept. How many optimiser steps are made?"
        ),
        explanation=(
            "Each epoch ends with its own smaller batch, so the division is rounded up before it "
            "is multiplied: {{answer}}."
        ),
        params={"n": 1000, "B": 64, "E": 10},
        vary={
            "n": IntRange(100, 2000, 50),
            "B": ChoiceRange((16, 32, 64, 128)),
            "E": ChoiceRange((2, 3, 5, 10, 20)),
        },
        seconds=45,
        tags=("batches", "epochs"),
        sources=(_LOADER,),
    ),
    truth=_steps,
    slips={
        "dropped": slip(
            "rounding",
            "the smaller last batches are dropped.",
            lambda params: _steps(params, up=False),
        ),
        "pooled": slip(
            "wrong-sequence",
            "the samples of all epochs are put together before they are batched.",
            _pooled,
        ),
        "one_epoch": slip(
            "factor-dropped",
            "the steps of one epoch are counted.",
            lambda params: _steps(params, epochs=False),
        ),
    },
)

_DIVIDED = "divided by the number of micro-batches"
_AS_IT_IS = "taken as it is"


def _summed_gradient(
    params: Params, *, divided: bool | None = None, last: bool = False, sums: bool = False
) -> Truth:
    """Return the gradient after all backward() calls.

    `divided` stands in place of what is done with the losses, `last` keeps the last gradient only,
    `sums` adds samples up where they are averaged.
    """
    batches = exact_rows(params, "x")
    if divided is None:
        divided = word(params, "scale") == _DIVIDED
    count = len(batches)
    each = tuple(_gradient(batch, sums=sums) for batch in batches)
    by = Fraction(1, count) if divided else 1
    parts = tuple(gradient * by for gradient in each)
    found = parts[-1] if last else sum(parts)
    how = "sum" if sums else "mean"
    scaled = f"{row(map(plain, each))} / {count}" if divided else "as they are"
    joined = "the last one" if last else total(factor(plain(part)) for part in parts)
    return Truth(
        plain(found),
        (
            Step("gradients of the micro-batches", f"{how} of each", row(map(plain, each))),
            Step("scaled", scaled, row(map(plain, parts))),
            Step("w.grad", joined, shown(plain(found))),
        ),
    )


def _gradient(batch: tuple[Exact, ...], *, sums: bool) -> Exact:
    whole = sum(batch)
    return whole if sums else Fraction(whole) / len(batch)


ACCUMULATED_GRADIENT = Family(
    name="gradient_accumulation.gradient",
    title="gradient accumulated over micro-batches",
    topic="training",
    formula="backward() adds to w.grad: the sum of the micro-batches' gradients",
    params=(
        Param(
            "x",
            "matrix",
            "the samples, one micro-batch a row",
            -100,
            100,
            sizes=(1, 4),
            entry="decimal",
        ),
        Param(
            "scale",
            "choice",
            "what is done with a micro-batch's loss before backward()",
            choices=(_DIVIDED, _AS_IT_IS),
        ),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A model has one weight w, and the loss of a sample x is w·x. The micro-batches are "
            "the rows of\n\n{{x:matrix}}\n\nFor each, the mean of its samples' losses is {{scale}} "
            "and backward() is called; the gradients are cleared before the first one only. What "
            "is w.grad in the end?"
        ),
        explanation=(
            "backward() adds to what is there. Mean losses divided by the number of micro-batches "
            "add up to the gradient of the whole batch's mean; without the division it is that "
            "many times as large. Here w.grad is {{answer}}."
        ),
        params={"x": ((1, 3), (2, 6)), "scale": _DIVIDED},
        vary={
            "x": MatrixRange(IntRange(-4, 8), 2, 2),
            "scale": ChoiceRange((_DIVIDED, _AS_IT_IS)),
        },
        level="intermediate",
        seconds=60,
        tags=("gradient-accumulation", "autograd"),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.Tensor.backward.html",),
    ),
    truth=_summed_gradient,
    slips={
        "not_divided": slip(
            "mean-for-sum",
            "the losses are not divided by the number of micro-batches.",
            lambda params: _summed_gradient(params, divided=False),
        ),
        "averaged": slip(
            "mean-for-sum",
            "the gradients are averaged over the micro-batches, though nothing divides them.",
            lambda params: _summed_gradient(params, divided=True),
        ),
        "replaced": slip(
            "stale-value",
            "each backward() replaces the gradient: the last one alone is left.",
            lambda params: _summed_gradient(params, last=True),
        ),
        "sums": slip(
            "mean-for-sum",
            "the losses of a micro-batch are summed, not averaged.",
            lambda params: _summed_gradient(params, sums=True),
        ),
    },
)

FAMILIES = {
    family.name: family
    for family in (
        BATCHES,
        STEPS,
        EFFECTIVE,
        ACCUMULATION_STEPS,
        SCALED_RATE,
        ACCUMULATED_GRADIENT,
    )
}
