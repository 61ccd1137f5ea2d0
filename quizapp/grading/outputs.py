"""Printed output compared with what was typed: as text first, then as literals."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from typing import Literal

from quizapp.grading.tokens import MAX_DEPTH

Sameness = Literal[
    "same",
    "int-for-float",
    "float-for-int",
    "fewer-decimals",
    "other-lines",
    "no-brackets",
    "different",
]
"""same: the same print, or the same values printed as the same kinds; then what else may be off."""

_IN_FORM: tuple[Sameness, ...] = ("int-for-float", "float-for-int", "fewer-decimals")
"""What the numbers miss in form alone, wherever the lines end."""

_LITERAL = re.compile(
    r"(?P<blank>[\s,]+)"
    r"|(?P<number>[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]{1,3})?(?![\w.]))"
    r"|(?P<name>(?:True|False|None|nan|[+-]?inf|torch\.(?:b?float|u?int|bool)[0-9]*)\b(?![.(]))"
    r"|(?P<text>'[^'\n]*'|\"[^\"\n]*\")"
    r"|(?P<wrapper>(?:torch\.|np\.|numpy\.|tf\.)?(?:tensor|array|[Ss]ize|TensorShape|u?int[0-9]+"
    r"|b?float[0-9]+|bool_)\()"
    r"|(?P<open>[\[({])|(?P<close>[\])}])"
)
_TAIL = re.compile(
    r",\s*(?:dtype|device|grad_fn|requires_grad|shape|size)\s*=\s*"
    r"(?:<[^<>\n]*>|'[^'\n]*'|\([^()\n]*\)|[\w.]+)"
)

_Number = tuple[Literal["int", "float"], Fraction, int]
_Word = tuple[Literal["word"], str]
_Node = "_Number | _Word | list[_Node]"
_Tree = list  # nested lists of numbers and words; typed loosely, for it is never handed out


def compare_prints(given: str, truth: str) -> Sameness:
    """Return how two printed texts relate; blanks do not count, lines do."""
    ours, theirs = _lines(given), _lines(truth)
    if ours == theirs:
        return "same"
    if len(ours) == len(theirs):
        worst = _worst([_compare_line(one, other) for one, other in zip(ours, theirs, strict=True)])
        if worst != "different":
            return worst
        # A matrix of several lines between other lines can only be read with all of them.
        if len(ours) > 1 and _of_its_size(given, truth):
            together = _compare_trees(" ".join(ours), " ".join(theirs))
            if together in _IN_FORM:
                return together
    whole = _tree("\n".join(theirs))
    if whole is not None and len(whole) == 1 and isinstance(whole[0], list):
        mine = _tree("\n".join(ours))
        found = "different" if mine is None else _compare(_bare(mine), _bare(whole))
        if found == "different" and _of_its_size(given, truth) and _rows(given) == whole[0]:
            return "no-brackets"
        return found
    if _of_its_size(given, truth):
        in_one = _tree(" ".join(theirs))
        if in_one is not None and _tree(" ".join(ours)) == in_one:
            return "other-lines"
    return "different"


def _of_its_size(given: str, truth: str) -> bool:
    """Say whether `given` is short enough to be `truth` in another form; saves reading it again."""
    return len(given) <= 4 * len(truth) + 40


def _rows(text: str) -> list[object] | None:
    """Return rows written one a line, or between semicolons, as a nested list."""
    rows = [_tree(row) for row in re.split(r"[;\n]", text.strip())]
    return None if None in rows else [*rows]


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.strip().splitlines()]


def _compare_line(one: str, other: str) -> Sameness:
    if _unspaced(one) == _unspaced(other):
        return "same"
    return _compare_trees(one, other)


def _compare_trees(one: str, other: str) -> Sameness:
    ours, theirs = _tree(one), _tree(other)
    if ours is None or theirs is None:
        return "different"
    return _compare(_bare(ours), _bare(theirs))


def _unspaced(line: str) -> str:
    """Return a line without blanks around commas, in one sort of quotes."""
    return re.sub(r"\s*,\s*", ",", line).replace('"', "'")


def _tree(text: str) -> list[object] | None:
    """Return the literals in `text` as nested lists, or None where something is no literal."""
    text = _TAIL.sub("", text)
    stack: list[tuple[list[object], str]] = [([], "")]
    place = 0
    while place < len(text):
        match = _LITERAL.match(text, place)
        if match is None:
            return None
        place = match.end()
        if match["open"] or match["wrapper"]:
            stack.append(([], "wrapper" if match["wrapper"] else match["open"]))
            if len(stack) > MAX_DEPTH:
                return None
        elif match["close"]:
            if len(stack) == 1:
                return None
            inner, opening = stack.pop()
            stack[-1][0].extend(inner if opening == "wrapper" else [inner])
        elif not match["blank"]:
            stack[-1][0].append(_leaf(match))
    return stack[0][0] if len(stack) == 1 else None


def _leaf(match: re.Match[str]) -> _Number | _Word:
    if (number := match["number"]) is None:
        word = match["name"] or match["text"].strip("'\"")
        return ("word", word.lstrip("+") if match["name"] else f"'{word}'")
    mantissa = re.split("[eE]", number)[0]
    is_float = "." in number or "e" in number.casefold()
    decimals = len(mantissa.split(".")[1]) if "." in mantissa else 0
    return ("float" if is_float else "int", Fraction(number.rstrip(".")), decimals)


def _bare(tree: list[object]) -> object:
    """Return the one thing in `tree`, or the list of what stands in it."""
    return tree[0] if len(tree) == 1 else tree


def _compare(one: object, other: object) -> Sameness:
    if isinstance(one, list) and isinstance(other, list):
        if len(one) != len(other):
            return "different"
        return _worst([_compare(a, b) for a, b in zip(one, other, strict=True)])
    if isinstance(one, tuple) and isinstance(other, tuple):
        return _compare_leaves(one, other)
    return "different"


def _compare_leaves(one: tuple[object, ...], other: tuple[object, ...]) -> Sameness:
    if "word" in (one[0], other[0]):
        return "same" if one == other else "different"
    if one[1] == other[1]:
        if one[0] == other[0]:
            return "same"
        return "int-for-float" if one[0] == "int" else "float-for-int"
    value, decimals = other[1], other[2]
    assert isinstance(value, Fraction)
    assert isinstance(decimals, int)
    if one[0] == other[0] == "float" and decimals > 1 and one[1] == round(value, decimals - 1):
        return "fewer-decimals"
    return "different"


def _worst(results: list[Sameness]) -> Sameness:
    """Return the one thing that is off; two different things together are different."""
    found = {result for result in results if result != "same"}
    if len(found) > 1:
        return "different"
    return found.pop() if found else "same"


_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]*(?:e[-+][0-9]+)?")
_GRAD_FN = re.compile(r",\s*grad_fn=<[^<>\n]*>")
_BRACKETED = re.compile(r"\s*([\[\](){},])\s*")
_CLOSE = 1e-5
"""Relative difference of two runs that reckon the same in another order."""
_FINE = 4
"""Decimals from which on the last one printed may differ by one."""


def same_print(one: str, other: str) -> bool:
    """Return whether two runs printed the same, decimals apart by rounding only.

    Types count: ``3`` is not ``3.0``, and a tensor's dtype is part of what it prints; the function
    that its gradient came from is not.
    """
    ours, theirs = _lines(_GRAD_FN.sub("", one)), _lines(_GRAD_FN.sub("", other))
    if ours == theirs:
        return True
    if len(ours) != len(theirs):
        return False
    return all(_same_line(a, b) for a, b in zip(ours, theirs, strict=True))


def _same_line(one: str, other: str) -> bool:
    one, other = _BRACKETED.sub(r"\1", one), _BRACKETED.sub(r"\1", other)
    if one == other:
        return True
    if _DECIMAL.sub("#", one) != _DECIMAL.sub("#", other):
        return False
    pairs = zip(_DECIMAL.findall(one), _DECIMAL.findall(other), strict=True)
    return all(_same_decimal(a, b) for a, b in pairs)


def _same_decimal(one: str, other: str) -> bool:
    decimals = len(one.split("e")[0].split(".")[1])
    unit = 1.01 * 10.0**-decimals if decimals >= _FINE and "e" not in one + other else 1e-7
    return math.isclose(float(one), float(other), rel_tol=_CLOSE, abs_tol=unit)
