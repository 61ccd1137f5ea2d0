"""Measures of language models that do not depend on the tokeniser: per word, per byte."""

from __future__ import annotations

import math

from engines.families.given import number, real
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Float

_LOSS = Param("loss", "decimal", "mean loss per token, in nats", 0.01, 20)
_TOKENS = Param("T", "int", "tokens of the text", 1, 10**9)
_LOSSES = ChoiceRange((1.2, 1.5, 1.6, 1.8, 2, 2.2, 2.4, 2.5, 3))


def _per_word(params: Params, *, words: str = "W", tokens: str = "T") -> Truth:
    """Return exp(loss · T / W); `tokens` and `words` name the parameters in place of T and W."""
    loss, count, divisor = real(params, "loss"), number(params, tokens), number(params, words)
    whole = round(loss * count, 9)
    each = loss * count / divisor
    value = math.exp(each)
    return Truth(
        value,
        (
            Step("loss of the text in nats", f"{shown(loss)} × {count}", shown(whole)),
            Step("loss per word", f"{shown(whole)} / {divisor}", shown(each)),
            Step("perplexity per word", f"e^{shown(each)}", shown(value)),
        ),
    )


def _base_two(params: Params) -> float:
    return math.pow(2, real(params, "loss") * number(params, "T") / number(params, "W"))


def _too_large(params: Params) -> str | None:
    each = real(params, "loss") * number(params, "T") / number(params, "W")
    return "the loss a word is too large" if each > 40 else _short(params)


def _short(params: Params) -> str | None:
    fits = number(params, "T") >= number(params, "W")
    return None if fits else "there are fewer tokens than words"


PER_WORD = Family(
    name="perplexity.per_word",
    title="perplexity per word from the loss per token",
    topic="language",
    formula="exp(mean loss per token · tokens / words), the loss in nats",
    params=(_LOSS, _TOKENS, Param("W", "int", "words of the text", 1, 10**9)),
    answer=lambda _params: Float(sig=3, log=True),
    ask=Ask(
        prompt=(
            "A text of {{W}} words is {{T}} tokens long. A language model's mean cross-entropy is "
            "{{loss}} per token, in nats (natural log). What is its perplexity per word?"
        ),
        explanation=(
            "The loss of the whole text belongs to its words, so the mean is taken over words "
            "before the exponential: {{answer}}. Per token, models with different "
            "tokenisers cannot be compared."
        ),
        params={"loss": 2, "T": 150, "W": 100},
        vary={
            "loss": _LOSSES,
            "T": ChoiceRange((120, 125, 130, 140, 150, 160)),
            "W": ChoiceRange((80, 100)),
        },
        level="intermediate",
        seconds=75,
        tags=("perplexity", "language-models"),
        sources=(
            (
                "Mielke et al. 2019, What kind of language is hard to language-model?, "
                "arXiv:1906.04726"
            ),
        ),
    ),
    truth=_per_word,
    slips={
        "per_token": slip(
            "wrong-divisor",
            "the mean is taken over tokens: the perplexity per token.",
            lambda params: _per_word(params, words="T"),
        ),
        "upside_down": slip(
            "swapped-roles",
            "words and tokens change places.",
            lambda params: _per_word(params, words="T", tokens="W"),
        ),
        "base_two": bare_slip("log-base", "2, not e, is raised to the loss per word.", _base_two),
        "no_exponential": bare_slip(
            "no-exponential",
            "the loss per word is not exponentiated.",
            lambda params: real(params, "loss") * number(params, "T") / number(params, "W"),
        ),
    },
    valid=_too_large,
)


def _per_byte(params: Params, *, inverted: bool = False, nats: bool = False) -> Truth:
    """Return loss · T / (bytes · ln 2); `inverted` swaps tokens and bytes, `nats` leaves the
    result in nats."""
    loss, tokens, size = real(params, "loss"), number(params, "T"), number(params, "bytes")
    above, below = (size, tokens) if inverted else (tokens, size)
    whole = round(loss * above, 9)
    bits = whole if nats else whole / math.log(2)
    value = bits / below
    return Truth(
        value,
        (
            Step("loss of the text in nats", f"{shown(loss)} × {above}", shown(whole)),
            Step("in bits", "left in nats" if nats else f"{shown(whole)} / ln 2", shown(bits)),
            Step("bits per byte", f"{shown(bits)} / {below}", shown(value)),
        ),
    )


def _multiplied(params: Params) -> float:
    loss, tokens, size = real(params, "loss"), number(params, "T"), number(params, "bytes")
    return loss * tokens * math.log(2) / size


def _shorter(params: Params) -> str | None:
    fits = number(params, "bytes") >= number(params, "T")
    return None if fits else "there are fewer bytes than tokens"


PER_BYTE = Family(
    name="bits_per_byte.value",
    title="bits per byte from the loss per token",
    topic="language",
    formula="mean loss per token · tokens / (bytes · ln 2), the loss in nats",
    params=(_LOSS, _TOKENS, Param("bytes", "int", "bytes of the text", 1, 10**9)),
    answer=lambda _params: Float(places=3, unit="bits", log=True),
    ask=Ask(
        prompt=(
            "A text of {{bytes}} bytes is {{T}} tokens long. A language model's mean cross-entropy "
            "is {{loss}} per token, in nats (natural log). How many bits per byte is that?"
        ),
        explanation=(
            "The loss of the whole text, turned from nats into bits by dividing by ln 2, is spread "
            "over its bytes, which no tokeniser changes: {{answer}}."
        ),
        params={"loss": 2.4, "T": 100, "bytes": 400},
        vary={
            "loss": _LOSSES,
            "T": ChoiceRange((100, 120, 150, 200, 250)),
            "bytes": IntRange(400, 1000, 100),
        },
        level="intermediate",
        seconds=75,
        tags=("perplexity", "language-models"),
        sources=("Gao et al. 2020, The Pile, arXiv:2101.00027",),
    ),
    truth=_per_byte,
    slips={
        "nats": slip(
            "log-base",
            "nats are taken for bits.",
            lambda params: _per_byte(params, nats=True),
        ),
        "upside_down": slip(
            "swapped-roles",
            "tokens and bytes change places.",
            lambda params: _per_byte(params, inverted=True),
        ),
        "per_token": bare_slip(
            "wrong-divisor",
            "the bits per token are taken.",
            lambda params: real(params, "loss") / math.log(2),
        ),
        "multiplied": bare_slip(
            "log-base", "nats are multiplied by ln 2, not divided.", _multiplied
        ),
    },
    valid=_shorter,
)

FAMILIES = {family.name: family for family in (PER_WORD, PER_BYTE)}
