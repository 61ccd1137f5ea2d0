"""Log-sum-exp and log-softmax, by the shift that keeps the exponentials small."""

from __future__ import annotations

import math

from engines.families.activations.scalars import docs, power_of_e
from engines.families.functions import log_softmax, softmax
from engines.families.given import reals
from engines.families.worked import bare_slip, factor, row, shown, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, VectorRange
from engines.values import Float, Value, Vector

_BOOK = "Goodfellow, Bengio & Courville 2016, Deep Learning, section 4.1"
_LARGEST_EXPONENT = 88.72283
"""Above it exp overflows in float32, whose largest number is 3.4e38."""


def _log_sum(params: Params, *, base: float = math.e, last: bool = True) -> Truth:
    """Return m + ln Σ exp(z − m), all of it to this base; without `last` m is not added back."""
    logits = reals(params, "z")
    top = max(logits)
    below = tuple(z - top for z in logits)
    powers = tuple(math.exp(each) for each in below)
    whole = math.fsum(powers)
    logarithm = math.log(whole)
    inner = top + logarithm if last else logarithm
    value = inner / math.log(base)
    steps: tuple[Step, ...] = (
        Step("less the largest", f"each − {factor(top)}", row(below)),
        Step("exponentials", ", ".join(map(power_of_e, below)), row(powers)),
        Step("logarithm of their sum", f"ln({total(map(shown, powers))})", shown(logarithm)),
    )
    if last:
        back = Step("the largest added back", f"{shown(top)} + {shown(logarithm)}", shown(inner))
        steps = (*steps, back)
    if base == math.e:
        return Truth(value, steps)
    return Truth(value, (*steps, Step("to base 2", f"{shown(inner)} / ln 2", shown(value))))


def _overflowed(params: Params) -> Value | None:
    return math.inf if max(reals(params, "z")) > _LARGEST_EXPONENT else None


def _mean(params: Params) -> Value:
    logits = reals(params, "z")
    return max(logits) + math.log(
        math.fsum(math.exp(z - max(logits)) for z in logits) / len(logits)
    )


LOG_SUM_EXP = Family(
    name="logsumexp.value",
    title="log-sum-exp of large logits",
    topic="activations",
    formula="ln Σⱼ exp(zⱼ) = m + ln Σⱼ exp(zⱼ − m), m the largest",
    params=(Param("z", "vector", "the logits", -10_000, 10_000, sizes=(1, 8), entry="decimal"),),
    answer=lambda _params: Float(places=3, log=True, allow_nonfinite=True),
    ask=Ask(
        prompt="What does torch.logsumexp give for the float32 logits {{z}}?",
        explanation=(
            "exp overflows in float32 above about 88.7, so the largest logit is taken off before "
            "the exponentials and added back after the logarithm: {{answer}}. The result is never "
            "below the largest logit."
        ),
        params={"z": (100, 100, 101)},
        vary={"z": VectorRange(IntRange(98, 103), 3)},
        level="intermediate",
        seconds=75,
        tags=("softmax", "numerics"),
        sources=(_BOOK, docs("logsumexp")),
    ),
    truth=_log_sum,
    slips={
        "overflow": bare_slip(
            "lost-precision",
            "the exponentials are taken in float32 as they stand, and overflow.",
            _overflowed,
        ),
        "largest": bare_slip(
            "term-dropped",
            "the largest logit is given, without the logarithm of the sum.",
            lambda params: max(reals(params, "z")),
        ),
        "not_added_back": slip(
            "term-dropped",
            "the largest logit is taken off and not added back.",
            lambda params: _log_sum(params, last=False),
        ),
        "base_two": slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _log_sum(params, base=2),
        ),
        "mean": bare_slip("mean-for-sum", "the mean of the exponentials is taken.", _mean),
    },
)


def _log_shares(params: Params, base: float = math.e) -> Truth:
    """Return z − ln Σ exp(z), to this base."""
    logits = reals(params, "z")
    powers = tuple(math.exp(z) for z in logits)
    whole = math.fsum(powers)
    natural = log_softmax(logits)
    value = tuple(each / math.log(base) for each in natural)
    steps = (
        Step("sum of exponentials", total(map(power_of_e, logits)), shown(whole)),
        Step("its logarithm", f"ln {shown(whole)}", shown(math.log(whole))),
        Step("log-probabilities", f"each − {factor(math.log(whole))}", row(natural)),
    )
    if base == math.e:
        return Truth(value, steps)
    return Truth(value, (*steps, Step("to base 2", "each / ln 2", row(value))))


def _less_largest(params: Params) -> Value:
    logits = reals(params, "z")
    return tuple(z - max(logits) for z in logits)


LOG_SOFTMAX = Family(
    name="log_softmax.value",
    title="log-softmax of a vector",
    topic="activations",
    formula="log softmax(z)ᵢ = zᵢ − ln Σⱼ exp(zⱼ)",
    params=(Param("z", "vector", "the logits", -30, 30, sizes=(2, 8), entry="decimal"),),
    answer=lambda params: Vector(Float(places=3, log=True), length=len(reals(params, "z"))),
    ask=Ask(
        prompt="What is the log-softmax of the logits {{z}} (natural logarithm)?",
        explanation=(
            "The logarithm of the division is a subtraction: every logit less the log-sum-exp of "
            "all. Log-probabilities are never positive: {{answer}}."
        ),
        params={"z": (0, 1, 2)},
        vary={"z": VectorRange(IntRange(-2, 3), 3)},
        seconds=90,
        tags=("softmax", "logits"),
        sources=(_BOOK, docs("nn.functional.log_softmax")),
    ),
    truth=_log_shares,
    slips={
        "no_logarithm": bare_slip(
            "term-dropped",
            "the softmax is given, without its logarithm.",
            lambda params: softmax(reals(params, "z")),
        ),
        "less_largest": bare_slip(
            "term-dropped", "only the largest logit is taken off.", _less_largest
        ),
        "base_two": slip(
            "log-base",
            "the logarithm is taken to base 2.",
            lambda params: _log_shares(params, 2),
        ),
        "positive": bare_slip(
            "sign",
            "the sign is turned, as in a loss.",
            lambda params: tuple(-each for each in log_softmax(reals(params, "z"))),
        ),
    },
)

FAMILIES = {family.name: family for family in (LOG_SUM_EXP, LOG_SOFTMAX)}
