"""The memory that training takes, and what sharding and checkpointing make of it."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from engines.families.given import Exact, exact, number, word
from engines.families.training.checkpoints import COMPUTE, STORED
from engines.families.worked import plain, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Bytes

BILLION = 10**9
_SIZE = Param("N", "decimal", "the model's parameters, in billions", 0.001, 100_000)
_ZERO = "Rajbhandari et al. 2020, ZeRO, arXiv:1910.02054"


@dataclass(frozen=True, slots=True)
class Recipe:
    """Bytes of each parameter: its weight, its gradient, a float32 copy, the optimiser's state."""

    weight: int
    gradient: int
    copy: int
    state: int


MIXED = "Adam in mixed precision"
RECIPES = {
    MIXED: Recipe(2, 2, 4, 8),
    "Adam in float32": Recipe(4, 4, 0, 8),
    "Adam in bfloat16": Recipe(2, 2, 0, 4),
    "SGD with momentum in float32": Recipe(4, 4, 0, 4),
    "plain SGD in float32": Recipe(4, 4, 0, 0),
}
"""How a model is trained -> bytes of a parameter."""

_ALL = ("weight", "gradient", "copy", "state")


def _parameters(params: Params) -> Exact:
    return exact(params, "N") * BILLION


def _fraction_of_one(params: Params) -> str | None:
    found = _parameters(params)
    return "the parameters must be a whole number" if found.denominator != 1 else None


def _gigabytes(size: Exact) -> str:
    return Bytes(unit="GB").show(plain(size))


def _trained(params: Params, parts: tuple[str, ...] = _ALL, *, state: int | None = None) -> Truth:
    """Return N times the bytes of a parameter; `parts` are counted, `state` replaces the bytes of
    the optimiser's state."""
    recipe = RECIPES[word(params, "how")]
    each = {part: getattr(recipe, part) for part in parts}
    if state is not None:
        each["state"] = state
    one = sum(each.values())
    whole = _parameters(params) * one
    return Truth(
        plain(whole),
        (
            Step("bytes of a parameter", " + ".join(map(str, each.values())), str(one)),
            Step("in all", f"{shown(exact(params, 'N'))} billion × {one}", _gigabytes(whole)),
        ),
    )


def _one_moment(params: Params) -> Truth | None:
    held = RECIPES[word(params, "how")].state
    return _trained(params, state=held // 2) if "Adam" in word(params, "how") else None


def _second_moment(params: Params) -> Truth | None:
    how = word(params, "how")
    return None if "Adam" in how else _trained(params, state=8)


TRAINING_BYTES = Family(
    name="training_memory.bytes",
    title="memory of weights, gradients and optimiser state",
    topic="training",
    formula="parameters · (weight + gradient + float32 copy + optimiser state, in bytes)",
    params=(_SIZE, Param("how", "choice", "how it is trained", choices=tuple(RECIPES))),
    answer=lambda _params: Bytes(unit="GB"),
    ask=Ask(
        prompt=(
            "A model of {{N}} billion parameters is trained with {{how}}. How much memory do "
            "weights, gradients and optimiser state take, without activations? (Mixed precision: "
            "16-bit weights and gradients, and in float32 a copy of the weights and the "
            "optimiser's state. Otherwise everything is in the one format that is named. 1 GB is "
            "10^9 bytes.)"
        ),
        explanation=(
            "Beside each weight stand its gradient and what the optimiser remembers: one number "
            "for momentum, two for Adam. Mixed precision adds a float32 copy of the weights. In "
            "all that is {{answer}}."
        ),
        params={"N": 7, "how": MIXED},
        vary={
            "N": ChoiceRange((0.5, 1, 1.5, 3, 7, 8, 13, 30, 70)),
            "how": ChoiceRange(tuple(RECIPES)),
        },
        level="intermediate",
        seconds=75,
        tags=("memory", "optimisers"),
        sources=(_ZERO, "Micikevicius et al. 2018, Mixed Precision Training, arXiv:1710.03740"),
    ),
    truth=_trained,
    slips={
        "weights_only": slip(
            "term-dropped",
            "only the weights are counted.",
            lambda params: _trained(params, ("weight",)),
        ),
        "no_state": slip(
            "term-dropped",
            "the optimiser's state is left out.",
            lambda params: _trained(params, ("weight", "gradient", "copy")),
        ),
        "no_copy": slip(
            "term-dropped",
            "the float32 copy of the weights is left out.",
            lambda params: _trained(params, ("weight", "gradient", "state")),
        ),
        "no_gradient": slip(
            "term-dropped",
            "the gradients are left out.",
            lambda params: _trained(params, ("weight", "copy", "state")),
        ),
        "one_moment": slip(
            "factor-dropped",
            "one of Adam's two moments is counted.",
            _one_moment,
        ),
        "as_adam": slip(
            "counted-twice",
            "Adam's two moments are counted, which SGD does not have.",
            _second_moment,
        ),
    },
    valid=_fraction_of_one,
)

_SHARED = {0: (), 1: ("state",), 2: ("state", "gradient"), 3: ("state", "gradient", "weight")}
"""ZeRO's stage -> what is split over the devices; the state holds the copy and both moments."""
_EACH = {"weight": 2, "gradient": 2, "state": 12}


def _sharded(params: Params, stage: int) -> Truth:
    """Return the bytes of one device under ZeRO's `stage`."""
    devices = number(params, "n")
    whole = sum(size for part, size in _EACH.items() if part not in _SHARED[stage])
    split = sum(_EACH[part] for part in _SHARED[stage])
    each = whole + Fraction(split, devices)
    found = _parameters(params) * each
    return Truth(
        plain(found),
        (
            Step("bytes of a parameter that are kept", "not split", str(whole)),
            Step("bytes of a parameter that are split", f"over {devices} devices", str(split)),
            Step("bytes of a parameter on one", f"{whole} + {split} / {devices}", shown(each)),
            Step(
                "on one device",
                f"{shown(exact(params, 'N'))} billion × {shown(each)}",
                _gigabytes(found),
            ),
        ),
    )


def _zero(params: Params) -> Truth:
    return _sharded(params, number(params, "stage"))


def _shards_valid(params: Params) -> str | None:
    if _fraction_of_one(params):
        return _fraction_of_one(params)
    if _parameters(params) % number(params, "n"):
        return "the devices do not share the parameters evenly"
    return None


BYTES_PER_DEVICE = Family(
    name="zero.bytes_per_device",
    title="memory of one device under ZeRO",
    topic="training",
    formula=("N · (2 + 2 + 12 / n) in stage 1, N · (2 + 14 / n) in stage 2, N · 16 / n in stage 3"),
    params=(
        _SIZE,
        Param("n", "int", "data-parallel devices", 1, 10_000),
        Param("stage", "choice", "ZeRO's stage", choices=(1, 2, 3)),
    ),
    answer=lambda _params: Bytes(unit="GB"),
    ask=Ask(
        prompt=(
            "A model of {{N}} billion parameters is trained with Adam in mixed precision (16-bit "
            "weights and gradients; a float32 copy of the weights and two float32 moments) on "
            "{{n}} data-parallel devices under ZeRO stage {{stage}}. How much memory does that "
            "take on one device, without activations? (1 GB is 10^9 bytes.)"
        ),
        explanation=(
            "Stage 1 splits the optimiser's state over the devices, stage 2 the gradients too, "
            "stage 3 the weights as well; the rest is on every device. Here that is {{answer}}."
        ),
        params={"N": 8, "n": 8, "stage": 1},
        vary={
            "N": ChoiceRange((1, 2, 4, 8, 16, 32)),
            "n": ChoiceRange((4, 8, 16, 32, 64)),
            "stage": ChoiceRange((1, 2, 3)),
        },
        level="advanced",
        seconds=90,
        tags=("memory", "data-parallel", "zero"),
        sources=(_ZERO,),
    ),
    truth=_zero,
    slips={
        "all_split": slip(
            "wrong-divisor",
            "everything is split over the devices, as in stage 3.",
            lambda params: _sharded(params, 3),
        ),
        "nothing_split": slip(
            "term-dropped",
            "nothing is split: every device holds all.",
            lambda params: _sharded(params, 0),
        ),
        "stage_before": slip(
            "off-by-one",
            "the stage before is taken.",
            lambda params: _sharded(params, number(params, "stage") - 1),
        ),
        "stage_after": slip(
            "off-by-one",
            "the stage after is taken.",
            lambda params: _sharded(params, min(number(params, "stage") + 1, 3)),
        ),
    },
    valid=_shards_valid,
)


FAMILIES = {family.name: family for family in (TRAINING_BYTES, BYTES_PER_DEVICE, STORED, COMPUTE)}
