"""Held-out data: when to stop by it, and how it is split off."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from engines.families.given import exact, number, wholes
from engines.families.regularisation.stopping import BEST_EPOCH, STOP_EPOCH
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int, Value, Vector

_SKLEARN = "https://scikit-learn.org/stable/modules/generated/sklearn.model_selection"


def _folds(params: Params) -> Truth:
    """Return the sizes of k folds: the first n mod k get one sample more."""
    n, k = number(params, "n"), number(params, "k")
    size, more = divmod(n, k)
    value = (size + 1,) * more + (size,) * (k - more)
    return Truth(
        value,
        (
            Step("samples in each", f"floor({n} / {k})", str(size)),
            Step("left over", f"{n} − {k} × {size}", str(more)),
            Step("sizes", f"one more in the first {more}" if more else "all alike", row(value)),
        ),
    )


def _in_last(params: Params) -> Value:
    n, k = number(params, "n"), number(params, "k")
    return (n // k,) * (k - 1) + (n - n // k * (k - 1),)


def _at_the_end(params: Params) -> Value:
    size, more = divmod(number(params, "n"), number(params, "k"))
    return (size,) * (number(params, "k") - more) + (size + 1,) * more


def _rounded_up(params: Params) -> Value | None:
    """Return sizes of ceil(n / k) with a short last one; None where nothing would be left."""
    n, k = number(params, "n"), number(params, "k")
    large = -(-n // k)
    rest = n - large * (k - 1)
    return (*(large,) * (k - 1), rest) if rest > 0 else None


def _no_fewer_samples(params: Params) -> str | None:
    return "a fold would be empty" if number(params, "n") < number(params, "k") else None


K_FOLD = Family(
    name="k_fold.sizes",
    title="sizes of the folds of cross-validation",
    topic="regularisation",
    formula="the first n mod k folds hold floor(n / k) + 1 samples, the others floor(n / k)",
    params=(
        Param("n", "int", "samples", 2, 100_000),
        Param("k", "int", "folds", 2, 10),
    ),
    answer=lambda params: Vector(Int(), length=number(params, "k")),
    ask=Ask(
        prompt=(
            "{{n}} samples are split into {{k}} folds for cross-validation, as scikit-learn's "
            "KFold and torch.tensor_split do it. How large is each fold, in their order?"
        ),
        explanation=(
            "The sizes differ by one at most, and the first folds take one of the left-over "
            "samples each: {{answer}}. Every sample is in the validation set exactly once."
        ),
        params={"n": 23, "k": 5},
        vary={"n": IntRange(20, 60), "k": ChoiceRange((3, 4, 5, 6))},
        seconds=45,
        tags=("cross-validation",),
        sources=(
            f"{_SKLEARN}.KFold.html",
            "https://docs.pytorch.org/docs/stable/generated/torch.tensor_split.html",
        ),
    ),
    truth=_folds,
    slips={
        "in_last": bare_slip("rounding", "the last fold takes all that is left over.", _in_last),
        "rounded_up": bare_slip(
            "rounding",
            "every fold has n / k samples rounded up, as in torch.chunk, and the last is short.",
            _rounded_up,
        ),
        "at_the_end": bare_slip("wrong-order", "the last folds are the larger ones.", _at_the_end),
        "dropped": bare_slip(
            "rounding",
            "the samples left over are dropped.",
            lambda params: (number(params, "n") // number(params, "k"),) * number(params, "k"),
        ),
    },
    valid=_no_fewer_samples,
)


def _shares(params: Params, share: Fraction) -> tuple[Fraction, ...]:
    return tuple(share * count for count in wholes(params, "m"))


def _whole(numbers: Sequence[Fraction]) -> Value | None:
    """Return the numbers as ints, or None where one is none."""
    if any(one.denominator != 1 for one in numbers):
        return None
    return tuple(one.numerator for one in numbers)


def _held_out(params: Params, *, training: bool = False) -> Truth:
    """Return each class's samples in the test set, or in the `training` set."""
    share = Fraction(exact(params, "s"))
    used = 1 - share if training else share
    counts = wholes(params, "m")
    value = tuple(int(part) for part in _shares(params, used))
    return Truth(
        value,
        (
            Step("share of each class", f"1 − {shown(share)}" if training else "s", shown(used)),
            Step("samples of each class", f"{shown(used)} × {row(counts)}", row(value)),
        ),
    )


def _same_for_all(params: Params) -> Value | None:
    counts = wholes(params, "m")
    each = Fraction(exact(params, "s")) * sum(counts) / len(counts)
    return _whole((each,) * len(counts))


def _from_smallest(params: Params) -> Value | None:
    counts = wholes(params, "m")
    return _whole((Fraction(exact(params, "s")) * min(counts),) * len(counts))


def _splits_evenly(params: Params) -> str | None:
    share = Fraction(exact(params, "s"))
    if _whole(_shares(params, share)) is None:
        return "a class's share of the test set is no whole number"
    return None


STRATIFIED = Family(
    name="stratified_split.counts",
    title="classes in a stratified test set",
    topic="regularisation",
    formula="s · (samples of the class), for every class",
    params=(
        Param("m", "vector", "samples of each class", 1, 10_000, sizes=(2, 6)),
        Param("s", "decimal", "the test set's share of the samples", 0.01, 0.99),
    ),
    answer=lambda params: Vector(Int(), length=len(wholes(params, "m"))),
    ask=Ask(
        prompt=(
            "A dataset has {{m}} samples of its classes. A stratified split puts a share of {{s}} "
            "of the samples into the test set. How many samples of each class are in the test set?"
        ),
        explanation=(
            "Stratified means that every class keeps its proportion, so the share is taken of each "
            "class by itself: {{answer}}. A random split would have these counts on average only."
        ),
        params={"m": (100, 60, 20), "s": 0.2},
        vary={
            "m": VectorRange(IntRange(20, 200, 20), 3),
            "s": ChoiceRange((0.1, 0.15, 0.2, 0.25, 0.3, 0.4)),
        },
        seconds=40,
        tags=("cross-validation", "class-imbalance"),
        sources=(f"{_SKLEARN}.train_test_split.html",),
    ),
    truth=_held_out,
    slips={
        "training": slip(
            "swapped-roles",
            "the counts of the training set are given.",
            lambda params: _held_out(params, training=True),
        ),
        "same_for_all": bare_slip(
            "wrong-divisor",
            "the test set is shared equally among the classes.",
            _same_for_all,
        ),
        "from_smallest": bare_slip(
            "other-convention",
            "every class gives as many samples as the smallest, as in a balanced test set.",
            _from_smallest,
        ),
    },
    valid=_splits_evenly,
)

FAMILIES = {family.name: family for family in (STOP_EPOCH, BEST_EPOCH, K_FOLD, STRATIFIED)}
