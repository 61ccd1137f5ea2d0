"""Time in recurrent networks: how gradients scale with it, and how batches are packed along it."""

from __future__ import annotations

from engines.families.given import number, real, wholes
from engines.families.worked import bare_slip, factor, row, shown, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Int, Value, Vector


def _power(params: Params, more: int = 0) -> Truth:
    """Return w^T; slips go some steps further."""
    w, steps = real(params, "w"), number(params, "T") + more
    value = w**steps
    return Truth(
        value,
        (
            Step("slope of one step", "dh_t / dh_(t−1) = w", shown(w)),
            Step(f"product over {steps} steps", f"{factor(w)}^{steps}", Float(sig=4).show(value)),
        ),
    )


def _product(params: Params) -> Value:
    return real(params, "w") * number(params, "T")


def _powers_added(params: Params) -> Value:
    w = real(params, "w")
    return sum(w**step for step in range(1, number(params, "T") + 1))


def _power_picture(params: Params) -> Picture:
    w, steps = real(params, "w"), number(params, "T")
    xs = tuple(range(steps + 1))
    ys = tuple(w**step for step in xs)
    found = Float(sig=3).show(ys[-1])
    words = (f"From step to step the gradient is multiplied by {shown(w)}.", f"It ends at {found}.")
    return Picture("curve", {"xs": xs, "ys": ys, "px": (steps,), "py": (ys[-1],)}, words)


FACTOR = Family(
    name="bptt.factor",
    title="gradient through time of a linear recurrent unit",
    topic="recurrent",
    formula="dh_T/dh_0 = the product of dh_t/dh_(t−1) over T steps = w^T",
    params=(
        Param("w", "decimal", "the recurrent weight", -2, 2),
        Param("T", "int", "time steps", 1, 60),
    ),
    answer=lambda _params: Float(sig=3),
    ask=Ask(
        prompt=(
            "A linear recurrent unit computes h_t = w · h_(t−1) + x_t with w = {{w}}. What is the "
            "derivative of h_T with respect to h_0 after T = {{T}} steps?"
        ),
        explanation=(
            "The gradient is multiplied by w at every step back in time, so it vanishes where "
            "|w| < 1 and explodes where |w| > 1. Here it is {{answer}}."
        ),
        params={"w": 0.5, "T": 5},
        vary={
            "w": ChoiceRange((-2, -0.5, 0.5, 0.8, 0.9, 1.1, 1.5, 2)),
            "T": IntRange(2, 10),
        },
        seconds=45,
        tags=("rnn", "vanishing-gradients"),
        sources=(
            (
                "Pascanu, Mikolov & Bengio 2013, On the difficulty of training recurrent neural "
                "networks, arXiv:1211.5063"
            ),
        ),
    ),
    truth=_power,
    slips={
        "times_steps": bare_slip(
            "sum-for-product", "w is multiplied by the number of steps.", _product
        ),
        "one_less": slip("off-by-one", "one step is left out.", lambda params: _power(params, -1)),
        "one_more": slip(
            "off-by-one",
            "the states are counted, one more than the steps between them.",
            lambda params: _power(params, 1),
        ),
        "powers_added": bare_slip(
            "counted-twice",
            "the powers of all steps are added, though h_0 acts on h_T along one path only.",
            _powers_added,
        ),
    },
    picture=_power_picture,
)


def _packed(params: Params, late: int = 0) -> Truth:
    """Return for each step how many sequences are longer than it; `late` counts some steps more."""
    lengths = sorted(wholes(params, "lengths"), reverse=True)
    steps = range(lengths[0])
    sizes = tuple(sum(length + late > step for length in lengths) for step in steps)
    return Truth(
        sizes,
        (
            Step("sorted, longest first", row(wholes(params, "lengths")), row(lengths)),
            Step("time steps", "the longest sequence", str(lengths[0])),
            Step("sequences that still run", "step by step, from the first on", row(sizes)),
        ),
    )


def _sorted_lengths(params: Params) -> Value:
    return tuple(sorted(wholes(params, "lengths"), reverse=True))


def _padded(params: Params) -> Value:
    lengths = wholes(params, "lengths")
    return (len(lengths),) * max(lengths)


def _padding_picture(params: Params) -> Picture:
    lengths = sorted(wholes(params, "lengths"), reverse=True)
    matrix = tuple(
        tuple(1 if step < length else False for step in range(lengths[0])) for length in lengths
    )
    words = (
        "A row for each sequence, a column for each step; dots are padding.",
        "The batch sizes are the column sums.",
    )
    return Picture("mask", {"matrix": matrix}, words)


BATCH_SIZES = Family(
    name="packed_sequence.batch_sizes",
    title="batch sizes of a packed sequence",
    topic="recurrent",
    formula="for step t = 0, 1, ...: the number of sequences with a length above t",
    params=(Param("lengths", "vector", "lengths of the sequences", 1, 20, sizes=(1, 8)),),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "pack_padded_sequence packs sequences of the lengths {{lengths}} "
            "(enforce_sorted=False). What is batch_sizes of the packed sequence?"
        ),
        explanation=(
            "A packed sequence is stored step by step: batch_sizes says how many sequences still "
            "have an element at each step, so padding is never computed. Here: {{answer}}; the sum "
            "is the number of real elements."
        ),
        params={"lengths": (4, 2, 1)},
        vary={"lengths": VectorRange(IntRange(1, 6), 4)},
        level="intermediate",
        seconds=60,
        tags=("rnn", "padding"),
        sources=(
            "https://docs.pytorch.org/docs/stable/generated/torch.nn.utils.rnn.PackedSequence.html",
        ),
    ),
    truth=_packed,
    slips={
        "lengths": bare_slip(
            "transposed",
            "the lengths of the sequences are given, longest first.",
            _sorted_lengths,
        ),
        "padded": bare_slip(
            "counted-twice", "the padding is counted: every step has all sequences.", _padded
        ),
        "one_step_late": slip(
            "off-by-one",
            "a sequence still counts in the step after its last.",
            lambda params: _packed(params, 1),
        ),
    },
    picture=_padding_picture,
)

FAMILIES = {family.name: family for family in (FACTOR, BATCH_SIZES)}
