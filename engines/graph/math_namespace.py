"""The `math` module of snippets."""

from __future__ import annotations

import math
from typing import Any

from engines.graph.errors import failure, from_python
from engines.graph.limits import check_bits, check_cells
from engines.graph.scope import Builtin, Namespace
from engines.graph.syntax import words

_PROBLEMS = (TypeError, ValueError, OverflowError, ZeroDivisionError)


def _math(name: str) -> Builtin:
    function = getattr(math, name)

    def compute(*values: Any) -> Any:
        if name in ("factorial", "comb", "perm"):
            check_cells(max((abs(value) for value in values if isinstance(value, int)), default=0))
        try:
            result = function(*values)
        except _PROBLEMS as problem:
            raise from_python(problem) from None
        if isinstance(result, int):
            check_bits(result.bit_length())
        return result

    return Builtin(name, compute)


def _absent(name: str) -> None:
    if not hasattr(math, name):
        raise failure("AttributeError", f"module 'math' has no attribute '{name}'")


MATH = Namespace(
    "math",
    {
        **{
            name: _math(name)
            for name in words(
                "sqrt exp log log2 log10 log1p expm1 sin cos tan asin acos atan atan2 sinh cosh"
                " tanh floor ceil trunc fabs hypot isnan isinf isfinite prod gcd erf pow factorial"
                " comb isclose copysign degrees radians fsum"
            )
        },
        "pi": math.pi,
        "e": math.e,
        "inf": math.inf,
        "nan": math.nan,
    },
    _absent,
)
