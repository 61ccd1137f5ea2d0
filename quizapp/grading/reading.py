"""From the text typed to a reading: the value, not sure, don't know, or why it cannot be read."""

from __future__ import annotations

import re
from collections.abc import Callable

from engines.values import CodeLine, Gaps, Output, Program, Shape, Text
from quizapp.grading.asked import Asked
from quizapp.grading.normalise import MAX_BYTES, Refused, Typed, normalise, unquoted
from quizapp.grading.readers.arrangements import read_ordering, read_pairs, read_weights
from quizapp.grading.readers.bits import read_bits, read_truth_table
from quizapp.grading.readers.line import read_line
from quizapp.grading.readers.lists import read_matrix, read_set, read_vector
from quizapp.grading.readers.numbers import (
    read_bytes,
    read_count,
    read_estimate,
    read_float,
    read_int,
)
from quizapp.grading.readers.options import read_option
from quizapp.grading.readers.program import read_program
from quizapp.grading.readers.shapes import read_shape
from quizapp.grading.readers.understood import Understood
from quizapp.grading.readers.worded import (
    read_dtype,
    read_error,
    read_gaps,
    read_output,
    read_text,
)
from quizapp.grading.verdict import DontKnow, Read, Reading, Unreadable
from quizapp.grading.whole import read_parts

Reader = Callable[[Typed, Asked], Understood]

READERS: dict[str, Reader] = {
    "int": read_int,
    "count": read_count,
    "bytes": read_bytes,
    "float": read_float,
    "shape": read_shape,
    "vector": read_vector,
    "matrix": read_matrix,
    "set": read_set,
    "bits": read_bits,
    "truth_table": read_truth_table,
    "dtype": read_dtype,
    "text": read_text,
    "output": read_output,
    "error": read_error,
    "line": read_line,
    "option": read_option,
    "gaps": read_gaps,
    "ordering": read_ordering,
    "pairs": read_pairs,
    "weights": read_weights,
    "estimate": read_estimate,
}
"""Type of answer -> its reader; programs are read as they stand, by `read_program`."""

LONGEST_PREFIX = 40
_PREFIX = re.compile(r"(?:\bis\b\s*[:=]?|:=|[=:])\s*", re.IGNORECASE)
_SHORT = frozenset({"idk"})
_DONT_KNOW = _SHORT | frozenset({"i don't know", "i dont know", "don't know", "dont know"})
_EMPTY = 'type an answer, or ? alone for "I don\'t know"'


def read(text: str, asked: Asked) -> Reading:
    """Return how `text` is read as an answer to `asked`. Never raises for any text.

    A ``?`` at the end marks it not sure (not in a program, nor where it belongs to what is
    printed); ``?`` alone and ``idk`` are DontKnow. The whole text is read first;
    if that fails, one prefix such as ``the answer is`` or ``y =`` is dropped, except from output,
    text and programs.
    """
    if asked.parts:
        return _read_parts(text, asked)
    if isinstance(asked.acceptance, Program):
        return _read_program(text)
    verbal = isinstance(asked.acceptance, (Output, Text, Gaps, CodeLine))
    try:
        typed = normalise(text, rewrite=not verbal)
        if _is_dont_know(typed.text, _SHORT if verbal else _DONT_KNOW):
            return DontKnow()
        if not typed.text:
            raise Refused(_EMPTY)
        if isinstance(asked.acceptance, Output):
            ends_so = isinstance(asked.truth, str) and asked.truth.rstrip().endswith("?")
            body, sure = (typed, True) if ends_so else _unmarked(typed)
            return _as_read(body, read_output(body, asked), sure=sure)
        return _marked(typed, asked)
    except Refused as refusal:
        return Unreadable(refusal.reason, refusal.position)


def _read_parts(text: str, asked: Asked) -> Reading:
    """Read each part by its own type; ``?`` alone and ``idk`` are for the whole."""
    if not text.strip():
        return Unreadable(_EMPTY)
    if len(text) <= MAX_BYTES and _is_dont_know(text.strip(), _DONT_KNOW):
        return DontKnow()
    return read_parts(text, asked, read)


def _read_program(text: str) -> Reading:
    """Read a program: nothing in it is normalised, and a mark of doubt would belong to it."""
    if _is_dont_know(text.strip(), _SHORT):
        return DontKnow()
    try:
        understood = read_program(text)
    except Refused as refusal:
        return Unreadable(refusal.reason, refusal.position)
    return Read(understood.value, understood.echo, literal=str(understood.value))


def _is_dont_know(text: str, phrases: frozenset[str]) -> bool:
    bare = text.rstrip(".! ").casefold().replace("’", "'")
    return bare in phrases or (text != "" and not text.strip("? "))


def _marked(typed: Typed, asked: Asked) -> Read:
    """Read with the mark of doubt taken off, inside or outside of quotes."""
    if isinstance(asked.acceptance, CodeLine):
        # Quotes belong to a program.
        body, sure = _unmarked(typed)
    else:
        body, sure = _unmarked(unquoted(typed))
        body = unquoted(body)
    if not body.text:
        raise Refused(_EMPTY)
    try:
        return _as_read(*_with_or_without_prefix(body, asked), sure=sure)
    except Refused:
        # The last size of a shape may be the unknown batch itself.
        if sure or not (isinstance(asked.acceptance, Shape) and asked.acceptance.batch):
            raise
        return _as_read(typed, read_shape(typed, asked), sure=True)


def _unmarked(typed: Typed) -> tuple[Typed, bool]:
    if not typed.text.endswith("?"):
        return typed, True
    return typed.cut(0, len(typed.text.rstrip("? "))), False


def _with_or_without_prefix(typed: Typed, asked: Asked) -> tuple[Typed, Understood]:
    reader = READERS[asked.acceptance.type]
    try:
        return typed, reader(typed, asked)
    except Refused as whole:
        match = _PREFIX.search(typed.text, 0, LONGEST_PREFIX)
        if match is None or match.end() == len(typed.text) or _is_remark(typed.text, match):
            raise
        if isinstance(asked.acceptance, (Output, Text, Gaps, CodeLine)):
            raise
        rest = unquoted(typed.cut(match.end()))
        try:
            return rest, reader(rest, asked)
        except Refused as cut:
            # The attempt that got further says what is really wrong.
            raise max(whole, cut, key=lambda refusal: refusal.position or 0) from None


def _is_remark(text: str, mark: re.Match[str]) -> bool:
    """Say whether the answer stands before the mark: ``1/4 at x = 0``, or a ratio ``1:10``."""
    before = text[: mark.start()].rstrip()
    return before[:1].isdigit() and (before[-1].isalpha() or mark[0].strip() == ":")


def _as_read(typed: Typed, understood: Understood, *, sure: bool) -> Read:
    return Read(
        understood.value,
        understood.echo,
        sure,
        typed.text,
        understood.tolerance,
        understood.unit,
    )
