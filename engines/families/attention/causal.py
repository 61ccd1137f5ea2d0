"""The weights of causal self-attention: what is masked before the softmax."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache

from engines.families.attention.grids import Grid, grid, listed, mask_picture
from engines.families.attention.sources import PAPER, SDPA_PAGE
from engines.families.given import real_rows
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Float, Matrix


def _later(query: int, key: int) -> bool:
    return key > query


def _not_earlier(query: int, key: int) -> bool:
    return key >= query


def _earlier(query: int, key: int) -> bool:
    return key < query


def _masked_weights(
    params: Params,
    *,
    hidden: Callable[[int, int], bool] = _later,
    blank: float = -math.inf,
    after: bool = False,
) -> Truth:
    """Return the softmax over what is not `hidden`. `blank` is what a masked score becomes; with
    `after` the weights are set to 0 once the softmax is done. A query without keys gives none."""
    return _mask_and_weigh(real_rows(params, "S"), hidden, blank, after)


@lru_cache(maxsize=64)
def _mask_and_weigh(
    raw: Grid, hidden: Callable[[int, int], bool], blank: float, after: bool
) -> Truth:
    scores = raw if after else _replaced(raw, hidden, blank)
    powers = tuple(tuple(map(math.exp, line)) for line in scores)
    sums = tuple(map(math.fsum, powers))
    weights = tuple(
        tuple(power / whole if whole else 0.0 for power in line)
        for line, whole in zip(powers, sums, strict=True)
    )
    if after:
        weights = _replaced(weights, hidden, 0.0)
    return Truth(
        weights,
        (
            Step("masked scores", "none yet" if after else _mask_words(blank), grid(scores)),
            Step("exponentials", "e to the power of each", grid(powers)),
            Step("sum of each row", "over the keys", listed(sums)),
            Step("weights", f"each row / {listed(sums)}", grid(weights)),
        ),
    )


def _replaced(rows: Grid, hidden: Callable[[int, int], bool], blank: float) -> Grid:
    return tuple(
        tuple(blank if hidden(i, j) else entry for j, entry in enumerate(line))
        for i, line in enumerate(rows)
    )


def _mask_words(blank: float) -> str:
    return f"{'-inf' if math.isinf(blank) else '0'} where a key is masked"


def _square(params: Params) -> str | None:
    rows = real_rows(params, "S")
    if len(rows) != len(rows[0]):
        return "self-attention has as many keys as queries"
    return None


def _causal_picture(params: Params) -> Picture:
    rows = real_rows(params, "S")
    words = (
        f"Query {i + 1} sees {'key 1' if i == 0 else f'keys 1 to {i + 1}'}."
        for i in range(len(rows))
    )
    return mask_picture(rows, _later, words)


CAUSAL_WEIGHTS = Family(
    name="attention.causal_weights",
    title="weights of causal self-attention",
    topic="attention",
    formula="row i of the weights = softmax of the scores i with keys 1 to i; the rest is 0",
    params=(
        Param(
            "S",
            "matrix",
            "scores, a row for each query; scaled already",
            -30,
            30,
            sizes=(1, 6),
            entry="decimal",
        ),
    ),
    answer=lambda params: Matrix(
        Float(places=3, share=True), (len(real_rows(params, "S")), len(real_rows(params, "S")[0]))
    ),
    ask=Ask(
        prompt=(
            "In causal self-attention the scores, scaled already and not yet masked, are\n\n"
            "{{S:matrix}}\n\n"
            "with a row for each query and a column for each key. "
            "What are the attention weights, masked keys included?"
        ),
        explanation=(
            "A token sees itself and what came before. The later keys get -inf before the "
            "softmax, so their weight is exactly 0 and each row still sums to one: {{answer}}."
        ),
        params={"S": ((1, 2, 0), (0, 1, 3), (1, 0, 2))},
        vary={"S": MatrixRange(IntRange(-2, 3), 3, 3)},
        level="intermediate",
        seconds=180,
        tags=("attention", "masking", "softmax"),
        sources=(PAPER, SDPA_PAGE),
    ),
    truth=_masked_weights,
    slips={
        "zero_after": slip(
            "wrong-sequence",
            "the weights are set to 0 after the softmax, so that rows no longer sum to one.",
            lambda params: _masked_weights(params, after=True),
        ),
        "zero_scores": slip(
            "counted-twice",
            "masked scores are set to 0 in place of -inf: e^0 still takes part.",
            lambda params: _masked_weights(params, blank=0.0),
        ),
        "own_key_masked": slip(
            "strictness",
            "a token's own key is masked as well, which leaves the first query nothing.",
            lambda params: _masked_weights(params, hidden=_not_earlier),
        ),
        "past_masked": slip(
            "transposed",
            "the earlier keys are masked in place of the later ones.",
            lambda params: _masked_weights(params, hidden=_earlier),
        ),
    },
    valid=_square,
    picture=_causal_picture,
)
