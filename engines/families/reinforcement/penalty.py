"""The reward of RLHF, less its KL penalty."""

from __future__ import annotations

import math

from engines.families.given import real, reals
from engines.families.neat import neat, neat_factor, neat_row
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, DecimalRange, VectorRange
from engines.values import Float


def _penalised(
    params: Params,
    *,
    sign: int = -1,
    scaled: bool = True,
    reference: bool = True,
    average: bool = False,
) -> Truth:
    """Return r − β Σ (log π − log π_ref)."""
    reward, beta = real(params, "r"), real(params, "beta")
    mine, other = reals(params, "logp"), reals(params, "logref")
    gaps = tuple(p - (q if reference else 0) for p, q in zip(mine, other, strict=True))
    gap = math.fsum(gaps) / (len(gaps) if average else 1)
    if not scaled:
        beta = 1.0
    value = reward + sign * beta * gap
    operator = "−" if sign < 0 else "+"
    whole = " + ".join(map(neat_factor, gaps))
    return Truth(
        value,
        (
            Step(
                "log-ratio of each token",
                "log π − log π_ref" if reference else "log π",
                neat_row(gaps),
            ),
            Step("of the answer", f"({whole}) / {len(gaps)}" if average else whole, neat(gap)),
            Step(
                "reward less the penalty",
                f"{neat(reward)} {operator} {neat(beta)} × {neat_factor(gap)}",
                neat(value),
            ),
        ),
    )


def _penalty_valid(params: Params) -> str | None:
    same = len(reals(params, "logp")) == len(reals(params, "logref"))
    return None if same else "both models must score the same tokens"


_LOG = DecimalRange(-30, -1, 1)

KL_PENALTY = Family(
    name="kl_penalty.reward",
    title="a reward less its KL penalty",
    topic="reinforcement",
    formula="r − β · Σ (log π(y_t) − log π_ref(y_t))",
    params=(
        Param("r", "decimal", "the reward model's score", -1000, 1000),
        Param("beta", "decimal", "the weight β of the penalty", 0, 100),
        Param(
            "logp",
            "vector",
            "the policy's log-probability of each token",
            -100,
            0,
            sizes=(1, 8),
            entry="decimal",
        ),
        Param("logref", "vector", "the reference model's", -100, 0, sizes=(1, 8), entry="decimal"),
    ),
    answer=lambda _params: Float(places=3),
    ask=Ask(
        prompt=(
            "In RLHF the reward model gives an answer the score {{r}}. The policy's "
            "log-probabilities of its tokens are {{logp}}, the reference model's {{logref}}. What "
            "is the reward of the whole answer with a KL penalty (log-ratio of the sampled tokens) "
            "of weight β = {{beta}}?"
        ),
        explanation=(
            "The penalty is β times the log-ratio of the answer, a sample of the KL divergence; "
            "log-probabilities of tokens add up. An answer that the policy makes likelier than "
            "the reference does loses reward: {{answer}}."
        ),
        params={"r": 1, "beta": 0.1, "logp": (-0.5, -1, -0.5), "logref": (-1, -2, -2)},
        vary={
            "r": ChoiceRange((-1, 0.5, 1, 2, 3)),
            "beta": ChoiceRange((0.05, 0.1, 0.2, 0.5)),
            "logp": VectorRange(_LOG, 3),
            "logref": VectorRange(_LOG, 3),
        },
        level="intermediate",
        seconds=90,
        tags=("reinforcement-learning", "rlhf"),
        sources=(
            "Ouyang et al. 2022, Training language models to follow instructions, arXiv:2203.02155",
            "Stiennon et al. 2020, Learning to summarize from human feedback, arXiv:2009.01325",
        ),
    ),
    truth=_penalised,
    slips={
        "added": slip(
            "sign",
            "the penalty is added.",
            lambda params: _penalised(params, sign=1),
        ),
        "no_reference": slip(
            "term-dropped",
            "the reference model is left out of the log-ratio.",
            lambda params: _penalised(params, reference=False),
        ),
        "no_beta": slip(
            "factor-dropped",
            "the weight β is left out.",
            lambda params: _penalised(params, scaled=False),
        ),
        "mean": slip(
            "mean-for-sum",
            "the log-ratios of the tokens are averaged and not added.",
            lambda params: _penalised(params, average=True),
        ),
    },
    valid=_penalty_valid,
)
