"""Readers of orderings, pairs and named weights."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import cast

from engines.values import Value, Weights
from quizapp.grading.arithmetic import Amount, size
from quizapp.grading.asked import Asked, OptionAsked
from quizapp.grading.literals import ElementForm, exact, scalar, tree
from quizapp.grading.normalise import Refused, Typed, squeezed
from quizapp.grading.readers.options import letter
from quizapp.grading.readers.understood import Understood, plain_number, shortened
from quizapp.grading.rows import as_vector
from quizapp.grading.words import folded

_SPLIT = re.compile(r"\s*(?:[,;|\n]|->|→|>)\s*|\s+")
_PHRASES = re.compile(r"\s*(?:[,;|\n]|->|→|>)\s*")
_PAIR = re.compile(r"([0-9]{1,2})\s*(?:-|–|=|:|->|→)?\s*([A-Za-z])(?![A-Za-z])")
_NAMED = re.compile(r"\b([A-Za-z_]\w*)\s*[=:]\s*")
_LARGEST = 1e300


def read_ordering(typed: Typed, asked: Asked) -> Understood:
    """Read the numbers or letters of the items in their order; the value is the tuple of keys."""
    items = asked.options
    if not items:
        raise typed.refuse("nothing to put in order")
    order = _order(typed, items)
    if len(set(order)) != len(order):
        raise typed.refuse("an item is named twice")
    if len(order) != len(items):
        raise typed.refuse(f"{len(items)} items are expected, {len(order)} given", len(typed.text))
    echo = " ".join(str(index + 1) for index in order)
    return Understood(tuple(items[index].key for index in order), echo)


def _order(typed: Typed, items: tuple[OptionAsked, ...]) -> list[int]:
    text = squeezed(typed.text).strip("[](){} ")
    phrases = [piece for piece in _PHRASES.split(text) if piece]
    named = [_item(piece, items) for piece in phrases]
    if len(phrases) > 1 and None not in named:
        return [index for index in named if index is not None]
    pieces = [piece for piece in _SPLIT.split(text) if piece]
    if len(pieces) == 1 and len(items) < 10:
        pieces = list(pieces[0]) if _item(pieces[0], items) is None else pieces
    found: list[int] = []
    for piece in pieces:
        index = _item(piece, items)
        if index is None:
            raise typed.refuse(f"{shortened(piece)} is none of the items", typed.text.find(piece))
        found.append(index)
    return found


def _item(piece: str, items: tuple[OptionAsked, ...]) -> int | None:
    bare = piece.strip().rstrip(").:").lstrip("(")
    for index, item in enumerate(items):
        if folded(piece) == folded(item.text) != "":
            return index
    if bare.isascii() and bare.isdigit():
        index = int(bare[:4]) - 1
    elif len(bare) == 1 and bare.isascii() and bare.isalpha():
        index = ord(bare.casefold()) - ord("a")
    else:
        return None
    return index if 0 <= index < len(items) else None


def read_pairs(typed: Typed, asked: Asked) -> Understood:
    """Read pairs of a left number and a right letter; the value holds pairs of keys."""
    left, right = asked.options, asked.targets
    found = _numbered_pairs(typed, len(left), len(right))
    if len({i for i, _ in found}) != len(found):
        raise typed.refuse("an item on the left is paired twice")
    if len(found) != len(left):
        raise typed.refuse(f"{len(left)} pairs are expected, {len(found)} given", len(typed.text))
    found.sort()
    echo = " ".join(f"{i + 1}{letter(j)}" for i, j in found)
    return Understood(tuple((left[i].key, right[j].key) for i, j in found), echo)


def _numbered_pairs(typed: Typed, left: int, right: int) -> list[tuple[int, int]]:
    found: list[tuple[int, int]] = []
    place, text = 0, typed.text
    while place < len(text):
        if text[place] in " ,;|\n()[]{}":
            place += 1
            continue
        match = _PAIR.match(text, place)
        if match is None:
            raise typed.refuse("pairs like 1b 2a are expected", place)
        i, j = int(match[1]) - 1, ord(match[2].casefold()) - ord("a")
        if not (0 <= i < left and 0 <= j < right):
            raise typed.refuse(f"there is no pair {match.group()}", place)
        found.append((i, j))
        place = match.end()
    return found


def read_weights(typed: Typed, asked: Asked) -> Understood:
    """Read numbers by name in any order, or in the order that the prompt prints."""
    form = cast(Weights, asked.acceptance)
    element = ElementForm(expressions=form.allow_expr)
    if _NAMED.match(typed.text):
        amounts = _by_name(typed, form.names, lambda part: scalar(part, element)[0])
    else:
        amounts = list(as_vector(tree(typed, element), typed))
        if len(amounts) != len(form.names):
            wanted = ", ".join(form.names)
            raise typed.refuse(
                f"{len(form.names)} numbers are expected ({wanted}), {len(amounts)} given",
                len(typed.text),
            )
    if any(size(amount) > _LARGEST for amount in amounts):
        raise typed.refuse("too large")
    values: tuple[Value, ...] = tuple(map(exact, amounts))
    pairs = zip(form.names, amounts, strict=True)
    return Understood(values, " ".join(f"{name}={plain_number(amount)}" for name, amount in pairs))


def _by_name(
    typed: Typed, names: tuple[str, ...], number: Callable[[Typed], Amount]
) -> list[Amount]:
    known = {name.casefold(): name for name in names}
    matches = list(_NAMED.finditer(typed.text))
    found: dict[str, Amount] = {}
    for index, match in enumerate(matches):
        name = known.get(match[1].casefold())
        end = matches[index + 1].start() if index + 1 < len(matches) else len(typed.text)
        if name is None:
            raise typed.refuse(f"{match[1][:20]} is none of {', '.join(names)}", match.start())
        if name in found:
            raise typed.refuse(f"{name} is given twice", match.start())
        part = typed.cut(match.end(), end)
        stop = len(part.text.rstrip(" ,;|\n"))
        found[name] = number(part.cut(0, stop))
    missing = [name for name in names if name not in found]
    if missing:
        raise _missing(typed, missing)
    return [found[name] for name in names]


def _missing(typed: Typed, names: list[str]) -> Refused:
    verb = "is" if len(names) == 1 else "are"
    return typed.refuse(f"{', '.join(names)} {verb} missing", len(typed.text))
