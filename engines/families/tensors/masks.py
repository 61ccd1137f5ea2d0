"""Masks as numbers: one-hot rows, filled and chosen entries, triangles."""

from __future__ import annotations

from collections.abc import Callable

from engines.families.given import number, transpose, whole_rows, wholes
from engines.families.tensors.rows import MOST, Rows, by_rows, entries
from engines.families.tensors.sizes import docs
from engines.families.worked import bare_slip, row, slip
from engines.family import Ask, Family, Param, Params, Picture, Step, Truth
from engines.ranges import IntRange, MatrixRange, VectorRange
from engines.values import Int, Matrix, Value, Vector

_MOST_CLASSES = 8


def _too_few_classes(params: Params) -> str | None:
    labels, classes = wholes(params, "labels"), number(params, "C")
    if max(labels) < classes:
        return None
    return f"class {max(labels)} does not exist among {classes}, counted from 0"


def _one_hot(params: Params, *, first: int = 0, classes: int | None = None) -> Truth | None:
    """Return a row a label, with the classes counted from `first`, or of so many `classes`."""
    labels = wholes(params, "labels")
    wide = number(params, "C") if classes is None else classes
    if min(labels) < first:
        return None
    value = tuple(tuple(int(at == label - first) for at in range(wide)) for label in labels)
    steps = (Step("size", "labels × classes", f"{len(labels)} × {wide}"),)
    return by_rows(value, (f"1 at position {label - first} of {wide}" for label in labels), steps)


def _one_hot_rows(params: Params) -> Truth:
    found = _one_hot(params)
    if found is None:
        raise ValueError("a label is negative")
    return found


def _one_hot_columns(params: Params) -> Value:
    return transpose(_one_hot_rows(params).value)  # type: ignore[arg-type]


ONE_HOT = Family(
    name="one_hot.values",
    title="one-hot rows of labels",
    topic="tensors",
    formula="row i is 0 but for a 1 at position labels[i]",
    params=(
        Param("labels", "vector", "the classes, counted from 0", 0, _MOST_CLASSES - 1),
        Param("C", "int", "number of classes", 1, _MOST_CLASSES),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "What does torch.nn.functional.one_hot(torch.tensor({{labels}}), num_classes={{C}}) "
            "return?"
        ),
        explanation=(
            "Each label becomes a row with one place for each class and a 1 in its own, counted "
            "from 0: {{answer}}. Without num_classes the largest label would decide how many "
            "places there are."
        ),
        params={"labels": (2, 0, 1), "C": 4},
        vary={"labels": VectorRange(IntRange(0, 3), 3), "C": IntRange(3, 5)},
        seconds=30,
        tags=("tensors", "masks"),
        sources=(docs("torch.nn.functional.one_hot"),),
    ),
    truth=_one_hot_rows,
    slips={
        "from_one": slip(
            "off-by-one",
            "the classes are counted from 1.",
            lambda params: _one_hot(params, first=1),
        ),
        "largest_label": slip(
            "other-convention",
            "there are only as many classes as the largest label asks for.",
            lambda params: _one_hot(params, classes=max(wholes(params, "labels")) + 1),
        ),
        "turned": bare_slip(
            "transposed", "there is a row a class and a column a label.", _one_hot_columns
        ),
    },
    valid=_too_few_classes,
)


def _other_size(params: Params) -> str | None:
    x, mask = whole_rows(params, "x"), whole_rows(params, "mask")
    if (len(x), len(x[0])) == (len(mask), len(mask[0])):
        return None
    return "x and mask differ in shape"


def _filled(params: Params, write: Callable[[int, int, int], int], how: str) -> Truth:
    """Return the matrix of write(entry, mask, fill)."""
    x, mask, fill = whole_rows(params, "x"), whole_rows(params, "mask"), number(params, "v")
    value = tuple(
        tuple(write(entry, bit, fill) for entry, bit in zip(line, bits, strict=True))
        for line, bits in zip(x, mask, strict=True)
    )
    steps = (Step(f"places where the {how}", "value given", str(fill)),)
    numbers = (f"{row(line)} under {row(bits)}" for line, bits in zip(x, mask, strict=True))
    return by_rows(value, numbers, steps)


FILLED = Family(
    name="masked_fill.values",
    title="values after masked_fill",
    topic="tensors",
    formula="the fill where the mask is true, x elsewhere",
    params=(
        entries("x", "the matrix, by rows"),
        Param("mask", "matrix", "1 for true and 0 for false, by rows", 0, 1, sizes=(1, MOST)),
        Param("v", "int", "the number filled in", -1000, 1000),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "x is\n\n{{x:matrix}}\n\nand mask is, with 1 for true and 0 for false,\n\n"
            "{{mask:matrix}}\n\n"
            "What does x.masked_fill(mask, {{v}}) return?"
        ),
        explanation=(
            "The fill goes where the mask is true and every other entry stays: {{answer}}. "
            "Attention fills its scores with −inf where a key must not be seen."
        ),
        params={"x": ((1, 2, 3), (4, 5, 6)), "mask": ((0, 1, 1), (0, 0, 1)), "v": -9},
        vary={
            "x": MatrixRange(IntRange(1, 9), 2, 3),
            "mask": MatrixRange(IntRange(0, 1), 2, 3),
            "v": IntRange(-9, 0),
        },
        seconds=40,
        tags=("tensors", "masks"),
        sources=(docs("torch.Tensor.masked_fill_"),),
    ),
    truth=lambda params: _filled(
        params, lambda entry, bit, fill: fill if bit else entry, "mask is true get"
    ),
    slips={
        "inverted": slip(
            "swapped-roles",
            "the entries where the mask is true stay and the others are filled.",
            lambda params: _filled(
                params, lambda entry, bit, fill: entry if bit else fill, "mask is false get"
            ),
        ),
        "added": slip(
            "sum-for-product",
            "the fill is added to the entries where the mask is true.",
            lambda params: _filled(
                params, lambda entry, bit, fill: entry + fill * bit, "mask is true gain"
            ),
        ),
        "multiplied": bare_slip(
            "other-convention",
            "x is multiplied by the mask, so that the places where it is false are 0.",
            lambda params: _filled(params, lambda entry, bit, _fill: entry * bit, "").value,
        ),
    },
    valid=_other_size,
)


def _unequal(params: Params) -> str | None:
    if len(wholes(params, "x")) == len(wholes(params, "y")):
        return None
    return "x and y differ in length"


def _chosen(params: Params, choose: Callable[[int, int, int], int], sign: str = ">") -> Truth:
    """Return the vector of choose(x, y, threshold); `sign` is how x and the threshold compare."""
    x, y, limit = wholes(params, "x"), wholes(params, "y"), number(params, "t")
    value = tuple(choose(a, b, limit) for a, b in zip(x, y, strict=True))
    true = [a > limit or (sign == ">=" and a == limit) for a in x]
    steps = (
        Step(f"where x {sign} {limit}", f"of {row(x)}", row(map(int, true))),
        Step("entries", "from one list or the other", row(value)),
    )
    return Truth(value, steps)


def _if_above(a: int, b: int, limit: int) -> int:
    return a if a > limit else b


def _positions(params: Params) -> Value | None:
    limit = number(params, "t")
    return tuple(at for at, a in enumerate(wholes(params, "x")) if a > limit) or None


WHERE = Family(
    name="where.values",
    title="values that torch.where chooses",
    topic="tensors",
    formula="out[i] = x[i] where x[i] > t, else y[i]",
    params=(
        Param("x", "vector", "taken where the condition holds", -1000, 1000),
        Param("y", "vector", "taken elsewhere", -1000, 1000),
        Param("t", "int", "the threshold", -1000, 1000),
    ),
    answer=lambda _params: Vector(Int()),
    ask=Ask(
        prompt=(
            "x = torch.tensor({{x}}) and y = torch.tensor({{y}}). What does "
            "torch.where(x > {{t}}, x, y) return?"
        ),
        explanation=(
            "Entry by entry, the first tensor where the condition holds and the second where it "
            "does not: {{answer}}."
        ),
        params={"x": (3, -1, 2, 5), "y": (7, 8, 9, 4), "t": 2},
        vary={
            "x": VectorRange(IntRange(-4, 6), 4),
            "y": VectorRange(IntRange(-4, 9), 4),
            "t": IntRange(-2, 3),
        },
        seconds=30,
        tags=("tensors", "masks"),
        sources=(docs("torch.where"),),
    ),
    truth=lambda params: _chosen(params, _if_above),
    slips={
        "swapped": slip(
            "swapped-roles",
            "the second list is taken where the condition holds.",
            lambda params: _chosen(params, lambda a, b, limit: b if a > limit else a),
        ),
        "with_equal": slip(
            "strictness",
            "the condition is taken to hold at equality too.",
            lambda params: _chosen(params, lambda a, b, limit: a if a >= limit else b, ">="),
        ),
        "zeroed": slip(
            "term-dropped",
            "0 stands where the condition does not hold, and y is not looked at.",
            lambda params: _chosen(params, lambda a, _b, limit: a if a > limit else 0),
        ),
        "positions": bare_slip(
            "other-convention",
            "the positions where the condition holds are listed, as where does with one argument.",
            _positions,
        ),
    },
    valid=_unequal,
)


def _kept(params: Params, keep: Callable[[int, int], bool], what: str) -> Truth:
    """Return the matrix with 0 wherever `keep` does not hold of the entry's row and column."""
    x = whole_rows(params, "x")
    value: Rows = tuple(
        tuple(entry if keep(i, j) else 0 for j, entry in enumerate(line))
        for i, line in enumerate(x)
    )
    kept = (sum(keep(i, j) for j in range(len(x[0]))) for i in range(len(x)))
    numbers = (f"{count} of {len(x[0])} kept" for count in kept)
    return by_rows(value, numbers, (Step("entries kept, by row i and column j", "rule", what),))


def _lower(params: Params, shift: int) -> Truth:
    """Return the entries on and below the diagonal moved `shift` to the right."""
    return _kept(params, lambda i, j: j - i <= shift, f"j − i <= {shift}")


def _triangle(params: Params) -> Truth:
    return _lower(params, number(params, "k"))


def _upper(params: Params) -> Truth:
    shift = number(params, "k")
    return _kept(params, lambda i, j: j - i >= shift, f"j − i >= {shift}")


def _seen(params: Params) -> Picture:
    shift = number(params, "k")
    matrix: Value = tuple(
        tuple(entry if j - i <= shift else False for j, entry in enumerate(line))
        for i, line in enumerate(whole_rows(params, "x"))
    )
    words = "A dot stands where tril writes 0."
    return Picture("mask", {"matrix": matrix}, (words,))


TRIL = Family(
    name="tril.values",
    title="lower triangle of a matrix",
    topic="tensors",
    formula="x[i][j] where j − i <= diagonal, else 0",
    params=(
        entries("x", "the matrix, by rows"),
        Param("k", "int", "the last diagonal that is kept; 1 lies right of the main one", -6, 6),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt="x is\n\n{{x:matrix}}\n\nWhat does torch.tril(x, diagonal={{k}}) return?",
        explanation=(
            "tril keeps what lies on and below a diagonal: 0 is the main one, positive numbers "
            "lie to its right, negative ones to its left: {{answer}}. tril of ones is a causal "
            "mask."
        ),
        params={"x": ((1, 2, 3), (4, 5, 6), (7, 8, 9)), "k": 0},
        vary={"x": MatrixRange(IntRange(1, 9), 3, 3), "k": IntRange(-1, 1)},
        seconds=40,
        tags=("tensors", "masks"),
        sources=(docs("torch.tril"),),
    ),
    truth=_triangle,
    slips={
        "upper": slip("swapped-roles", "the other triangle is kept, as triu does.", _upper),
        "strict": slip(
            "strictness",
            "the diagonal itself is set to 0 as well.",
            lambda params: _lower(params, number(params, "k") - 1),
        ),
        "sign": slip(
            "sign",
            "positive diagonals are counted to the left.",
            lambda params: _lower(params, -number(params, "k")),
        ),
    },
    picture=_seen,
)

FAMILIES = {family.name: family for family in (ONE_HOT, FILLED, WHERE, TRIL)}
