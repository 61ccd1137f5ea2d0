"""Plain scalars by the rules of YAML 1.2, so that `no`, `on` and `012` are what they look like."""

from __future__ import annotations

import math
import re

_INT = re.compile(r"[-+]?[0-9]+\Z")
_OCTAL = re.compile(r"0o[0-7]+\Z")
_HEX = re.compile(r"0x[0-9a-fA-F]+\Z")
_FLOAT = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?\Z")
_SPECIAL = re.compile(r"[-+]?\.(inf|Inf|INF)\Z|\.(nan|NaN|NAN)\Z")
_WORDS: dict[str, bool | None] = {
    **dict.fromkeys(("", "~", "null", "Null", "NULL")),
    **dict.fromkeys(("true", "True", "TRUE"), True),
    **dict.fromkeys(("false", "False", "FALSE"), False),
}
MAX_DIGITS = 300
_NUMERIC = frozenset("+-.0123456789")


def is_text(text: str) -> bool:
    """Whether a plain scalar is a text at first sight, wherever it stands."""
    return text not in _WORDS and text[0] not in _NUMERIC


def core_value(text: str) -> bool | int | float | str | None:
    """Return what a plain scalar stands for in the YAML 1.2 core schema.

    Raises ValueError for a number that no value of a bank may be.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in _NUMERIC:
        return text
    if len(text) > MAX_DIGITS and (_INT.match(text) or _HEX.match(text) or _OCTAL.match(text)):
        raise ValueError(f"a number of more than {MAX_DIGITS} digits")
    if _INT.match(text):
        return int(text)
    if _OCTAL.match(text):
        return int(text[2:], 8)
    if _HEX.match(text):
        return int(text[2:], 16)
    if _FLOAT.match(text):
        number = float(text)
        if not math.isfinite(number):
            raise ValueError("a number beyond the range of float64")
        return number
    if _SPECIAL.match(text):
        return float(text.replace(".", "").lower())
    return text
