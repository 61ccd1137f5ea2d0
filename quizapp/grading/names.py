"""Names in numbers: constants, modules in front of functions, wrappers around a literal."""

from __future__ import annotations

import re

from quizapp.grading.arithmetic import CONSTANTS

WRAPPERS = frozenset(
    {"tensor", "array", "asarray", "size", "tensorshape", "constant", "set", "frozenset", "list"}
    | {"tuple", "parameter", "matrix"}
)
"""Names that stand around one literal, as Python, numpy, torch and TensorFlow print it."""

_MODULES = ("torch.", "numpy.", "np.", "math.", "tf.math.", "tf.", "jnp.")
_SCALAR_TYPE = re.compile(r"(?:u?int|b?float)[0-9]+|double|single|half|long")


def bare_name(name: str) -> tuple[str, bool]:
    """Return a name in lower case without its module, and whether it had one."""
    for module in _MODULES:
        if name.casefold().startswith(module):
            return name[len(module) :].casefold(), True
    lowered = {"log_2": "log2", "log_10": "log10"}.get(name.casefold(), name.casefold())
    return lowered, False


def math_constant(name: str) -> float:
    """Return pi or e."""
    return CONSTANTS["pi" if name == "π" else name]


def is_wrapper(name: str) -> bool:
    """Say whether `name` may stand around one literal: ``tensor``, ``np.float32`` ..."""
    bare, _ = bare_name(name)
    return bare in WRAPPERS or _SCALAR_TYPE.fullmatch(bare) is not None
