"""Low-rank adapters (LoRA): their parameters, the rank that a budget allows, and merging."""

from __future__ import annotations

from engines.families.attention.grids import Grid, grid, product
from engines.families.given import number, real, real_rows
from engines.families.worked import bare_slip, shown, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Count, Float, Int, Matrix

_SOURCES = ("Hu et al. 2021, LoRA, arXiv:2106.09685",)
_OUT = Param("d", "int", "outputs of a matrix, its rows", 1, 65_536)
_IN = Param("k", "int", "inputs of a matrix, its columns", 1, 65_536)
_MANY = Param("n", "int", "matrices that are adapted", 1, 10_000, default=1)
_SHARED = ("d", "k", "n")


def _pair(params: Params, *, product: bool = False, one: bool = False, many: bool = True) -> Truth:
    """Return n · r(d + k). `product` multiplies d and k, `one` drops A; `many` False adapts one."""
    out, inputs, rank = (number(params, name) for name in ("d", "k", "r"))
    count = number(params, "n") if many else 1
    sides = out * inputs if product else out if one else out + inputs
    written = f"{out} × {inputs}" if product else str(out) if one else f"({out} + {inputs})"
    each = rank * sides
    return Truth(
        count * each,
        (
            Step("adapter of one matrix", f"{rank} × {written}", str(each)),
            Step("all of them", f"{count} × {each}", str(count * each)),
        ),
    )


PARAMS = Family(
    name="lora.params",
    title="parameters of LoRA adapters",
    topic="transformer",
    formula="n · r(d + k): B is d × r, A is r × k",
    params=(_OUT, _IN, Param("r", "int", "rank of the adapters", 1, 65_536), _MANY),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "LoRA of rank {{r}} adapts frozen {{d}}×{{k}} weight matrices, each by its "
            "own product B·A. How many parameters are trained when {{n}} matrices are adapted?"
        ),
        explanation=(
            "B has d × r numbers and A has r × k, so one adapter has r(d + k) instead of the d · k "
            "of its matrix. In all {{answer}}."
        ),
        params={"d": 768, "k": 768, "r": 8, "n": 24},
        vary={
            "d": ChoiceRange((256, 512, 768, 1024, 2048)),
            "k": ChoiceRange((256, 512, 768, 1024, 2048, 4096)),
            "r": ChoiceRange((1, 2, 4, 8, 16)),
            "n": ChoiceRange((12, 24, 32, 48)),
        },
        level="intermediate",
        seconds=60,
        tags=("transformer", "fine-tuning", "parameters"),
        sources=_SOURCES,
    ),
    truth=_pair,
    slips={
        "product": slip(
            "sum-for-product",
            "r multiplies d · k in place of d + k.",
            lambda params: _pair(params, product=True),
        ),
        "one_factor": slip(
            "factor-dropped",
            "only B is counted, and A is not.",
            lambda params: _pair(params, one=True),
        ),
        "one_matrix": slip(
            "factor-dropped",
            "the adapter of one matrix is counted.",
            lambda params: _pair(params, many=False),
        ),
        "full": bare_slip(
            "term-dropped",
            "the adapted matrices themselves are counted, as in full fine-tuning.",
            lambda params: number(params, "n") * number(params, "d") * number(params, "k"),
        ),
    },
    valid=lambda params: _rank_fits(params, number(params, "r")),
    inverses={"lora.rank": _SHARED},
)


def _rank_fits(params: Params, rank: int) -> str | None:
    if rank > min(number(params, "d"), number(params, "k")):
        return "the rank is larger than a side of the matrix"
    return None if rank >= 1 else "not even rank 1 fits"


def _rank(params: Params, *, one: bool = False, many: bool = True, round_up: bool = False) -> Truth:
    """Return floor(N / (n(d + k))). `one` counts B alone, `many` False one matrix."""
    out, inputs, most = (number(params, name) for name in ("d", "k", "N"))
    count = number(params, "n") if many else 1
    each = count * (out if one else out + inputs)
    value = -(-most // each) if round_up else most // each
    sides = str(out) if one else f"({out} + {inputs})"
    rounded = "ceil" if round_up else "floor"
    return Truth(
        value,
        (
            Step("parameters for each rank", f"{count} × {sides}", str(each)),
            Step("rank", f"{rounded}({most} / {each})", str(value)),
        ),
    )


RANK = Family(
    name="lora.rank",
    title="largest rank within a budget",
    topic="transformer",
    formula="r = floor(N / (n(d + k)))",
    params=(_OUT, _IN, Param("N", "int", "parameters that may be trained", 1, 10**13), _MANY),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "LoRA is to adapt frozen {{d}}×{{k}} weight matrices with one rank for all (number of "
            "matrices: {{n}}). At most {{N}} parameters may be trained. What is the largest rank?"
        ),
        explanation=(
            "Each further rank adds a column to B and a row to A, d + k numbers in each matrix. "
            "The budget pays for {{answer}} of these, rounded down."
        ),
        params={"d": 768, "k": 768, "N": 300_000, "n": 24},
        vary={
            "d": ChoiceRange((256, 512, 768, 1024)),
            "k": ChoiceRange((256, 512, 768, 1024, 2048)),
            "N": ChoiceRange((100_000, 200_000, 300_000, 500_000, 1_000_000, 2_000_000)),
            "n": ChoiceRange((4, 12, 24, 32)),
        },
        level="intermediate",
        seconds=75,
        tags=("transformer", "fine-tuning", "parameters"),
        sources=_SOURCES,
    ),
    truth=_rank,
    slips={
        "round_up": slip(
            "rounding",
            "a last rank is counted that the budget does not pay for in full.",
            lambda params: _rank(params, round_up=True),
        ),
        "one_factor": slip(
            "factor-dropped",
            "only B is counted, and A is not.",
            lambda params: _rank(params, one=True),
        ),
        "one_matrix": slip(
            "factor-dropped",
            "one matrix is adapted, not all.",
            lambda params: _rank(params, many=False),
        ),
    },
    valid=lambda params: _rank_fits(
        params,
        number(params, "N") // (number(params, "n") * (number(params, "d") + number(params, "k"))),
    ),
    inverses={PARAMS.name: _SHARED},
)


def _merged(params: Params, *, scale: str = "alpha / r", swapped: bool = False) -> Truth | None:
    """Return W + (alpha/r) · B·A. `scale` names another factor; `swapped` takes A·B, which needs
    square matrices."""
    weights, high, low = (real_rows(params, name) for name in ("W", "B", "A"))
    rank, alpha = len(low), real(params, "alpha")
    if swapped and not len(weights) == len(weights[0]) == rank:
        return None
    factors = {
        "alpha / r": (alpha / rank, f"{shown(alpha)} / {rank}"),
        "alpha · r": (alpha * rank, f"{shown(alpha)} × {rank}"),
        "alpha": (alpha, shown(alpha)),
        "none": (1.0, "left out"),
    }
    factor, numbers = factors[scale]
    left, right = (low, high) if swapped else (high, low)
    change = product(left, right)
    found: Grid = tuple(
        tuple(w + factor * c for w, c in zip(line, other, strict=True))
        for line, other in zip(weights, change, strict=True)
    )
    return Truth(
        found,
        (
            Step("A·B" if swapped else "B·A", f"{grid(left)} · {grid(right)}", grid(change)),
            Step("scale", numbers, shown(factor)),
            Step("merged", f"{grid(weights)} + {shown(factor)} × {grid(change)}", grid(found)),
        ),
    )


def _merged_truth(params: Params) -> Truth:
    found = _merged(params)
    if found is None:
        raise ValueError("the matrices do not fit")
    return found


def _shapes(params: Params) -> str | None:
    weights, high, low = (real_rows(params, name) for name in ("W", "B", "A"))
    if len(high) != len(weights) or len(low[0]) != len(weights[0]):
        return "B·A must have the shape of W"
    return None if len(high[0]) == len(low) else "B needs as many columns as A has rows"


def _matrix(name: str, doc: str) -> Param:
    return Param(name, "matrix", doc, -100, 100, sizes=(1, 4), entry="decimal")


MERGED = Family(
    name="lora.merged",
    title="weights with a merged adapter",
    topic="transformer",
    formula="W + (alpha / r) · B·A, where r is the number of rows of A",
    params=(
        _matrix("W", "the frozen weights"),
        _matrix("B", "the left factor, with r columns"),
        _matrix("A", "the right factor, with r rows"),
        Param("alpha", "decimal", "the adapter's scale", 0, 100),
    ),
    answer=lambda params: Matrix(
        Float(places=2), (len(real_rows(params, "W")), len(real_rows(params, "W")[0]))
    ),
    ask=Ask(
        prompt=(
            "The frozen weights W = {{W}} have a LoRA adapter of rank 2 with B = {{B}}, "
            "A = {{A}} and alpha = {{alpha}}, scaled as in the paper. What are the weights after "
            "merging?"
        ),
        explanation=(
            "The adapter adds B·A, scaled by alpha / r, so it can be added to the weights once "
            "and costs nothing at inference: {{answer}}."
        ),
        params={
            "W": ((1, 0), (0, 1)),
            "B": ((1, 0), (1, 1)),
            "A": ((1, 2), (0, 1)),
            "alpha": 4,
        },
        vary={
            "W": MatrixRange(IntRange(-2, 3), 2, 2),
            "B": MatrixRange(IntRange(-1, 2), 2, 2),
            "A": MatrixRange(IntRange(-1, 2), 2, 2),
            "alpha": ChoiceRange((1, 2, 4, 8)),
        },
        level="intermediate",
        seconds=120,
        tags=("transformer", "fine-tuning"),
        sources=_SOURCES,
    ),
    truth=_merged_truth,
    slips={
        "times_rank": slip(
            "wrong-divisor",
            "alpha is multiplied by r, not divided.",
            lambda params: _merged(params, scale="alpha · r"),
        ),
        "alpha_alone": slip(
            "factor-dropped",
            "alpha is not divided by r.",
            lambda params: _merged(params, scale="alpha"),
        ),
        "no_scale": slip(
            "no-scale",
            "the product is added as it is, without alpha / r.",
            lambda params: _merged(params, scale="none"),
        ),
        "order": slip(
            "transposed",
            "A·B is taken in place of B·A.",
            lambda params: _merged(params, swapped=True),
        ),
    },
    valid=_shapes,
)

FAMILIES = {family.name: family for family in (PARAMS, RANK, MERGED)}
