"""The normalisation layers of a transformer, counted."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import number, word
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import Count


def _counted(
    params: Params,
    *,
    per_block: int = 2,
    final: bool | None = None,
    per_feature: int | None = None,
) -> Truth:
    """Return the numbers of all norms: two a block, and a final one behind pre-norm blocks."""
    blocks, width = number(params, "L"), number(params, "d")
    last = word(params, "placing") == "pre-norm" if final is None else final
    if per_feature is None:
        per_feature = 2 if word(params, "norm") == "LayerNorm" else 1
    norms = per_block * blocks + int(last)
    each = per_feature * width
    return Truth(
        norms * each,
        (
            Step("norms", f"{per_block} × {blocks}" + (" + 1" if last else ""), str(norms)),
            Step("parameters of one", f"{per_feature} × {width}", str(each)),
            Step("parameters in all", f"{norms} × {each}", str(norms * each)),
        ),
    )


def _unlike(name: str, asked: str, **changes: int | bool) -> Callable[[Params], Truth | None]:
    """Return a wrong count that makes sense only where the word `name` is `asked`."""

    def solution(params: Params) -> Truth | None:
        if word(params, name) != asked:
            return None
        return _counted(params, **changes)  # type: ignore[arg-type]

    return solution


TRANSFORMER_NORMS = Family(
    name="transformer_norms.params",
    title="parameters of a transformer's norms",
    topic="normalisation",
    formula="(2·L + 1)·p with pre-norm, 2·L·p with post-norm; p = 2·d (LayerNorm) or d (RMSNorm)",
    params=(
        Param("L", "int", "blocks", 1, 128),
        Param("d", "int", "width of the model", 1, 65_536),
        Param("norm", "choice", "the kind of norm", choices=("LayerNorm", "RMSNorm")),
        Param("placing", "choice", "where the norms stand", choices=("pre-norm", "post-norm")),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A decoder-only {{placing}} transformer has {{L}} blocks of width {{d}}, each with "
            "self-attention and a feed-forward part. Its norms are {{norm}} with PyTorch's default "
            "parameters; a final norm before the output layer is there only if the blocks are "
            "pre-norm. How many parameters do all the norms have together?"
        ),
        explanation=(
            "There is a norm for each of the two parts of a block, and pre-norm blocks need one "
            "more at the end, since nothing else normalises the sum they leave. LayerNorm has a "
            "scale and a shift for each feature, RMSNorm a scale alone: {{answer}}."
        ),
        params={"L": 12, "d": 768, "norm": "LayerNorm", "placing": "pre-norm"},
        vary={
            "L": ChoiceRange((2, 4, 6, 8, 12, 24)),
            "d": ChoiceRange((64, 128, 256, 512, 768, 1024)),
            "norm": ChoiceRange(("LayerNorm", "RMSNorm")),
            "placing": ChoiceRange(("pre-norm", "post-norm")),
        },
        level="intermediate",
        seconds=75,
        tags=("layer-norm", "transformer", "parameter-count"),
        sources=(
            (
                "Xiong et al. 2020, On layer normalization in the transformer architecture, "
                "arXiv:2002.04745"
            ),
            "Zhang & Sennrich 2019, Root mean square layer normalization, arXiv:1910.07467",
        ),
    ),
    truth=_counted,
    slips={
        "no_final": slip(
            "off-by-one",
            "the final norm behind the pre-norm blocks is left out.",
            _unlike("placing", "pre-norm", final=False),
        ),
        "extra_final": slip(
            "off-by-one",
            "a final norm is counted behind post-norm blocks.",
            _unlike("placing", "post-norm", final=True),
        ),
        "one_a_block": slip(
            "factor-dropped",
            "each block has one norm instead of two.",
            lambda params: _counted(params, per_block=1),
        ),
        "scale_alone": slip(
            "term-dropped",
            "LayerNorm's shift is left out.",
            _unlike("norm", "LayerNorm", per_feature=1),
        ),
        "with_shift": slip(
            "other-convention",
            "RMSNorm gets a shift beside its scale, as LayerNorm has.",
            _unlike("norm", "RMSNorm", per_feature=2),
        ),
    },
)

FAMILIES = {TRANSFORMER_NORMS.name: TRANSFORMER_NORMS}
