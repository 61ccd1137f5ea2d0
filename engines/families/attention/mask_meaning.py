"""What a boolean mask lets in: PyTorch's two functions read True in opposite ways."""

from __future__ import annotations

from engines.families.attention.grids import mask_picture
from engines.families.attention.sources import MHA_PAGE, SDPA_PAGE
from engines.families.given import number, whole_rows, word
from engines.families.worked import row, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Int, SetOf

SDPA, MHA = "F.scaled_dot_product_attention", "nn.MultiheadAttention"
_MEANING = {SDPA: 1, MHA: 0}
"""Where the mask goes -> the entry (1 for True) that lets a query attend to a key."""


def _allowed(params: Params, *, other: bool = False, column: bool = False) -> Truth | None:
    """Return the keys that query i may attend to. `other` reads the mask by the other function's
    rule, `column` reads the mask's column; None where that leaves no key."""
    where, query = word(params, "where"), number(params, "i")
    mask = whole_rows(params, "M")
    if column and query >= len(mask[0]):
        return None
    line = tuple(entries[query] for entries in mask) if column else mask[query]
    meaning = 1 - _MEANING[where] if other else _MEANING[where]
    keys = tuple(j for j, entry in enumerate(line) if entry == meaning)
    if not keys:
        return None
    part = f"{'column' if column else 'row'} {query}"
    role = "True lets a query attend" if meaning else "True blocks a key"
    return Truth(
        keys,
        (
            Step(f"{part} of the mask", f"counted from 0, {len(line)} entries", row(line)),
            Step("what its entries mean", where, role),
            Step("keys let in", f"where the entry is {meaning}", row(keys)),
        ),
    )


def _allowed_truth(params: Params) -> Truth:
    found = _allowed(params)
    if found is None:
        raise ValueError("the query may attend to no key")
    return found


def _allowed_valid(params: Params) -> str | None:
    if number(params, "i") >= len(whole_rows(params, "M")):
        return "there is no such query"
    return None if _allowed(params) else "the query may attend to no key"


def _from_one(params: Params) -> Truth:
    right = _allowed_truth(params)
    keys = tuple(j + 1 for j in right.value)  # type: ignore[union-attr, operator]
    last = right.steps[-1]
    return Truth(keys, (*right.steps[:-1], Step(last.what, last.numbers, row(keys))))


def _allowed_picture(params: Params) -> Picture:
    mask = whole_rows(params, "M")
    meaning = _MEANING[word(params, "where")]
    words = (
        f"Query {i}: {_keys([j for j, entry in enumerate(line) if entry == meaning])}."
        for i, line in enumerate(mask)
    )
    return mask_picture(
        tuple(tuple(range(len(line))) for line in mask),
        lambda i, j: mask[i][j] != meaning,
        words,
    )


def _keys(keys: list[int]) -> str:
    if not keys:
        return "no key"
    return ("key " if len(keys) == 1 else "keys ") + ", ".join(map(str, keys))


MASK_ALLOWED = Family(
    name="attention.mask_allowed",
    title="keys that a boolean mask lets in",
    topic="attention",
    formula=("scaled_dot_product_attention: True = may attend; MultiheadAttention: True = blocked"),
    params=(
        Param("M", "matrix", "the mask, 1 for True, a row for each query", 0, 1, sizes=(1, 6)),
        Param("where", "choice", "what takes the mask", choices=(SDPA, MHA)),
        Param("i", "int", "the query, counted from 0", 0, 5),
    ),
    answer=lambda _params: SetOf(Int()),
    ask=Ask(
        prompt=(
            "In PyTorch the boolean tensor (1 stands for True)\n\n{{M:matrix}}\n\n"
            "is passed as attn_mask to {{where}}; a row is a query, a column a key. Which keys may "
            "query {{i}} attend to? Queries and keys are counted from 0."
        ),
        explanation=(
            "The two disagree: for F.scaled_dot_product_attention True means that the key takes "
            "part, for nn.MultiheadAttention that it is blocked. Row {{i}} lets in {{answer}}."
        ),
        params={
            "M": ((1, 0, 0, 0), (1, 1, 0, 0), (1, 1, 1, 0), (1, 1, 1, 1)),
            "where": SDPA,
            "i": 1,
        },
        vary={
            "M": MatrixRange(IntRange(0, 1), 4, 4),
            "where": ChoiceRange((SDPA, MHA)),
            "i": IntRange(0, 3),
        },
        level="intermediate",
        seconds=60,
        tags=("attention", "masking", "pytorch"),
        sources=(SDPA_PAGE, MHA_PAGE),
    ),
    truth=_allowed_truth,
    slips={
        "other_rule": slip(
            "other-convention",
            "True is read by the rule of the other of the two functions.",
            lambda params: _allowed(params, other=True),
        ),
        "column": slip(
            "transposed",
            "the mask's column is read in place of its row.",
            lambda params: _allowed(params, column=True),
        ),
        "from_one": slip("off-by-one", "keys are counted from 1.", _from_one),
    },
    valid=_allowed_valid,
    picture=_allowed_picture,
)
