"""Gradient checkpointing: what it keeps, and what it costs."""

from __future__ import annotations

from fractions import Fraction

from engines.families.given import number
from engines.families.worked import bare_slip, plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float, Int, Value

_CHECKPOINTS = (
    "Chen et al. 2016, Training Deep Nets with Sublinear Memory Cost, arXiv:1604.06174",
    "https://docs.pytorch.org/docs/stable/checkpoint.html",
)


def _stored(params: Params, *, own: int = 1, within: bool = True) -> Truth:
    """Return k + L / k − 1. `own` inputs of the segment are checkpoints already; without `within`
    the checkpoints alone are counted."""
    layers, segments = number(params, "L"), number(params, "k")
    length = layers // segments
    inside = length - own if within else 0
    found = segments + inside
    minus = f" − {own}" if own else ""
    return Truth(
        found,
        (
            Step("checkpoints", "one a segment", str(segments)),
            Step(
                "other inputs of one segment",
                f"{layers} / {segments}{minus}" if within else "not counted",
                str(inside),
            ),
            Step("inputs at most", f"{segments} + {inside}", str(found)),
        ),
    )


def _all_layers(params: Params) -> Value:
    return number(params, "L")


def _one_segment(params: Params) -> Value:
    return number(params, "L") // number(params, "k")


def _segments_valid(params: Params) -> str | None:
    if number(params, "L") % number(params, "k"):
        return "the segments are not of one length"
    return None


STORED = Family(
    name="checkpointing.stored",
    title="activations kept under gradient checkpointing",
    topic="training",
    formula="k + L / k − 1, least near k = √L",
    params=(
        Param("L", "int", "layers", 1, 1000),
        Param("k", "int", "segments of equal length", 1, 1000),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A chain of {{L}} layers is cut into {{k}} segments of equal length. Each layer's "
            "backward pass needs its input. The forward pass keeps the input of each segment only; "
            "the backward pass recomputes the other inputs of one segment at a time, from the last "
            "to the first. How many layer inputs are in memory at most at one time?"
        ),
        explanation=(
            "When the last segment is worked on, all checkpoints are still there, and the "
            "segment's own inputs join them, but its first input is a checkpoint already: "
            "{{answer}}. Near √L segments this is about 2√L in place of L."
        ),
        params={"L": 16, "k": 4},
        vary={
            "L": ChoiceRange((12, 16, 24, 32, 36, 48, 64, 96, 100)),
            "k": ChoiceRange((2, 3, 4, 6, 8, 10, 12)),
        },
        level="intermediate",
        seconds=75,
        tags=("memory", "checkpointing"),
        sources=_CHECKPOINTS,
    ),
    truth=_stored,
    slips={
        "own_twice": slip(
            "counted-twice",
            "the first input of the recomputed segment is counted beside its checkpoint.",
            lambda params: _stored(params, own=0),
        ),
        "checkpoints_only": slip(
            "term-dropped",
            "the checkpoints alone are counted.",
            lambda params: _stored(params, within=False),
        ),
        "segment_only": bare_slip(
            "term-dropped",
            "the inputs of one segment alone are counted.",
            _one_segment,
        ),
        "all_layers": bare_slip(
            "term-dropped",
            "the inputs of all layers are kept, as without checkpoints.",
            _all_layers,
        ),
    },
    valid=_segments_valid,
)


def _recomputed(params: Params, *, backward: int = 2, again: int = 1, old: bool = True) -> Truth:
    """Return (3L + c) / 3L. `backward` is a backward pass in forward passes, `again` how many more
    a checkpointed layer costs; without `old` the forward pass alone is the measure."""
    layers, checkpointed = number(params, "L"), number(params, "c")
    each = 1 + backward if old else 1
    before = each * layers
    after = before + again * checkpointed
    passes = f"{each} × {layers}"
    extra = f"{again} × {checkpointed}" if again != 1 else str(checkpointed)
    return Truth(
        plain(Fraction(after, before)),
        (
            Step("forward passes of a layer, before", passes, str(before)),
            Step("with recomputation", f"{before} + {extra}", str(after)),
            Step("growth", f"{after} / {before}", shown(Fraction(after, before))),
        ),
    )


def _too_many(params: Params) -> str | None:
    if number(params, "c") > number(params, "L"):
        return "more layers are checkpointed than there are"
    return None


COMPUTE = Family(
    name="checkpointing.compute",
    title="compute added by gradient checkpointing",
    topic="training",
    formula="(3L + c) / 3L: 4/3 where every layer is recomputed",
    params=(
        Param("L", "int", "layers", 1, 128),
        Param("c", "int", "layers whose forward pass is recomputed", 0, 128),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "A model has {{L}} equal layers. A layer's backward pass costs twice its forward pass. "
            "With gradient checkpointing the forward pass of {{c}} of the layers is recomputed "
            "once during the backward pass. By what factor does the compute of a training step "
            "grow (1 means not at all)?"
        ),
        explanation=(
            "A step costs as much as three forward passes of each layer: its own, and two for the "
            "backward pass; a recomputed layer costs a fourth. That is a factor of {{answer}}."
        ),
        params={"L": 24, "c": 24},
        vary={
            "L": ChoiceRange((12, 16, 24, 32, 40, 48)),
            "c": IntRange(4, 48, 4),
        },
        level="intermediate",
        seconds=60,
        tags=("compute", "checkpointing"),
        sources=_CHECKPOINTS,
    ),
    truth=_recomputed,
    slips={
        "of_forward": slip(
            "wrong-divisor",
            "the forward passes alone are compared: the backward pass is left out.",
            lambda params: _recomputed(params, old=False),
        ),
        "backward_once": slip(
            "factor-dropped",
            "a backward pass is taken to cost as much as a forward pass.",
            lambda params: _recomputed(params, backward=1),
        ),
        "backward_again": slip(
            "counted-twice",
            "the checkpointed layers do forward and backward pass a second time.",
            lambda params: _recomputed(params, again=3),
        ),
    },
    valid=_too_many,
)
