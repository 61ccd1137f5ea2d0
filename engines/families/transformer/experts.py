"""Mixtures of experts: the gate's weights, the parameters that a token uses, an expert's room."""

from __future__ import annotations

from fractions import Fraction

from engines.families.functions import softmax
from engines.families.given import exact, number, reals
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Count, Float, Int, Value, Vector

_MIXTRAL = "Jiang et al. 2024, Mixtral of experts, arXiv:2401.04088"
_SWITCH = "Fedus et al. 2021, Switch transformers, arXiv:2101.03961"
_KEPT = Param("k", "int", "experts that a token is sent to", 1, 64)
_EXPERTS = Param("E", "int", "experts", 1, 1_024)


def _largest(logits: tuple[float, ...], count: int) -> tuple[int, ...]:
    """Return the places of the largest logits, largest first."""
    return tuple(sorted(range(len(logits)), key=lambda place: -logits[place])[:count])


def _gated(params: Params) -> Truth:
    """Return the softmax over the k largest logits, 0 elsewhere."""
    logits, count = reals(params, "z"), number(params, "k")
    kept = _largest(logits, count)
    shares = softmax(tuple(logits[place] for place in kept))
    found = [0.0] * len(logits)
    for place, share in zip(kept, shares, strict=True):
        found[place] = share
    return Truth(
        tuple(found),
        (
            Step("experts kept", f"the {count} largest, counted from 0", row(kept)),
            Step("softmax of their logits", row([logits[place] for place in kept]), row(shares)),
            Step("all experts", "0 where one is not kept", row(found)),
        ),
    )


def _cut(params: Params) -> Truth:
    """Return the softmax over all logits, cut to the k largest and not made to sum to one."""
    logits, count = reals(params, "z"), number(params, "k")
    kept, shares = _largest(logits, count), softmax(logits)
    found = tuple(share if place in kept else 0.0 for place, share in enumerate(shares))
    return Truth(
        found,
        (
            Step("experts kept", f"the {count} largest, counted from 0", row(kept)),
            Step("softmax of all logits", row(logits), row(shares)),
            Step("all experts", "0 where one is not kept", row(found)),
        ),
    )


def _equal(params: Params) -> Value:
    logits, count = reals(params, "z"), number(params, "k")
    kept = _largest(logits, count)
    return tuple(1 / count if place in kept else 0.0 for place in range(len(logits)))


def _no_tie(params: Params) -> str | None:
    logits, count = reals(params, "z"), number(params, "k")
    if count > len(logits):
        return "there are not so many experts"
    ordered = sorted(logits, reverse=True)
    if count < len(logits) and ordered[count - 1] == ordered[count]:
        return "a tie decides which expert is kept"
    return None


GATE = Family(
    name="moe.gate_weights",
    title="weights of a mixture's gate",
    topic="transformer",
    formula="softmax over the k largest logits, 0 for all other experts",
    params=(
        Param("z", "vector", "the router's logits", -30, 30, sizes=(2, 8), entry="decimal"),
        _KEPT,
    ),
    answer=lambda params: Vector(Float(places=3, share=True), length=len(reals(params, "z"))),
    ask=Ask(
        prompt=(
            "The router of a mixture of experts gives a token the logits {{z}}, one for each "
            "expert. As in Mixtral, the {{k}} largest are kept and softmax runs over these alone. "
            "What weight does each expert get?"
        ),
        explanation=(
            "Experts that are not kept get exactly 0, and the weights of the kept ones sum to one: "
            "{{answer}}. A softmax over all logits leads there too, if the kept shares are "
            "normalised again."
        ),
        params={"z": (1, 3, 0, 2), "k": 2},
        vary={"z": VectorRange(IntRange(-2, 3), 4), "k": ChoiceRange((2, 3))},
        level="intermediate",
        seconds=90,
        tags=("transformer", "experts", "softmax"),
        sources=(_MIXTRAL, "Shazeer et al. 2017, Outrageously large networks, arXiv:1701.06538"),
    ),
    truth=_gated,
    slips={
        "not_renormalised": slip(
            "no-normalising",
            "softmax runs over all logits and the kept shares are left as they are.",
            _cut,
        ),
        "not_cut": bare_slip(
            "term-dropped",
            "every expert keeps its share of the softmax over all logits.",
            lambda params: softmax(reals(params, "z")),
        ),
        "equal": bare_slip(
            "mean-for-sum",
            "every kept expert gets the same weight, whatever its logit.",
            _equal,
        ),
    },
    valid=_no_tie,
)


def _active(
    params: Params, *, matrices: int = 3, experts: str = "k", router: str | None = "E"
) -> Truth:
    """Return k · 3 · d · ff + d · E. `experts` names the number that is counted, `router` the
    outputs of the router, None for no router."""
    width, inner, count = number(params, "d"), number(params, "ff"), number(params, experts)
    one = matrices * width * inner
    scores = 0 if router is None else number(params, router)
    gate = width * scores
    return Truth(
        count * one + gate,
        (
            Step("one expert", f"{matrices} × {width} × {inner}", str(one)),
            Step("experts counted", f"{count} × {one}", str(count * one)),
            Step("router", f"{width} × {scores}", str(gate)),
            Step("together", f"{count * one} + {gate}", str(count * one + gate)),
        ),
    )


def _enough(params: Params) -> str | None:
    return "there are not so many experts" if number(params, "k") > number(params, "E") else None


ACTIVE = Family(
    name="moe.active_params",
    title="parameters that a token uses in a mixture",
    topic="transformer",
    formula="k · 3 · d · ff + d · E: k experts with SwiGLU and the whole router",
    params=(
        Param("d", "int", "width of the model", 1, 65_536),
        Param("ff", "int", "width inside an expert", 1, 262_144),
        _EXPERTS,
        _KEPT,
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A mixture-of-experts layer of width {{d}} holds {{E}} experts, SwiGLU networks with "
            "{{ff}} units inside, and a linear router with one score for each expert; nothing has "
            "a bias. Each token is sent to {{k}} experts. How many of the layer's parameters does "
            "one token use, the router included?"
        ),
        explanation=(
            "The router scores all experts, but only the chosen ones run, with three matrices of "
            "d × ff each: {{answer}}. All experts still have to lie in memory."
        ),
        params={"d": 4_096, "ff": 14_336, "E": 8, "k": 2},
        vary={
            "d": ChoiceRange((256, 512, 1_024, 2_048, 4_096)),
            "ff": ChoiceRange((512, 1_024, 2_048, 4_096, 14_336)),
            "E": ChoiceRange((6, 8, 16, 64)),
            "k": ChoiceRange((2, 4)),
        },
        level="advanced",
        seconds=120,
        tags=("transformer", "experts", "parameters"),
        sources=(_MIXTRAL,),
    ),
    truth=_active,
    slips={
        "all_experts": slip(
            "counted-twice",
            "all experts are counted, the idle ones too.",
            lambda params: _active(params, experts="E"),
        ),
        "no_router": slip(
            "term-dropped",
            "the router is left out.",
            lambda params: _active(params, router=None),
        ),
        "two_matrices": slip(
            "gate-count",
            "an expert is counted with two matrices, as without a gate.",
            lambda params: _active(params, matrices=2),
        ),
        "router_of_chosen": slip(
            "in-for-out",
            "the router is counted for the chosen experts only.",
            lambda params: _active(params, router="k"),
        ),
    },
    valid=_enough,
)


def _room(params: Params, *, chosen: bool = True, slack: bool = True, floor: bool = False) -> Truth:
    """Return ceil(cf · T · k / E). `chosen` False leaves k out, `slack` False the factor."""
    tokens, experts = number(params, "T"), number(params, "E")
    count = number(params, "k") if chosen else 1
    factor = exact(params, "cf") if slack else 1
    assigned = tokens * count
    share = Fraction(assigned) / experts
    raw = factor * share
    value = raw.__floor__() if floor else raw.__ceil__()
    rounded = "floor" if floor else "ceil"
    return Truth(
        value,
        (
            Step("tokens handed out", f"{tokens} × {count}", str(assigned)),
            Step("even share of an expert", f"{assigned} / {experts}", shown(share)),
            Step("with the slack", f"{rounded}({shown(factor)} × {shown(share)})", str(value)),
        ),
    )


def _divided_by_k(params: Params) -> int:
    """Return ceil(cf · T / (k · E))."""
    places = number(params, "E") * number(params, "k")
    return (exact(params, "cf") * Fraction(number(params, "T"), places)).__ceil__()


CAPACITY = Family(
    name="moe.capacity",
    title="capacity of an expert",
    topic="transformer",
    formula="ceil(cf · T · k / E)",
    params=(
        Param("T", "int", "tokens in the batch", 1, 10**6),
        _EXPERTS,
        _KEPT,
        Param("cf", "choice", "capacity factor", choices=(1, 1.25, 1.5, 2)),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A mixture of experts sends each of the {{T}} tokens of a batch to {{k}} of its {{E}} "
            "experts. The capacity of an expert is its even share of these assignments times the "
            "capacity factor {{cf}}, rounded up. How many tokens can one expert take?"
        ),
        explanation=(
            "Each token is handed out k times, so an even share is T · k / E; the factor leaves "
            "room for uneven routing: {{answer}}. What goes beyond is dropped."
        ),
        params={"T": 100, "E": 8, "k": 2, "cf": 1.25},
        vary={
            "T": IntRange(40, 120),
            "E": ChoiceRange((6, 8, 10, 16)),
            "k": ChoiceRange((1, 2, 4)),
            "cf": ChoiceRange((1, 1.25, 1.5, 2)),
        },
        level="intermediate",
        seconds=75,
        tags=("transformer", "experts"),
        sources=(_SWITCH, "Lepikhin et al. 2020, GShard, arXiv:2006.16668"),
    ),
    truth=_room,
    slips={
        "floor": slip(
            "rounding",
            "the capacity is rounded down.",
            lambda params: _room(params, floor=True),
        ),
        "one_expert_each": slip(
            "factor-dropped",
            "each token is handed out once, not k times.",
            lambda params: _room(params, chosen=False),
        ),
        "no_slack": slip(
            "factor-dropped",
            "the capacity factor is left out.",
            lambda params: _room(params, slack=False),
        ),
        "divided": bare_slip(
            "wrong-divisor",
            "k divides the share in place of multiplying it.",
            _divided_by_k,
        ),
    },
    valid=_enough,
)

FAMILIES = {family.name: family for family in (GATE, ACTIVE, CAPACITY)}
