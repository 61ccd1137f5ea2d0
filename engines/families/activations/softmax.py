"""Softmax: a vector, one entry, along an axis of a matrix, and with a temperature."""

from __future__ import annotations

import math
from collections.abc import Callable

from engines.families.functions import Numbers, softmax
from engines.families.functions import softmax_worked as worked
from engines.families.given import number, real, real_rows, reals, transpose
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange, VectorRange
from engines.values import Float, Matrix, Value, Vector

_SOURCES = (
    "Goodfellow, Bengio & Courville 2016, Deep Learning, section 6.2.2.3",
    "https://docs.pytorch.org/docs/stable/generated/torch.nn.functional.softmax.html",
)
_SHARE = Float(places=3, share=True)
_LOGITS = Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal")


def _value(params: Params) -> Truth:
    return worked(reals(params, "z"))


def _without_exponential(logits: Numbers) -> Numbers | None:
    whole = math.fsum(logits)
    return None if whole == 0 else tuple(z / whole for z in logits)


def _sigmoids(logits: Numbers) -> Numbers:
    return tuple(1 / (1 + math.exp(-z)) for z in logits)


def _by_largest(logits: Numbers) -> Numbers:
    top = max(logits)
    return tuple(math.exp(z - top) for z in logits)


def _base_two(params: Params) -> Truth:
    return worked(reals(params, "z"), 2.0)


def _of_vector(change: Callable[[Numbers], Numbers | None]) -> Callable[[Params], Value | None]:
    return lambda params: change(reals(params, "z"))


VALUE = Family(
    name="softmax.value",
    title="softmax of a vector",
    topic="activations",
    formula="softmax(z)ᵢ = exp(zᵢ) / Σⱼ exp(zⱼ)",
    params=(_LOGITS,),
    answer=lambda params: Vector(_SHARE, length=len(reals(params, "z"))),
    ask=Ask(
        prompt="The logits are {{z}}. What does softmax make of them?",
        explanation=(
            "Softmax exponentiates every logit and divides by the sum, so the results are positive "
            "and sum to one: {{answer}}. Only differences between logits count."
        ),
        params={"z": (0, 1, 2)},
        vary={"z": VectorRange(IntRange(-2, 3), 3)},
        seconds=90,
        tags=("softmax",),
        sources=_SOURCES,
    ),
    truth=_value,
    slips={
        "no_exponential": bare_slip(
            "no-exponential",
            "the logits themselves are divided by their sum.",
            _of_vector(_without_exponential),
        ),
        "sigmoid_each": bare_slip(
            "wrong-activation",
            "a sigmoid is taken of each logit by itself.",
            _of_vector(_sigmoids),
        ),
        "base_two": slip("log-base", "2 is raised to the logits in place of e.", _base_two),
        "by_largest": bare_slip(
            "wrong-divisor",
            "the exponentials are divided by the largest one.",
            _of_vector(_by_largest),
        ),
    },
)


def _entry_of(change: Callable[[Numbers], Numbers | None]) -> Callable[[Params], Value | None]:
    def value(params: Params) -> Value | None:
        found = change(reals(params, "z"))
        return None if found is None else found[number(params, "i")]

    return value


def _entry(params: Params, base: float = math.e) -> Truth:
    whole = worked(reals(params, "z"), base)
    index = number(params, "i")
    shares = whole.value
    if not isinstance(shares, tuple):
        raise TypeError("softmax gives a vector")
    chosen = Step(f"entry {index}", "counted from 0", row([shares[index]])[1:-1])  # type: ignore[list-item]
    return Truth(shares[index], (*whole.steps, chosen))


def _index_valid(params: Params) -> str | None:
    if number(params, "i") >= len(reals(params, "z")):
        return "there is no such logit"
    return None


ENTRY = Family(
    name="softmax.entry",
    title="one probability of a softmax",
    topic="activations",
    formula=VALUE.formula,
    params=(_LOGITS, Param("i", "int", "which entry, counted from 0", 0, 7)),
    answer=lambda _params: _SHARE,
    ask=Ask(
        prompt=(
            "The logits are {{z}}. What probability does softmax give the class of index {{i}} "
            "(the first has index 0)?"
        ),
        explanation=(
            "The exponential of the class's logit is divided by the sum of all exponentials: "
            "{{answer}}. The other logits matter, because they are in the sum."
        ),
        params={"z": (0, 1, 2), "i": 2},
        vary={"z": VectorRange(IntRange(-2, 3), 3), "i": IntRange(0, 2)},
        seconds=60,
        tags=("softmax",),
        sources=_SOURCES,
    ),
    truth=_entry,
    slips={
        "no_exponential": bare_slip(
            "no-exponential",
            "the logit itself is divided by the sum of the logits.",
            _entry_of(_without_exponential),
        ),
        "sigmoid": bare_slip(
            "wrong-activation",
            "a sigmoid is taken of this logit alone.",
            _entry_of(_sigmoids),
        ),
        "base_two": slip(
            "log-base",
            "2 is raised to the logits in place of e.",
            lambda params: _entry(params, 2.0),
        ),
        "by_largest": bare_slip(
            "wrong-divisor",
            "the exponential is divided by the largest one.",
            _entry_of(_by_largest),
        ),
    },
    valid=_index_valid,
)


def _along(params: Params, dim: int) -> Truth:
    rows = real_rows(params, "z")
    lines = rows if dim == 1 else transpose(rows)
    shares = tuple(softmax(line) for line in lines)
    name = "row" if dim == 1 else "column"
    steps = [Step("what sums to one", f"dim={dim}", f"each {name}")]
    steps += [
        Step(f"{name} {index + 1}", f"softmax {row(line)}", row(share))
        for index, (line, share) in enumerate(zip(lines, shares, strict=True))
    ]
    return Truth(shares if dim == 1 else transpose(shares), tuple(steps))


def _over_all(params: Params) -> Value:
    rows = real_rows(params, "z")
    width = len(rows[0])
    flat = softmax(tuple(entry for line in rows for entry in line))
    return tuple(flat[start : start + width] for start in range(0, len(flat), width))


AXIS = Family(
    name="softmax.axis",
    title="softmax along an axis",
    topic="activations",
    formula="exp(zᵢⱼ) / the sum of exp over the index that dim names (0: rows, 1: columns)",
    params=(
        Param("z", "matrix", "the logits, by rows", -30, 30, sizes=(2, 4), entry="decimal"),
        Param("dim", "int", "the dimension that is summed over", 0, 1),
    ),
    answer=lambda params: Matrix(
        _SHARE, shape=(len(real_rows(params, "z")), len(real_rows(params, "z")[0]))
    ),
    ask=Ask(
        prompt="z is\n\n{{z:matrix}}\n\nWhat is torch.softmax(z, dim={{dim}})?",
        explanation=(
            "dim names the index that runs in the sum: with dim=0 each column sums to one, with "
            "dim=1 each row. Here: {{answer}}."
        ),
        params={"z": ((1, 2), (3, 5)), "dim": 1},
        vary={"z": MatrixRange(IntRange(-2, 3), 2, 2), "dim": ChoiceRange((0, 1))},
        level="intermediate",
        seconds=120,
        tags=("softmax", "tensors"),
        sources=_SOURCES,
    ),
    truth=lambda params: _along(params, number(params, "dim")),
    slips={
        "other_axis": slip(
            "wrong-axis",
            "it runs along the other dimension.",
            lambda params: _along(params, 1 - number(params, "dim")),
        ),
        "over_all": bare_slip("wrong-divisor", "all entries together sum to one.", _over_all),
    },
)


def _heated(params: Params, heat: float | None = None) -> Truth:
    """Return softmax(z / T); `heat` stands in place of T."""
    logits = reals(params, "z")
    divisor = real(params, "T") if heat is None else heat
    scaled = tuple(z / divisor for z in logits)
    inner = worked(scaled)
    first = Step("logits over temperature", f"each / {shown(divisor)}", row(scaled))
    return Truth(inner.value, (first, *inner.steps))


def _cold(params: Params) -> Truth:
    heat = real(params, "T")
    scaled = tuple(z * heat for z in reals(params, "z"))
    inner = worked(scaled)
    first = Step("logits over temperature", f"each × {shown(heat)}", row(scaled))
    return Truth(inner.value, (first, *inner.steps))


def _probabilities_divided(params: Params) -> Value:
    heat = real(params, "T")
    return tuple(share / heat for share in softmax(reals(params, "z")))


TEMPERATURE = Family(
    name="softmax.temperature",
    title="softmax with a temperature",
    topic="activations",
    formula="softmax(z / T)ᵢ = exp(zᵢ / T) / Σⱼ exp(zⱼ / T)",
    params=(_LOGITS, Param("T", "decimal", "the temperature", 0.1, 100)),
    answer=lambda params: Vector(_SHARE, length=len(reals(params, "z"))),
    ask=Ask(
        prompt="The logits are {{z}}. What does softmax give at temperature {{T}}?",
        explanation=(
            "Logits are divided by the temperature before they are exponentiated. Above 1 it "
            "flattens the distribution, below 1 it sharpens it: {{answer}}."
        ),
        params={"z": (0, 2, 4), "T": 2},
        vary={"z": VectorRange(IntRange(-2, 4), 3), "T": ChoiceRange((0.5, 2, 4))},
        level="intermediate",
        seconds=90,
        tags=("softmax", "sampling"),
        sources=(
            (
                "Hinton, Vinyals & Dean 2015, Distilling the knowledge in a neural network, "
                "arXiv:1503.02531"
            ),
        ),
    ),
    truth=_heated,
    slips={
        "multiplied": slip(
            "inverse-temperature", "the logits are multiplied by the temperature.", _cold
        ),
        "ignored": slip(
            "term-dropped", "the temperature is left out.", lambda params: _heated(params, 1.0)
        ),
        "after_softmax": bare_slip(
            "no-normalising",
            "the probabilities are divided by the temperature, and no longer sum to one.",
            _probabilities_divided,
        ),
    },
)

FAMILIES = {family.name: family for family in (VALUE, ENTRY, AXIS, TEMPERATURE)}
