"""Readers of words: dtype, text, printed output, errors."""

from __future__ import annotations

import re
from typing import cast

from engines.values import DType, Gaps, Raises
from quizapp.grading.asked import Asked
from quizapp.grading.error_names import error_name, is_error_name, same_error, vague
from quizapp.grading.normalise import Typed
from quizapp.grading.readers.understood import WIDEST, Understood, shortened
from quizapp.grading.words import folded

_OWN_NAMES = (
    *("float16", "bfloat16", "float32", "float64", "float8_e4m3fn", "float8_e5m2"),
    *("int8", "int16", "int32", "int64", "uint8", "uint16", "uint32", "uint64"),
    *("bool", "complex32", "complex64", "complex128", "qint8", "quint8", "string"),
)
_ALIASES = """
    half=float16 float=float32 double=float64 single=float32 short=int16 int=int32 long=int64
    byte=uint8 char=int8 chalf=complex32 cfloat=complex64 cdouble=complex128 boolean=bool
    fp16=float16 bf16=bfloat16 fp32=float32 fp64=float64 f16=float16 f32=float32 f64=float64
    i8=int8 i16=int16 i32=int32 i64=int64 u8=uint8 u16=uint16 u32=uint32 u64=uint64
    float8e4m3fn=float8_e4m3fn float8e5m2=float8_e5m2 str=string
"""
DTYPES: dict[str, str] = {name: name for name in _OWN_NAMES} | dict(
    alias.split("=") for alias in _ALIASES.split()
)
"""Spelling without prefix, blanks and hyphens -> torch's name."""

_DTYPE_AROUND = re.compile(
    r"(?:dtype\s*[=:]\s*)?(?:<?(?:dtype|class)\s*[:(]?\s*)?['\"]?(?P<name>[\w. -]+?)['\"]?\s*[)>]?",
    re.IGNORECASE,
)
_DTYPE_PREFIX = re.compile(r"(?:torch|numpy|np|tf|jnp)\s*\.\s*(?:dtypes\.)?")


_AROUND_SEMICOLON = re.compile(r" *; *")


def read_dtype(typed: Typed, asked: Asked) -> Understood:
    """Read a number format by any of its names; the value is torch's name."""
    form = cast(DType, asked.acceptance)
    match = _DTYPE_AROUND.fullmatch(typed.text) if len(typed.text) <= WIDEST else None
    if match is None:
        raise typed.refuse("the name of a dtype is expected")
    name = _DTYPE_PREFIX.sub("", match["name"].casefold(), count=1)
    name = re.sub(r"[\s-]", "", name)
    strict = form.strict_width or asked.dialect != "torch"
    if strict and name in ("float", "int"):
        raise typed.refuse("which width?", match.start("name"))
    known = DTYPES.get(name) or DTYPES.get(name.rstrip("_"))
    if known is None:
        raise typed.refuse("no dtype of this name", match.start("name"))
    return Understood(known, known)


def read_text(typed: Typed, asked: Asked) -> Understood:
    """Read words as they stand."""
    if not folded(typed.text):
        raise typed.refuse("a word is expected")
    return Understood(typed.text, shortened(" ".join(typed.text.split())))


def read_gaps(typed: Typed, asked: Asked) -> Understood:
    """Read one text for each gap: behind ``;`` or on lines of their own, else behind commas."""
    form = cast(Gaps, asked.acceptance)
    texts = [typed.text] if form.length == 1 else _parted(typed.text, form.length)
    if len(texts) != form.length:
        reason = f"{form.length} gaps are to be filled, {len(texts)} given; put ; between them"
        raise typed.refuse(reason, len(typed.text))
    empty = next((place for place, text in enumerate(texts, 1) if not folded(text)), None)
    if empty is not None:
        raise typed.refuse("a word is expected" if form.length == 1 else f"gap {empty} is empty")
    return Understood(tuple(texts), shortened(" | ".join(" ".join(t.split()) for t in texts)))


def _parted(text: str, length: int) -> list[str]:
    for mark in (r"[;\n]", ","):
        parts = [part.strip() for part in re.split(mark, text.strip(" ;,\n"))]
        if len(parts) == length:
            break
    return parts


def read_output(typed: Typed, asked: Asked) -> Understood:
    """Read printed output as it stands, line breaks included.

    Answer fields have one line, so ``;`` stands for a line break, unless the truth prints one.
    """
    truth = asked.truth if isinstance(asked.truth, str) else ""
    text = typed.text if ";" in truth else _AROUND_SEMICOLON.sub("\n", typed.text)
    return Understood(text, shortened(text.replace("\n", " ⏎ ")))


def read_error(typed: Typed, asked: Asked) -> Understood:
    """Read the class of an error. `error` alone and the base classes are asked again."""
    name = error_name(typed.text)
    truth = asked.truth.error if isinstance(asked.truth, Raises) else str(asked.truth)
    if not name:
        raise typed.refuse("the name of an error is expected")
    if vague(name, truth):
        raise typed.refuse("which error?", typed.text.casefold().index(name.casefold()))
    if not (is_error_name(name) or same_error(name, truth)):
        raise typed.refuse("the name of an error is expected")
    return Understood(Raises(name), name)
