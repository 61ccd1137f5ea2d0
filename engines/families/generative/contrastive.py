"""How many negatives a SimCLR batch gives each view."""

from __future__ import annotations

from engines.families.given import number
from engines.families.worked import slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import IntRange
from engines.values import Count


def _negatives(params: Params, *, views: int = 2, without: int = 2) -> Truth:
    """Return views · N − without: all views less the view itself and its partner."""
    images = number(params, "N")
    all_views = views * images
    value = all_views - without
    return Truth(
        value,
        (
            Step("views in the batch", f"{views} × {images}", str(all_views)),
            Step("negatives", f"{all_views} − {without}" if without else "all", str(value)),
        ),
    )


NEGATIVES = Family(
    name="simclr.negatives",
    title="negatives of one view in SimCLR",
    topic="generative",
    formula="2N − 2 = 2(N − 1)",
    params=(Param("N", "int", "images in the batch", 2, 1_000_000),),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "SimCLR trains on batches of {{N}} images, each augmented twice. How many negatives "
            "does the loss set against one view and its positive?"
        ),
        explanation=(
            "There are 2N views. One is the view itself and one its positive; all others are "
            "negatives: 2N − 2, here {{answer}}."
        ),
        params={"N": 256},
        vary={"N": IntRange(4, 512, 4)},
        seconds=30,
        tags=("contrastive", "self-supervised"),
        sources=("Chen et al. 2020, A simple framework (SimCLR), arXiv:2002.05709",),
    ),
    truth=_negatives,
    slips={
        "positive_in": slip(
            "counted-twice",
            "the positive counts as a negative as well.",
            lambda params: _negatives(params, without=1),
        ),
        "images": slip(
            "factor-dropped",
            "the other images are counted, and not their two views each.",
            lambda params: _negatives(params, views=1, without=1),
        ),
        "all_views": slip(
            "counted-twice",
            "every view counts, the view itself and its positive too.",
            lambda params: _negatives(params, without=0),
        ),
    },
)

FAMILIES = {NEGATIVES.name: NEGATIVES}
