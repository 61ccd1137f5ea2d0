"""The dtype of a result: of two operands, and of a division."""

from __future__ import annotations

from engines.families.given import word
from engines.families.numerics.dtypes import (
    DEFAULT,
    NAMES,
    above,
    category,
    in_numpy,
    promoted,
    wider,
)
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange
from engines.values import DType

_PYTHON = {"the Python number 2": "int64", "the Python number 1.5": DEFAULT}
_SCALARS = ("int64", "float16", "float32", "float64")
_SCALAR = "a tensor of shape () and dtype {}"
_VECTOR = "a tensor of shape (3,) and dtype {}"
_SECONDS: dict[str, tuple[str, bool]] = {
    **{_VECTOR.format(name): (name, True) for name in NAMES},
    **{_SCALAR.format(name): (name, False) for name in _SCALARS},
    **{text: (name, False) for text, name in _PYTHON.items()},
}
"""The second operand in words -> its dtype (a Python number's as it is counted), and whether it
has dimensions and so ranks with the first."""
_SOURCES = (
    "https://docs.pytorch.org/docs/stable/tensor_attributes.html",
    "https://docs.pytorch.org/docs/stable/generated/torch.result_type.html",
)


def _resulting(params: Params) -> Truth:
    first = word(params, "a")
    second, ranks = _SECONDS[word(params, "b")]
    rule = "a has dimensions, b has none"
    if ranks:
        value = promoted(first, second)
        rule = "both have dimensions"
    else:
        value = promoted(first, second) if above(second, first) else first
    higher = second if above(second, first) else first
    return Truth(
        value,
        (
            Step("ranks", rule, "equal" if ranks else "a decides within its category"),
            Step("higher category", f"{category(first)}, {category(second)}", category(higher)),
            Step("dtype of the result", f"{first} with {second}", value),
        ),
    )


def _as_arrays(params: Params) -> str | None:
    """NumPy's rule, with a Python number as an array of its own type."""
    text = word(params, "b")
    second = "float64" if text == "the Python number 1.5" else _SECONDS[text][0]
    return in_numpy(word(params, "a"), second)


PROMOTED = Family(
    name="type_promotion.dtype",
    title="dtype of a result of two dtypes",
    topic="numerics",
    formula=(
        "the highest category (bool < int < float) wins; within it, operands with dimensions go "
        "before those without, and among equals the smallest dtype that holds both"
    ),
    params=(
        Param("a", "choice", "the dtype of the first operand, which has dimensions", choices=NAMES),
        Param("b", "choice", "the second operand", choices=tuple(_SECONDS)),
    ),
    answer=lambda _params: DType(),
    ask=Ask(
        prompt=(
            "a is a PyTorch tensor of shape (3,) and dtype {{a}}; b is {{b}}. The default dtype "
            "is float32. What is the dtype of a * b?"
        ),
        explanation=(
            "An operand without dimensions counts only where its category (bool, int, float) is "
            "higher; an int and a float give the float's dtype, however wide the int: {{answer}}."
        ),
        params={"a": "int64", "b": _VECTOR.format("float32")},
        vary={
            "a": ChoiceRange(("uint8", "int8", "int32", "int64", "float16", "bfloat16", "float32")),
            "b": ChoiceRange(
                (
                    *(_VECTOR.format(name) for name in NAMES if name not in ("bool", "int16")),
                    *(_SCALAR.format(name) for name in _SCALARS),
                    *_PYTHON,
                )
            ),
        },
        level="intermediate",
        seconds=45,
        tags=("dtypes",),
        sources=_SOURCES,
    ),
    truth=_resulting,
    slips={
        "as_arrays": bare_slip(
            "other-convention",
            "NumPy's rule for two arrays is followed, whatever the shapes.",
            _as_arrays,
        ),
        "wider": bare_slip(
            "lost-precision",
            "the dtype of more bits is taken, the first of two equally wide ones.",
            lambda params: wider(word(params, "a"), _SECONDS[word(params, "b")][0]),
        ),
        "ranked_alike": bare_slip(
            "term-dropped",
            "an operand without dimensions counts like any other.",
            lambda params: promoted(word(params, "a"), _SECONDS[word(params, "b")][0]),
        ),
        "first": bare_slip(
            "swapped-roles", "the first operand alone decides.", lambda params: word(params, "a")
        ),
    },
)


def _quotient(params: Params, *, turned: bool = False, default: str = DEFAULT) -> Truth:
    """Return the dtype of a / b or a // b; `turned` takes the other one, `default` stands in place
    of float32 where two whole numbers are divided."""
    both = promoted(word(params, "a"), word(params, "b"))
    true = (word(params, "op") == "/") != turned
    value = default if true and category(both) == "int" else both
    what = "is never whole" if true else "keeps the dtype"
    return Truth(
        value,
        (
            Step("dtype of both", f"{word(params, 'a')} with {word(params, 'b')}", both),
            Step("dtype of the quotient", f"{'/' if true else '//'} {what}", value),
        ),
    )


_DIVIDED = tuple(name for name in NAMES if name != "bool")

DIVISION = Family(
    name="division.dtype",
    title="dtype of a division",
    topic="numerics",
    formula="a // b: the promoted dtype; a / b: the same, but of two ints the default dtype",
    params=(
        Param("a", "choice", "the dtype of what is divided", choices=_DIVIDED),
        Param("op", "choice", "true division or floor division", choices=("/", "//")),
        Param("b", "choice", "the dtype of what it is divided by", choices=_DIVIDED),
    ),
    answer=lambda _params: DType(),
    ask=Ask(
        prompt=(
            "a and b are PyTorch tensors of shape (3,), a of dtype {{a}} and b of dtype {{b}}. The "
            "default dtype is float32. What is the dtype of a {{op}} b?"
        ),
        explanation=(
            "True division of ints gives the default dtype, not Python's double; floor division "
            "stays in the dtype that both are promoted to: {{answer}}."
        ),
        params={"a": "int64", "op": "/", "b": "int64"},
        vary={
            "a": ChoiceRange(("uint8", "int8", "int32", "int64", "float16", "bfloat16")),
            "op": ChoiceRange(("/", "//")),
            "b": ChoiceRange(("uint8", "int8", "int32", "int64", "float16", "float64")),
        },
        seconds=30,
        tags=("dtypes",),
        sources=("https://docs.pytorch.org/docs/stable/generated/torch.div.html",),
    ),
    truth=_quotient,
    slips={
        "other_division": slip(
            "swapped-roles",
            "/ and // change places.",
            lambda params: _quotient(params, turned=True),
        ),
        "double": slip(
            "other-convention",
            "two ints are divided into a double, as in Python and NumPy.",
            lambda params: _quotient(params, default="float64"),
        ),
        "wider": bare_slip(
            "lost-precision",
            "the dtype of more bits is taken, the first of two equally wide ones.",
            lambda params: wider(word(params, "a"), word(params, "b")),
        ),
    },
)

FAMILIES = {family.name: family for family in (PROMOTED, DIVISION)}
