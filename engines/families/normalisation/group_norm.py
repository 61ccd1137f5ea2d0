"""Group norm: statistics of an example's channels, group by group."""

from __future__ import annotations

from itertools import chain

from engines.families.given import Exact, exact_rows, number
from engines.families.normalisation.moments import standardised
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Count, Float, Vector

_DOCS = "https://docs.pytorch.org/docs/stable/generated/torch.nn.GroupNorm.html"
_PAPER = "Wu & He 2018, Group normalization, arXiv:1803.08494"


def _first_channel(
    params: Params, *, groups: int | None = None, strided: bool = False, unbiased: bool = False
) -> Truth | None:
    """Return the first channel standardised among its group: neighbouring channels, or every
    G-th one where `strided`. None where its group has a single value for all."""
    channels = exact_rows(params, "x")
    count = number(params, "G") if groups is None else groups
    size = len(channels) // count
    group = channels[::count] if strided else channels[:size]
    among: tuple[Exact, ...] = tuple(chain.from_iterable(group))
    if len(set(among)) == 1:
        return None
    return standardised(channels[0], among, unbiased=unbiased)


def _truth(params: Params) -> Truth:
    found = _first_channel(params)
    if found is None:
        raise ValueError("the first group has one value for all")
    return found


def _valid(params: Params) -> str | None:
    channels, groups = exact_rows(params, "x"), number(params, "G")
    if len(channels) % groups:
        return f"{len(channels)} channels make no {groups} groups of one size"
    first = chain.from_iterable(channels[: len(channels) // groups])
    return "the first group's entries are all equal" if len(set(first)) == 1 else None


GROUP_NORM = Family(
    name="group_norm.value",
    title="group normalisation of a channel",
    topic="normalisation",
    formula="(x − μ) / √(σ² + ε), with mean and variance (divisor n) of the group's channels",
    params=(
        Param("x", "matrix", "a channel in each row", -1000, 1000, sizes=(1, 8), entry="decimal"),
        Param("G", "int", "groups", 1, 8),
    ),
    answer=lambda params: Vector(Float(places=2), length=len(exact_rows(params, "x")[0])),
    ask=Ask(
        prompt=(
            "An example has a channel in each row and a position in each column:\n{{x:matrix}}\n"
            "It goes through a fresh nn.GroupNorm with num_groups={{G}} (γ = 1, β = 0, ε = 10⁻⁵). "
            "What does the first channel become?"
        ),
        explanation=(
            "Neighbouring channels form the groups, and all values of a group in this one example "
            "share mean and variance: {{answer}}. One group is layer norm over the whole example, "
            "one channel a group is instance norm."
        ),
        params={"x": ((1, 3), (5, 7), (0, 2), (4, 4)), "G": 2},
        vary={"x": MatrixRange(IntRange(0, 9), 4, 2), "G": ChoiceRange((1, 2, 4))},
        level="advanced",
        seconds=120,
        tags=("group-norm",),
        sources=(_PAPER, _DOCS),
    ),
    truth=_truth,
    slips={
        "each_channel": slip(
            "wrong-axis",
            "each channel has its own statistics, as in instance norm.",
            lambda params: _first_channel(params, groups=len(exact_rows(params, "x"))),
        ),
        "one_group": slip(
            "wrong-axis",
            "all channels share their statistics, as in layer norm over the whole example.",
            lambda params: _first_channel(params, groups=1),
        ),
        "strided": slip(
            "wrong-order",
            "channels that lie {{G}} apart form a group instead of neighbouring ones.",
            lambda params: _first_channel(params, strided=True),
        ),
        "unbiased": slip(
            "biased-unbiased",
            "the variance is divided by n − 1.",
            lambda params: _first_channel(params, unbiased=True),
        ),
    },
    valid=_valid,
)


def _counted(params: Params, *, examples: bool = True, each: str = "G") -> Truth:
    """Return how many means there are: `each` names what an example has one of, 1 for itself."""
    batch = number(params, "N") if examples else 1
    parts = number(params, each) if each else 1
    return Truth(
        batch * parts,
        (
            Step("means of one example", f"{parts} × 1", str(parts)),
            Step("means of the batch", f"{batch} × {parts}", str(batch * parts)),
        ),
    )


def _groups_valid(params: Params) -> str | None:
    channels, groups = number(params, "C"), number(params, "G")
    return f"{channels} channels make no {groups} groups of one size" if channels % groups else None


STATISTICS = Family(
    name="group_norm.statistics",
    title="means that group norm computes",
    topic="normalisation",
    formula="N·G: one for each group of each example",
    params=(
        Param("N", "int", "examples in the batch", 1, 1024),
        Param("C", "int", "channels", 1, 65_536),
        Param("G", "int", "groups", 1, 65_536),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A batch of shape ({{N}}, {{C}}, 8, 8) goes through nn.GroupNorm({{G}}, {{C}}). How "
            "many means does it compute to normalise with?"
        ),
        explanation=(
            "Every group of every example has its own mean (and variance): {{answer}}. Batch norm "
            "has one for each channel, taken over the whole batch, so that it changes with the "
            "batch; group norm does not."
        ),
        params={"N": 4, "C": 32, "G": 8},
        vary={
            "N": ChoiceRange((2, 3, 4, 6, 8)),
            "C": ChoiceRange((32, 64, 96, 128)),
            "G": ChoiceRange((4, 8, 16, 32)),
        },
        level="intermediate",
        seconds=45,
        tags=("group-norm",),
        sources=(_PAPER, _DOCS),
    ),
    truth=_counted,
    slips={
        "as_batch_norm": slip(
            "wrong-axis",
            "there is one for each channel over the batch, as in batch norm.",
            lambda params: _counted(params, examples=False, each="C"),
        ),
        "as_layer_norm": slip(
            "wrong-axis",
            "there is one for each example, as in layer norm over the whole example.",
            lambda params: _counted(params, each=""),
        ),
        "as_instance_norm": slip(
            "wrong-axis",
            "there is one for each channel of each example, as in instance norm.",
            lambda params: _counted(params, each="C"),
        ),
        "batch_shared": slip(
            "factor-dropped",
            "there is one for each group, shared by the whole batch.",
            lambda params: _counted(params, examples=False),
        ),
    },
    valid=_groups_valid,
)

FAMILIES = {family.name: family for family in (GROUP_NORM, STATISTICS)}
