"""Preferences: DPO and GRPO; Bradley-Terry pairs stand beside."""

from __future__ import annotations

import math

from engines.families.functions import log_sigmoid
from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.reinforcement.pairs import BRADLEY_TERRY, REWARD_MODEL
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Value, Vector, as_number, show_value


def _loss(
    params: Params,
    *,
    reference: bool = True,
    inside: bool = True,
    swap: bool = False,
    scaled: bool = True,
) -> Truth:
    """Return −ln σ(β((π_w − ref_w) − (π_l − ref_l))) of log-probabilities. Where β is not
    `inside` it multiplies the loss."""
    won, lost = real(params, "pw"), real(params, "pl")
    base_won, base_lost = real(params, "rw"), real(params, "rl")
    if not reference:
        base_won = base_lost = 0.0
    beta = real(params, "beta") if scaled else 1.0
    up, down = won - base_won, lost - base_lost
    margin = down - up if swap else up - down
    scaled_margin = beta * margin if inside else margin
    value = -log_sigmoid(scaled_margin) * (1 if inside else beta)
    order = f"{neat(down)} − {neat_factor(up)}" if swap else f"{neat(up)} − {neat_factor(down)}"
    product = f"{neat(beta)} × {neat_factor(margin)}" if inside and scaled else neat(margin)
    tail = "" if inside else f" × {neat(beta)}"
    ratios = (
        f"{neat(won)} − {neat_factor(base_won)}, {neat(lost)} − {neat_factor(base_lost)}"
        if reference
        else f"{neat(won)}, {neat(lost)}"
    )
    return Truth(
        value,
        (
            Step("log-ratios, chosen and rejected", ratios, f"{neat(up)}, {neat(down)}"),
            Step("margin", order, neat(margin)),
            Step("logit", product, neat(scaled_margin)),
            Step("loss", f"ln(1 + e^{neat_factor(-scaled_margin)}){tail}", neat(value)),
        ),
    )


def _loss_base_two(params: Params) -> Value:
    return float(as_number(_loss(params).value)) / math.log(2)


def _log_probability(name: str, doc: str) -> Param:
    return Param(name, "decimal", doc, -1000, 0)


DPO = Family(
    name="dpo.loss",
    title="DPO's loss of one pair",
    topic="reinforcement",
    formula="−ln σ(β · ((log π_w − log ref_w) − (log π_l − log ref_l)))",
    params=(
        _log_probability("pw", "the policy's log-probability of the chosen answer"),
        _log_probability("pl", "the policy's log-probability of the rejected answer"),
        _log_probability("rw", "the reference's log-probability of the chosen answer"),
        _log_probability("rl", "the reference's log-probability of the rejected answer"),
        Param("beta", "decimal", "β, how closely the policy stays by the reference", 0, 10),
    ),
    answer=lambda _params: Float(places=3, log=True),
    ask=Ask(
        prompt=(
            "The policy gives the chosen answer the log-probability {{pw}} and the rejected one "
            "{{pl}}; the reference model gives them {{rw}} and {{rl}}. What is the DPO loss of "
            "this pair with β = {{beta}} (natural logarithm)?"
        ),
        explanation=(
            "β times a log-ratio is the reward that the policy implies. The loss is −ln σ of the "
            "chosen answer's reward less the rejected one's, here {{answer}}; it is ln 2 = 0.693 "
            "where policy and reference agree."
        ),
        params={"pw": -2, "pl": -3, "rw": -3, "rl": -2, "beta": 0.5},
        vary={
            "pw": IntRange(-9, -1),
            "pl": IntRange(-9, -1),
            "rw": IntRange(-9, -1),
            "rl": IntRange(-9, -1),
            "beta": ChoiceRange((0.1, 0.2, 0.5)),
        },
        level="advanced",
        seconds=120,
        tags=("rlhf", "dpo"),
        sources=("Rafailov et al. 2023, Direct preference optimization, arXiv:2305.18290",),
    ),
    truth=_loss,
    slips={
        "no_reference": slip(
            "term-dropped",
            "the reference model is left out.",
            lambda params: _loss(params, reference=False),
        ),
        "beta_outside": slip(
            "wrong-sequence",
            "β multiplies the loss and not the margin.",
            lambda params: _loss(params, inside=False),
        ),
        "no_beta": slip(
            "factor-dropped",
            "β is left out.",
            lambda params: _loss(params, scaled=False),
        ),
        "swapped": slip(
            "swapped-roles",
            "the chosen and the rejected answer change places.",
            lambda params: _loss(params, swap=True),
        ),
        "base_two": bare_slip("log-base", "the logarithm is taken to base 2.", _loss_base_two),
    },
)


def _group(
    params: Params, *, less: int = 1, root: bool = True, divided: bool = True, centred: bool = True
) -> Truth:
    """Return (r − mean) / std, the variance divided by n − `less`."""
    rewards = reals(params, "r")
    count = len(rewards)
    middle = math.fsum(rewards) / count
    squares = math.fsum((reward - middle) ** 2 for reward in rewards)
    variance = squares / (count - less)
    below = math.sqrt(variance) if root else variance
    taken = middle if centred else 0.0
    found = tuple((reward - taken) / (below if divided else 1) for reward in rewards)
    spread = f"{neat(squares)} / {count - less}"
    listed = show_value(params["r"])
    numbers = f"({listed} − {neat_factor(taken)})" if centred else listed
    return Truth(
        found,
        (
            Step("mean of the group", f"of {listed}", neat(middle)),
            Step("standard deviation", f"√({spread})" if root else spread, neat(below)),
            Step(
                "advantages", f"{numbers} / {neat(below)}" if divided else numbers, neat_row(found)
            ),
        ),
    )


def _group_valid(params: Params) -> str | None:
    same = len(set(reals(params, "r"))) == 1
    return "all rewards are the same, and the deviation is 0" if same else None


GRPO = Family(
    name="grpo.advantages",
    title="GRPO's advantages of a group",
    topic="reinforcement",
    formula="(r_i − mean(r)) / std(r)",
    params=(Param("r", "vector", "the rewards of the group", -1000, 1000, sizes=(2, 8)),),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "r"))),
    ask=Ask(
        prompt=(
            "GRPO samples a group of answers to one prompt; their rewards are {{r}}. What are the "
            "answers' advantages, with the standard deviation that divides by n − 1 (as torch.std "
            "does) and without a small ε below the line?"
        ),
        explanation=(
            "The group's own mean is the baseline, so that no value network is needed, and the "
            "deviation puts all groups on one scale: {{answer}}. Every token of an answer gets its "
            "advantage."
        ),
        params={"r": (1, 0, 0, 1)},
        vary={"r": VectorRange(IntRange(0, 4), 4)},
        level="intermediate",
        seconds=120,
        tags=("rlhf", "grpo"),
        sources=("Shao et al. 2024, DeepSeekMath, arXiv:2402.03300",),
    ),
    truth=_group,
    slips={
        "biased": slip(
            "biased-unbiased",
            "the variance is divided by n.",
            lambda params: _group(params, less=0),
        ),
        "variance": slip(
            "root-or-square",
            "the variance is put below the line, and not its root.",
            lambda params: _group(params, root=False),
        ),
        "not_scaled": slip(
            "no-scale",
            "the deviation does not divide, as in Dr. GRPO.",
            lambda params: _group(params, divided=False),
        ),
        "not_centred": slip(
            "term-dropped",
            "the mean is not taken off.",
            lambda params: _group(params, centred=False),
        ),
    },
    valid=_group_valid,
)


FAMILIES = {family.name: family for family in (DPO, GRPO, BRADLEY_TERRY, REWARD_MODEL)}
