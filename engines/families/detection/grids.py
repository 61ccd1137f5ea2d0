"""How many numbers a detector's head puts out, and how many anchors it lays over an image."""

from __future__ import annotations

from engines.families.given import number, wholes
from engines.families.worked import bare_slip, slip, total
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange
from engines.values import Count, Value

_BOXES = Param("B", "int", "boxes of one cell", 1, 100)
_CLASSES = Param("C", "int", "classes", 1, 10_000)


def _grid(params: Params, *, numbers: int = 5, per_box: bool = False, flat: bool = False) -> Truth:
    """Return S · S · (5B + C). `per_box`: each box has its own classes."""
    side, boxes, classes = (number(params, name) for name in "SBC")
    cells = side if flat else side * side
    each = boxes * (numbers + classes) if per_box else boxes * numbers + classes
    term = f"{boxes} × ({numbers} + {classes})" if per_box else f"{boxes} × {numbers} + {classes}"
    return Truth(
        cells * each,
        (
            Step("cells", str(side) if flat else f"{side} × {side}", str(cells)),
            Step("numbers of a cell", term, str(each)),
            Step("numbers in all", f"{cells} × {each}", str(cells * each)),
        ),
    )


OUTPUT_SIZE = Family(
    name="yolo.output_size",
    title="numbers that YOLO's first version puts out",
    topic="detection",
    formula="S · S · (5B + C)",
    params=(Param("S", "int", "cells along one side of the grid", 1, 100), _BOXES, _CLASSES),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A detector like the first YOLO divides the image into {{S}}×{{S}} cells. Each cell "
            "predicts {{B}} boxes (x, y, width, height and a confidence each) and, once for the "
            "cell, {{C}} class probabilities. How many numbers does the network put out for one "
            "image?"
        ),
        explanation=(
            "A box takes five numbers, and the cell's boxes share one set of class probabilities: "
            "S · S · (5B + C) is {{answer}}."
        ),
        params={"S": 7, "B": 2, "C": 20},
        vary={
            "S": IntRange(5, 14),
            "B": IntRange(2, 5),
            "C": ChoiceRange((1, 3, 10, 20, 80)),
        },
        seconds=60,
        tags=("detection", "shapes"),
        sources=("Redmon et al. 2016, You only look once, arXiv:1506.02640",),
    ),
    truth=_grid,
    slips={
        "per_box": slip(
            "other-convention",
            "each box has its own class probabilities, as from YOLO's second version on.",
            lambda params: _grid(params, per_box=True),
        ),
        "no_confidence": slip(
            "term-dropped",
            "the confidence of a box is left out.",
            lambda params: _grid(params, numbers=4),
        ),
        "one_side": slip(
            "root-or-square",
            "the cells along one side are taken for all of them.",
            lambda params: _grid(params, flat=True),
        ),
    },
)


def _head(params: Params, *, numbers: int = 5, shared: bool = False, background: int = 0) -> Truth:
    """Return B · (5 + C). `shared`: the boxes of a cell share their classes."""
    boxes, classes = number(params, "B"), number(params, "C") + background
    each = numbers if shared else numbers + classes
    term = f"{numbers}" if shared else f"{numbers} + {classes}"
    channels = boxes * each + (classes if shared else 0)
    tail = f" + {classes}" if shared else ""
    return Truth(
        channels,
        (
            Step("numbers of a box", term, str(each)),
            Step("channels", f"{boxes} × {each}{tail}", str(channels)),
        ),
    )


CHANNELS = Family(
    name="yolo.channels",
    title="channels of a YOLO head",
    topic="detection",
    formula="B · (5 + C)",
    params=(_BOXES, _CLASSES),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A head like YOLOv3's predicts {{B}} boxes in each cell, one for each anchor. Every "
            "box has 4 coordinates, an objectness score and its own scores for {{C}} classes. How "
            "many output channels does the head's last 1×1 convolution have?"
        ),
        explanation=(
            "All that is said about one cell lies along the channels: each anchor has its own five "
            "numbers and its own class scores, B · (5 + C), so {{answer}}."
        ),
        params={"B": 3, "C": 80},
        vary={"B": IntRange(2, 9), "C": ChoiceRange((1, 2, 3, 10, 20, 80, 91))},
        seconds=45,
        tags=("detection", "shapes"),
        sources=("Redmon & Farhadi 2018, YOLOv3, arXiv:1804.02767",),
    ),
    truth=_head,
    slips={
        "shared": slip(
            "other-convention",
            "the boxes of a cell share their class scores, as in YOLO's first version.",
            lambda params: _head(params, shared=True),
        ),
        "no_objectness": slip(
            "term-dropped",
            "the objectness score is left out.",
            lambda params: _head(params, numbers=4),
        ),
        "background": slip(
            "counted-twice",
            "a background class is added, which objectness stands for.",
            lambda params: _head(params, background=1),
        ),
    },
)


def _anchors(params: Params, *, per_cell: int | None = None, flat: bool = False) -> Truth:
    side = number(params, "H")
    anchors = number(params, "A") if per_cell is None else per_cell
    sides = [side // stride for stride in wholes(params, "strides")]
    cells = sum(sides) if flat else sum(each * each for each in sides)
    squares = total(str(each) if flat else f"{each}²" for each in sides)
    strides = ", ".join(f"{side} / {stride}" for stride in wholes(params, "strides"))
    return Truth(
        cells * anchors,
        (
            Step("side of each feature map", strides, ", ".join(map(str, sides))),
            Step("cells in all", squares, str(cells)),
            Step("anchors", f"{cells} × {anchors}", str(cells * anchors)),
        ),
    )


def _finest(params: Params) -> Value:
    cells = number(params, "H") // min(wholes(params, "strides"))
    return cells * cells * number(params, "A")


def _strides_valid(params: Params) -> str | None:
    side = number(params, "H")
    uneven = any(side % stride for stride in wholes(params, "strides"))
    return "the side is no multiple of a stride" if uneven else None


ANCHORS = Family(
    name="anchors.count",
    title="anchors of a detector",
    topic="detection",
    formula="A · Σ (H / stride)² over the feature maps",
    params=(
        Param("H", "int", "pixels along one side of the image", 1, 4096),
        Param("strides", "vector", "pixels of one cell, map by map", 1, 512, sizes=(1, 6)),
        Param("A", "int", "anchors of one cell", 1, 100),
    ),
    answer=lambda _params: Count(),
    ask=Ask(
        prompt=(
            "A detector looks at a {{H}}×{{H}} image on feature maps of the strides {{strides}}, "
            "with {{A}} anchors in each cell of each map. How many anchors are there?"
        ),
        explanation=(
            "A map of stride s has H / s cells along each side. Every cell of every map has its "
            "anchors, {{answer}} in all; the finest map has most of them."
        ),
        params={"H": 416, "strides": (8, 16, 32), "A": 3},
        vary={
            "H": ChoiceRange((256, 320, 384, 416, 512, 608, 640)),
            "strides": ChoiceRange(((8, 16, 32), (16, 32), (8, 16), (16, 32, 64))),
            "A": ChoiceRange((3, 5, 6, 9)),
        },
        seconds=75,
        tags=("detection", "shapes"),
        sources=(
            "Redmon & Farhadi 2018, YOLOv3, arXiv:1804.02767",
            "Lin et al. 2017, Focal loss for dense object detection, arXiv:1708.02002",
        ),
    ),
    truth=_anchors,
    slips={
        "one_side": slip(
            "root-or-square",
            "the cells along one side are taken for all cells of a map.",
            lambda params: _anchors(params, flat=True),
        ),
        "one_each": slip(
            "term-dropped",
            "each cell has one anchor.",
            lambda params: _anchors(params, per_cell=1),
        ),
        "finest_map": bare_slip("term-dropped", "only the finest map is counted.", _finest),
    },
    valid=_strides_valid,
)

FAMILIES = {family.name: family for family in (OUTPUT_SIZE, CHANNELS, ANCHORS)}
