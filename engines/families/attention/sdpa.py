"""Scaled dot-product attention: its value; causal weights and masks stand beside it."""

from __future__ import annotations

import math
from functools import lru_cache

from engines.families.attention.causal import CAUSAL_WEIGHTS
from engines.families.attention.grids import Grid, dots, grid, listed, product
from engines.families.attention.mask_meaning import MASK_ALLOWED
from engines.families.attention.sources import PAPER, SDPA_PAGE
from engines.families.functions import softmax
from engines.families.given import real_rows, transpose
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange, MatrixRange
from engines.values import Float, Matrix


def _attended(
    params: Params, *, root: bool | None = True, turned: bool = True, over_keys: bool = True
) -> Truth | None:
    """Return softmax(Q·Kᵀ/√d)·V. `root` False divides by d itself, None not at all; False for
    `turned` takes Q·K, for `over_keys` the softmax down each column."""
    queries, keys, values = (real_rows(params, name) for name in "QKV")
    return _attend(queries, keys, values, root, turned, over_keys)


@lru_cache(maxsize=64)
def _attend(
    queries: Grid, keys: Grid, values: Grid, root: bool | None, turned: bool, over_keys: bool
) -> Truth | None:
    size = len(keys[0])
    if not turned and len(keys) != size:
        return None
    columns = keys if turned else transpose(keys)
    scores = product(queries, transpose(columns))
    divisor = {True: math.sqrt(size), False: size, None: 1}[root]
    written = {True: f"√{size}", False: str(size), None: "1"}[root]
    scaled = tuple(tuple(score / divisor for score in entries) for entries in scores)
    weights = _rowwise(scaled) if over_keys else transpose(_rowwise(transpose(scaled)))
    value = product(weights, values)
    along = "row" if over_keys else "column"
    shares = grid(weights)
    return Truth(
        value,
        (
            *(
                Step(f"scores of query {i + 1}", dots(query, columns), listed(scores[i]))
                for i, query in enumerate(queries)
            ),
            Step("scaled scores", f"each / {written}", grid(scaled)),
            Step("weights", f"softmax along each {along}", shares),
            Step("output", f"{shares} · V", grid(value)),
        ),
    )


def _rowwise(scores: Grid) -> Grid:
    return tuple(map(softmax, scores))


def _value(params: Params) -> Truth:
    found = _attended(params)
    if found is None:
        raise ValueError("keys cannot be transposed")
    return found


def _shapes_fit(params: Params) -> str | None:
    queries, keys, values = (real_rows(params, name) for name in "QKV")
    if len(queries[0]) != len(keys[0]):
        return "each key needs as many entries as a query"
    return None if len(keys) == len(values) else "there must be one value for each key"


def _rows_param(name: str, doc: str) -> Param:
    return Param(name, "matrix", doc, -30, 30, sizes=(1, 4), entry="decimal")


VALUE = Family(
    name="attention.value",
    title="output of scaled dot-product attention",
    topic="attention",
    formula="softmax(Q·Kᵀ / √d) · V, with the softmax over the keys; d is the size of a key",
    params=(
        _rows_param("Q", "the queries, one a row"),
        _rows_param("K", "the keys, one a row"),
        _rows_param("V", "the values, one a row"),
    ),
    answer=lambda params: Matrix(
        Float(places=3), (len(real_rows(params, "Q")), len(real_rows(params, "V")[0]))
    ),
    ask=Ask(
        prompt=(
            "A single attention head has the queries Q = {{Q}}, the keys K = {{K}} and the values "
            "V = {{V}}; each token is a row. There is no mask. What does scaled dot-product "
            "attention give, one row for each query?"
        ),
        explanation=(
            "Each query scores all keys, the scores are divided by the root of a key's size, and "
            "softmax over the keys turns them into weights. Each output is that weighted mean of "
            "the values: {{answer}}."
        ),
        params={"Q": ((1, 0), (1, 2)), "K": ((1, 0), (1, 1)), "V": ((1, 2), (3, 0))},
        vary={
            "Q": MatrixRange(IntRange(-1, 2), 2, 2),
            "K": MatrixRange(IntRange(-1, 2), 2, 2),
            "V": MatrixRange(IntRange(-2, 3), 2, 2),
        },
        level="advanced",
        seconds=240,
        tags=("attention", "softmax"),
        sources=(PAPER, SDPA_PAGE),
    ),
    truth=_value,
    slips={
        "no_scale": slip(
            "no-scale",
            "the scores are not divided by the root of d.",
            lambda params: _attended(params, root=None),
        ),
        "by_size": slip(
            "root-or-square",
            "the scores are divided by d itself, not by its root.",
            lambda params: _attended(params, root=False),
        ),
        "over_queries": slip(
            "wrong-axis",
            "the softmax runs over the queries, down each column of the scores.",
            lambda params: _attended(params, over_keys=False),
        ),
        "not_transposed": slip(
            "transposed",
            "Q is multiplied by K as it stands, not by its transpose.",
            lambda params: _attended(params, turned=False),
        ),
    },
    valid=_shapes_fit,
)


FAMILIES = {family.name: family for family in (VALUE, CAUSAL_WEIGHTS, MASK_ALLOWED)}
