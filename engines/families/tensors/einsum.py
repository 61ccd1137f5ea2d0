"""einsum: which letters stay, which are summed over, and the numbers that come out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from itertools import product
from math import prod

from engines.families.given import number, transpose, whole_rows, word
from engines.families.tensors.rows import Rows, by_rows, entries
from engines.families.tensors.sizes import ANY_SHAPE, MAX_SIZE, Sizes, docs, told
from engines.families.worked import bare_slip, factor, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, MatrixRange
from engines.values import Int, Matrix, Value

LETTERS = "bijk"
SHAPE_EQUATIONS = (
    "ij,jk->ik",
    "ij,kj->ik",
    "ij,jk->ki",
    "bij,bjk->bik",
    "bik,bjk->bij",
    "bij,bjk->ik",
    "bij,kj->bik",
    "bij,bij->bi",
    "bij,bij->b",
    "bi,bj->bij",
    "i,j->ij",
    "bij,jk->bki",
)
VALUE_EQUATIONS = ("ij,jk->ik", "ij,kj->ik", "ji,jk->ik", "ij,jk->ki", "ij,ij->ij", "ij,ij->ji")
_SOURCES = (docs("torch.einsum"),)


def split(equation: str) -> tuple[list[str], str]:
    """Return the letters of each operand and those of the result."""
    left, right = equation.split("->")
    return left.split(","), right


def _in_order(letters: str) -> str:
    """Return the different letters in the order of their first appearance."""
    return "".join(dict.fromkeys(letters))


def _sizes(params: Params, letters: str) -> Sizes:
    return tuple(number(params, letter) for letter in letters)


def _shape(params: Params, kept: Callable[[list[str], str], str] | None = None) -> Truth:
    """Return the sizes of the letters after the arrow, or of those that `kept` says."""
    operands, right = split(word(params, "eq"))
    taken = right if kept is None else kept(operands, right)
    every = _in_order("".join(operands))
    summed = " ".join(letter for letter in every if letter not in taken)
    found = _sizes(params, taken)
    how = "those after the arrow"
    if kept is not None:
        how = "all letters" if len(taken) > len(right) else f"{how}, in another order"
    named = ", ".join(f"{letter} = {size}" for letter, size in zip(taken, found, strict=True))
    steps = (
        Step("letters that stay", how, taken),
        Step("letters summed over", "all others", summed or "none"),
        Step("shape", named, told(found)),
    )
    return Truth(found, steps)


def _summed_letters(params: Params) -> Value | None:
    operands, right = split(word(params, "eq"))
    gone = "".join(letter for letter in _in_order("".join(operands)) if letter not in right)
    return _sizes(params, gone) if gone else None


def _last_two_turned(operands: list[str], right: str) -> str:
    return right[:-2] + right[:-3:-1]


SHAPE = Family(
    name="einsum.shape",
    title="shape of an einsum",
    topic="tensors",
    formula="the letters after the arrow, in that order; all others are summed over",
    params=(
        Param("eq", "choice", "the equation", choices=SHAPE_EQUATIONS),
        *(Param(letter, "int", f"size of {letter}", 1, MAX_SIZE) for letter in LETTERS),
    ),
    answer=lambda _params: ANY_SHAPE,
    ask=Ask(
        prompt=(
            'torch.einsum("{{eq}}", x, y) is called on tensors that fit the equation. The sizes '
            "are b = {{b}}, i = {{i}}, j = {{j}}, k = {{k}}, where these letters occur. What is "
            "the shape of the result?"
        ),
        explanation=(
            "Each letter is one dimension. Those after the arrow stay, in the order written there; "
            "every other letter is multiplied along and summed over: {{answer}}."
        ),
        params={"eq": "bik,bjk->bij", "b": 2, "i": 3, "j": 4, "k": 5},
        vary={
            "eq": ChoiceRange(SHAPE_EQUATIONS),
            "b": IntRange(2, 9),
            "i": IntRange(2, 9),
            "j": IntRange(2, 9),
            "k": IntRange(2, 9),
        },
        level="intermediate",
        seconds=45,
        tags=("tensors", "shapes", "einsum"),
        sources=_SOURCES,
    ),
    truth=_shape,
    slips={
        "nothing_summed": slip(
            "term-dropped",
            "every letter keeps its dimension and nothing is summed over.",
            lambda params: _shape(params, lambda operands, _right: _in_order("".join(operands))),
        ),
        "turned": slip(
            "transposed",
            "the last two letters of the result change places.",
            lambda params: _shape(params, _last_two_turned),
        ),
        "summed_kept": bare_slip(
            "swapped-roles", "the letters that are summed over are the ones kept.", _summed_letters
        ),
    },
)


def _operands(params: Params) -> tuple[Rows, Rows]:
    return whole_rows(params, "A"), whole_rows(params, "B")


def _letter_sizes(params: Params, equation: str) -> Mapping[str, int] | None:
    """Return the size of each letter, or None where the matrices contradict the equation."""
    found: dict[str, int] = {}
    for letters, rows in zip(split(equation)[0], _operands(params), strict=True):
        for letter, size in zip(letters, (len(rows), len(rows[0])), strict=True):
            if found.setdefault(letter, size) != size:
                return None
    return found


def _contradicting(params: Params) -> str | None:
    equation = word(params, "eq")
    if _letter_sizes(params, equation) is not None:
        return None
    return f"the sizes of A and B do not fit {equation}"


def _terms(
    params: Params, equation: str, sizes: Mapping[str, int], at: tuple[int, int]
) -> list[tuple[int, int]]:
    """Return the pairs of numbers whose products add up to one entry of the result."""
    (first, second), right = split(equation)
    one, other = _operands(params)
    fixed = dict(zip(right, at, strict=True))
    summed = [letter for letter in sizes if letter not in fixed]
    found = []
    for places in product(*(range(sizes[letter]) for letter in summed)):
        here = fixed | dict(zip(summed, places, strict=True))
        a = one[here[first[0]]][here[first[1]]]
        b = other[here[second[0]]][here[second[1]]]
        found.append((a, b))
    return found


def _value(params: Params, equation: str | None = None) -> Truth | None:
    """Return the matrix of this equation, of the one asked for where none is given."""
    taken = word(params, "eq") if equation is None else equation
    sizes = _letter_sizes(params, taken)
    if sizes is None:
        return None
    down, across = (range(sizes[letter]) for letter in split(taken)[1])
    terms = [[_terms(params, taken, sizes, (i, j)) for j in across] for i in down]
    value = tuple(tuple(sum(map(prod, pairs)) for pairs in line) for line in terms)
    numbers = (", ".join(map(_written, line)) for line in terms)
    right = split(taken)[1]
    summed = " ".join(letter for letter in sizes if letter not in right)
    return by_rows(value, numbers, (Step("letters summed over", taken, summed or "none"),))


def _written(pairs: list[tuple[int, int]]) -> str:
    return " + ".join(f"{factor(a)} × {factor(b)}" for a, b in pairs)


def _right_value(params: Params) -> Truth:
    found = _value(params)
    if found is None:
        raise ValueError("the matrices do not fit")
    return found


def _turned_value(params: Params) -> Value:
    value = _right_value(params).value
    return transpose(value)  # type: ignore[arg-type]


VALUE = Family(
    name="einsum.value",
    title="matrix that an einsum gives",
    topic="tensors",
    formula="one entry for the letters after the arrow: the sum of products over all others",
    params=(
        Param("eq", "choice", "the equation", choices=VALUE_EQUATIONS),
        entries("A", "the first operand, by rows"),
        entries("B", "the second operand, by rows"),
    ),
    answer=lambda _params: Matrix(Int()),
    ask=Ask(
        prompt=(
            "A is\n\n{{A:matrix}}\n\nand B is\n\n{{B:matrix}}\n\n"
            'What does torch.einsum("{{eq}}", A, B) return?'
        ),
        explanation=(
            "The first letter of an operand is its row, the second its column. Letters that are "
            "missing after the arrow are summed over, and the order there says how the result "
            "lies: {{answer}}."
        ),
        params={"eq": "ij,kj->ik", "A": ((1, 2), (3, 4)), "B": ((5, 6), (7, 8))},
        vary={
            "eq": ChoiceRange(VALUE_EQUATIONS),
            "A": MatrixRange(IntRange(-3, 5), 2, 2),
            "B": MatrixRange(IntRange(-3, 5), 2, 2),
        },
        level="intermediate",
        seconds=90,
        tags=("tensors", "einsum"),
        sources=_SOURCES,
    ),
    truth=_right_value,
    slips={
        "matrix_product": slip(
            "other-convention",
            "the equation is read as the plain matrix product A @ B.",
            lambda params: _value(params, "ij,jk->ik"),
        ),
        "elementwise": slip(
            "elementwise",
            "entries in the same place are multiplied and each product stays there.",
            lambda params: _value(params, "ij,ij->ij"),
        ),
        "turned": bare_slip(
            "transposed", "rows and columns of the result change places.", _turned_value
        ),
    },
    valid=_contradicting,
)
