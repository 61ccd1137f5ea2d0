"""Pairs of answers: Bradley and Terry's probability and a reward model's loss."""

from __future__ import annotations

import math

from engines.families.functions import log_sigmoid, sigmoid
from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import DecimalRange, IntRange, VectorRange
from engines.values import Float, Value, as_number

_RLHF = "Ouyang et al. 2022, Training language models to follow instructions, arXiv:2203.02155"


def _preferred(
    params: Params, *, swap: bool = False, base: float = math.e, other: bool = True
) -> Truth:
    """Return σ(r_w − r_l), with `base` in the place of e."""
    won, lost = real(params, "rw"), real(params, "rl")
    if swap:
        won, lost = lost, won
    gap = won - (lost if other else 0)
    value = sigmoid(gap * math.log(base))
    sign = "e" if base == math.e else neat(base)
    return Truth(
        value,
        (
            Step(
                "difference",
                f"{neat(won)} − {neat_factor(lost)}" if other else neat(won),
                neat(gap),
            ),
            Step("probability", f"1 / (1 + {sign}^{neat_factor(-gap)})", neat(value)),
        ),
    )


def _shares(params: Params) -> Value | None:
    won, lost = real(params, "rw"), real(params, "rl")
    return None if won + lost == 0 else won / (won + lost)


BRADLEY_TERRY = Family(
    name="bradley_terry.probability",
    title="probability that one answer is preferred",
    topic="reinforcement",
    formula="P(w beats l) = σ(r_w − r_l) = e^r_w / (e^r_w + e^r_l)",
    params=(
        Param("rw", "decimal", "the reward of the first answer", -100, 100),
        Param("rl", "decimal", "the reward of the second answer", -100, 100),
    ),
    answer=lambda _params: Float(places=3, share=True),
    ask=Ask(
        prompt=(
            "A reward model scores answer A with {{rw}} and answer B with {{rl}}. With what "
            "probability is A preferred to B under the Bradley-Terry model (rewards are logits)?"
        ),
        explanation=(
            "The sigmoid of the difference, which is a softmax over the two rewards: {{answer}}. "
            "Only the difference counts, so that rewards have no zero of their own."
        ),
        params={"rw": 2, "rl": 1},
        vary={"rw": DecimalRange(-20, 30, 1), "rl": DecimalRange(-20, 30, 1)},
        seconds=45,
        tags=("rlhf", "preferences"),
        sources=("Bradley & Terry 1952, Rank analysis of incomplete block designs", _RLHF),
    ),
    truth=_preferred,
    slips={
        "shares": bare_slip(
            "no-exponential",
            "the rewards themselves are put in proportion, without the exponential.",
            _shares,
        ),
        "swapped": slip(
            "swapped-roles",
            "the probability of B is given.",
            lambda params: _preferred(params, swap=True),
        ),
        "alone": slip(
            "term-dropped",
            "the sigmoid is taken of A's reward alone.",
            lambda params: _preferred(params, other=False),
        ),
        "base_ten": slip(
            "other-convention",
            "powers of 10 are taken, as for chess ratings.",
            lambda params: _preferred(params, base=10.0),
        ),
    },
)


def _pairs_loss(
    params: Params, *, swap: bool = False, average: bool = True, logarithm: bool = True
) -> Truth:
    """Return the mean of −ln σ(chosen − rejected)."""
    chosen, rejected = reals(params, "w"), reals(params, "l")
    if swap:
        chosen, rejected = rejected, chosen
    gaps = tuple(w - less for w, less in zip(chosen, rejected, strict=True))
    losses = tuple(-log_sigmoid(gap) if logarithm else 1 - sigmoid(gap) for gap in gaps)
    value = math.fsum(losses) / (len(losses) if average else 1)
    whole = " + ".join(map(neat, losses))
    return Truth(
        value,
        (
            Step(
                "chosen less rejected", f"{neat_row(chosen)} − {neat_row(rejected)}", neat_row(gaps)
            ),
            Step(
                "loss of each pair",
                "−ln σ of each" if logarithm else "1 − σ of each",
                neat_row(losses),
            ),
            Step("loss", f"({whole}) / {len(losses)}" if average else whole, neat(value)),
        ),
    )


def _pairs_base_two(params: Params) -> Value:
    return float(as_number(_pairs_loss(params).value)) / math.log(2)


def _mean_gap(params: Params) -> Value:
    """Return the loss of the mean difference."""
    chosen, rejected = reals(params, "w"), reals(params, "l")
    return -log_sigmoid((math.fsum(chosen) - math.fsum(rejected)) / len(chosen))


def _pairs_valid(params: Params) -> str | None:
    same = len(reals(params, "w")) == len(reals(params, "l"))
    return None if same else "there must be one rejected answer for each chosen one"


REWARD_MODEL = Family(
    name="reward_model.loss",
    title="a reward model's loss on pairs",
    topic="reinforcement",
    formula="the mean over pairs of −ln σ(r_chosen − r_rejected)",
    params=(
        Param("w", "vector", "rewards of the chosen", -100, 100, sizes=(1, 8), entry="decimal"),
        Param("l", "vector", "rewards of the rejected", -100, 100, sizes=(1, 8), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "In a batch of preference pairs a reward model gives the chosen answers {{w}} and the "
            "rejected ones {{l}}, pair by pair. What is its pairwise (Bradley-Terry) loss, "
            "averaged over the pairs, with the natural logarithm?"
        ),
        explanation=(
            "Each pair costs −ln of the probability that the model gives to the human choice, and "
            "the mean over pairs is {{answer}}. Equal rewards cost ln 2 = 0.693."
        ),
        params={"w": (3, 0), "l": (1, 1)},
        vary={"w": VectorRange(IntRange(-2, 4), 2), "l": VectorRange(IntRange(-2, 3), 2)},
        level="intermediate",
        seconds=90,
        tags=("rlhf", "preferences"),
        sources=(_RLHF,),
    ),
    truth=_pairs_loss,
    slips={
        "sum": slip(
            "mean-for-sum",
            "the losses of the pairs are added and not averaged.",
            lambda params: _pairs_loss(params, average=False),
        ),
        "swapped": slip(
            "swapped-roles",
            "chosen and rejected change places.",
            lambda params: _pairs_loss(params, swap=True),
        ),
        "no_logarithm": slip(
            "term-dropped",
            "the logarithm is left out: each pair costs 1 − σ.",
            lambda params: _pairs_loss(params, logarithm=False),
        ),
        "mean_first": bare_slip(
            "wrong-sequence",
            "the differences are averaged before the loss is taken.",
            _mean_gap,
        ),
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _pairs_base_two),
    },
    valid=_pairs_valid,
)
