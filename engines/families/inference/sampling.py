"""Choosing the next token: which tokens are kept, and what penalties and temperatures do."""

from __future__ import annotations

import math
from itertools import pairwise

from engines.families.given import real, reals, wholes
from engines.families.inference.kept import MIN_P, NUCLEUS, TOP_K, TOP_P, listed
from engines.families.inference.shares import Numbers
from engines.families.worked import bare_slip, row, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Float, Int, Value, Vector


def _penalised(
    params: Params, *, everywhere: bool = False, divided: bool = False, repeatedly: bool = False
) -> Truth:
    """Return the logits with those of tokens that were seen divided by θ where positive, else
    multiplied; `everywhere`, `divided` and `repeatedly` (once for each time) are wrong ways."""
    logits, seen, theta = reals(params, "z"), wholes(params, "seen"), real(params, "theta")
    value = list(logits)
    once = range(len(logits)) if everywhere else sorted(set(seen))
    chosen = tuple(seen if repeatedly else once)
    shares = []
    for index in chosen:
        before = value[index]
        up = before < 0 and not divided
        value[index] = before * theta if up else before / theta
        sign = "×" if up else "/"
        shares.append(f"{shown(before)} {sign} {shown(theta)}")
    return Truth(
        tuple(value),
        (
            Step("tokens that are penalised", f"of {row(seen)}", listed(chosen)),
            Step(
                "their logits",
                ", ".join(shares),
                row(value[index] for index in sorted(set(chosen))),
            ),
            Step("all logits", "the others as they were", row(value)),
        ),
    )


def _subtracted(params: Params) -> Value:
    seen, theta = wholes(params, "seen"), real(params, "theta")
    return tuple(
        logit - theta if index in seen else logit for index, logit in enumerate(reals(params, "z"))
    )


def _unknown_token(params: Params) -> str | None:
    if max(wholes(params, "seen")) >= len(reals(params, "z")):
        return "a token that was seen has no logit"
    return None


PENALTY = Family(
    name="sampling.repetition_penalty",
    title="logits after a repetition penalty",
    topic="inference",
    formula="of each token seen: z / θ where z > 0, z · θ where z < 0",
    params=(
        Param("z", "vector", "the logits, from token 0 on", -50, 50, sizes=(2, 8), entry="decimal"),
        Param("seen", "vector", "the tokens so far", 0, 7, sizes=(1, 8)),
        Param("theta", "decimal", "the penalty", 1, 10),
    ),
    answer=lambda params: Vector(Float(places=3), length=len(reals(params, "z"))),
    ask=Ask(
        prompt=(
            "The logits of the next token are {{z}}, from token 0 on; the text so far consists of "
            "the tokens {{seen}}. What are the logits after the repetition penalty {{theta}}, as "
            "Hugging Face applies it?"
        ),
        explanation=(
            "A token that occurs in the text must become less probable, so a positive logit is "
            "divided and a negative one multiplied, once however often it occurs: {{answer}}."
        ),
        params={"z": (2, -1, 3), "seen": (0, 1), "theta": 2},
        vary={
            "z": VectorRange(ChoiceRange((-3, -2, -1, 1, 2, 3, 4)), 3),
            "seen": VectorRange(IntRange(0, 2), 2),
            "theta": ChoiceRange((1.25, 1.6, 2)),
        },
        level="intermediate",
        seconds=75,
        tags=("sampling", "logits"),
        sources=(
            "https://huggingface.co/docs/transformers/internal/generation_utils",
            "Keskar et al. 2019, CTRL, arXiv:1909.05858",
        ),
    ),
    truth=_penalised,
    slips={
        "subtracted": bare_slip(
            "other-convention",
            "the penalty is subtracted, as a presence penalty is.",
            _subtracted,
        ),
        "everywhere": slip(
            "counted-twice",
            "tokens that did not occur are penalised too.",
            lambda params: _penalised(params, everywhere=True),
        ),
        "always_divided": slip(
            "other-convention",
            "negative logits are divided too, as in the CTRL paper's formula, which makes their "
            "tokens more probable.",
            lambda params: _penalised(params, divided=True),
        ),
        "each_time": slip(
            "counted-twice",
            "the penalty is applied once for each time that a token occurs.",
            lambda params: _penalised(params, repeatedly=True),
        ),
    },
    valid=_unknown_token,
)


def _entropy(gap: float) -> float:
    """Return the entropy in nats of the softmax of the logits 0 and `gap`."""
    rest = math.exp(-abs(gap))
    return math.log1p(rest) + abs(gap) * rest / (1 + rest)


def _sharpness(params: Params) -> Numbers:
    gaps, heats = reals(params, "g"), reals(params, "T")
    return tuple(gap / heat for gap, heat in zip(gaps, heats, strict=True))


def _ranked(keys: Numbers) -> tuple[int, ...] | None:
    """Return the settings, counted from 1, by their keys; None where two keys are equal."""
    if len(set(keys)) < len(keys):
        return None
    return tuple(index + 1 for index in sorted(range(len(keys)), key=keys.__getitem__))


def _ordered(params: Params) -> Truth:
    sharp = _sharpness(params)
    entropies = tuple(map(_entropy, sharp))
    value = _ranked(entropies) or ()
    return Truth(
        value,
        (
            Step("logit gap / temperature", _quotients(params), row(sharp)),
            Step("entropies in nats", "the larger the gap, the lower", row(entropies)),
            Step("settings", "from the lowest entropy on", row(value)),
        ),
    )


def _quotients(params: Params) -> str:
    pairs = zip(reals(params, "g"), reals(params, "T"), strict=True)
    return ", ".join(f"{shown(gap)} / {shown(heat)}" for gap, heat in pairs)


def _reversed(params: Params) -> Value:
    value = _ordered(params).value
    return value[::-1] if isinstance(value, tuple) else value


def _multiplied(params: Params) -> Value | None:
    gaps, heats = reals(params, "g"), reals(params, "T")
    return _ranked(tuple(-gap * heat for gap, heat in zip(gaps, heats, strict=True)))


def _indistinct(params: Params) -> str | None:
    if len(reals(params, "g")) != len(reals(params, "T")):
        return "each gap needs a temperature"
    entropies = sorted(map(_entropy, _sharpness(params)))
    if any(high - low < 1e-5 for low, high in pairwise(entropies)):
        return "two entropies can hardly be told apart"
    return None


ENTROPY = Family(
    name="sampling.entropy_order",
    title="settings in order of entropy",
    topic="inference",
    formula="the entropy of softmax((0, g) / T) falls as g / T grows",
    params=(
        Param("g", "vector", "the gaps of two logits", 0, 20, sizes=(2, 5), entry="decimal"),
        Param("T", "vector", "the temperatures", 0.1, 20, sizes=(2, 5), entry="decimal"),
    ),
    answer=lambda params: Vector(Int(), length=len(reals(params, "g"))),
    ask=Ask(
        prompt=(
            "Setting i samples from two tokens whose logits are 0 and the i-th of {{g}}, at the "
            "i-th of the temperatures {{T}}. Order the settings, counted from 1, from the lowest "
            "entropy to the highest."
        ),
        explanation=(
            "The temperature divides the gap of the logits; the larger what is left, the surer the "
            "choice and the lower the entropy: {{answer}}."
        ),
        params={"g": (2, 3, 1), "T": (1, 3, 0.25)},
        vary={
            "g": VectorRange(IntRange(1, 6), 3),
            "T": VectorRange(ChoiceRange((0.5, 1, 2, 3, 4)), 3),
        },
        level="intermediate",
        seconds=60,
        tags=("sampling", "entropy"),
        sources=NUCLEUS,
    ),
    truth=_ordered,
    slips={
        "by_temperature": bare_slip(
            "term-dropped",
            "the temperatures alone decide.",
            lambda params: _ranked(reals(params, "T")),
        ),
        "by_gap": bare_slip(
            "term-dropped",
            "the gaps alone decide.",
            lambda params: _ranked(tuple(-gap for gap in reals(params, "g"))),
        ),
        "multiplied": bare_slip(
            "inverse-temperature", "the temperatures multiply the gaps.", _multiplied
        ),
        "reversed": bare_slip("sign", "the order runs from the highest entropy on.", _reversed),
    },
    valid=_indistinct,
)

FAMILIES = {family.name: family for family in (TOP_K, TOP_P, MIN_P, PENALTY, ENTROPY)}
