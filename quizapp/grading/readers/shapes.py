"""The reader of shapes: ``(3, 224, 224)``, ``3x224x224``, ``3 224 224``, ``N x 3``."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from engines.values import Shape, Value
from quizapp.grading.asked import Asked
from quizapp.grading.expressions import Expression, plain_form
from quizapp.grading.literals import (
    MAX_ENTRIES,
    exact,
    led_by_zero,
    matched_brackets,
    without_tail,
)
from quizapp.grading.names import is_wrapper
from quizapp.grading.normalise import Refused, Typed
from quizapp.grading.readers.understood import Understood, shortened
from quizapp.grading.tokens import Token, tokenise

_BATCH = "N"
_LARGEST = 2**63
"""Sizes stay below this in every framework."""

_Piece = tuple[int, int]


def read_shape(typed: Typed, asked: Asked) -> Understood:
    """Read the sizes. The batch is the string ``N`` where the prompt names it so."""
    form = cast(Shape, asked.acceptance)
    body = without_tail(typed)
    tokens = tokenise(body)
    if not tokens:
        raise typed.refuse("a shape is expected")
    zeros = form.zeros or (isinstance(asked.truth, tuple) and 0 in asked.truth)
    sizes = _Sizes(body, tokens, form, zeros).read()
    if form.rank is not None and len(sizes) != form.rank:
        numbers = "1 number is" if form.rank == 1 else f"{form.rank} numbers are"
        raise body.refuse(f"{numbers} expected, {len(sizes)} given", len(body.text))
    inner = ", ".join(map(str, sizes)) + ("," if len(sizes) == 1 else "")
    return Understood(sizes, f"({shortened(inner)})")


class _Sizes:
    """The reader of one text."""

    def __init__(self, typed: Typed, tokens: Sequence[Token], form: Shape, zeros: bool) -> None:
        self.typed = typed
        self.tokens = tokens
        self.form = form
        self.zeros = zeros
        self.partner = matched_brackets(typed, tokens)

    def read(self) -> tuple[Value, ...]:
        low, high = self._inside(0, len(self.tokens))
        if low == high:
            return ()
        pieces = self._pieces(low, high)
        if len(pieces) > MAX_ENTRIES:
            raise self.typed.refuse(f"more than {MAX_ENTRIES} entries")
        return tuple(self._size(*piece) for piece in pieces)

    def _inside(self, low: int, high: int) -> _Piece:
        """Return what stands inside the brackets and wrappers around everything."""
        while low < high:
            token = self.tokens[low]
            named = token.sort == "name" and low + 1 < high and is_wrapper(token.text)
            opening = low + 1 if named else low
            if self.tokens[opening].sort != "open" or self.partner[opening] != high - 1:
                break
            low, high = opening + 1, high - 1
        return low, high

    def _pieces(self, low: int, high: int) -> list[_Piece]:
        """Split at commas, else at ×, else at *, else at blanks."""
        top = list(self._top(low, high))
        commas = [i for i in top if self.tokens[i].sort == "comma"]
        if commas:
            if commas[-1] == high - 1:  # the comma of (10,)
                return self._cut(low, high - 1, commas[:-1])
            return self._cut(low, high, commas)
        times = [i for i in top if self._is_times(self.tokens[i])]
        if times:
            self._no_power_of_ten(times, high)
            return self._cut(low, high, times)
        stars = [i for i in top if self.tokens[i].text == "*"]
        if stars:
            self._no_power_of_ten(stars, high)
            mixed = next((i for i in top if self.tokens[i].text in ("+", "-", "/", "^")), None)
            if mixed is not None and len(top) > 1:
                raise self._refuse(mixed, "a shape or a product? put a comma between the sizes")
            return self._cut(low, high, stars)
        return self._spaced(low, high)

    def _top(self, low: int, high: int) -> list[int]:
        """Return the indices outside all brackets between `low` and `high`."""
        found, index = [], low
        while index < high:
            found.append(index)
            index = self.partner[index] if self.tokens[index].sort == "open" else index + 1
        return found

    def _is_times(self, token: Token) -> bool:
        return token.sort == "times" or (token.sort == "name" and token.text.casefold() == "by")

    def _no_power_of_ten(self, separators: Sequence[int], high: int) -> None:
        for index in separators:
            ahead = [token.text for token in self.tokens[index + 1 : min(index + 3, high)]]
            if ahead == ["10", "^"]:
                raise self._refuse(index, "looks like a power of ten: write each size out")

    def _cut(self, low: int, high: int, separators: Sequence[int]) -> list[_Piece]:
        begins = [low, *(index + 1 for index in separators)]
        ends = [*separators, high]
        for begin, end in zip(begins, ends, strict=True):
            if begin == end:
                raise self._refuse(begin, "a size is missing here")
        return list(zip(begins, ends, strict=True))

    def _spaced(self, low: int, high: int) -> list[_Piece]:
        pieces: list[_Piece] = []
        while low < high:
            if self._batch(low, low + 1):
                end = low + 1
            else:
                reader = Expression(self.typed, self.tokens, low, high, spacing="space")
                reader.value()
                end = reader.index
            pieces.append((low, end))
            if end < high and self.tokens[end].sort == "close":
                raise self._refuse(end, "this bracket is not opened")
            if end < high and not self.tokens[end].gap:
                raise self._refuse(end, f"{self.tokens[end].text} does not belong here")
            low = end
        return pieces

    def _batch(self, low: int, high: int) -> bool:
        """Say whether the piece names the batch: N, None, ? or -1, where the prompt does."""
        texts = [token.text for token in self.tokens[low:high]]
        return self.form.batch and texts in (["N"], ["n"], ["None"], ["?"], ["-", "1"])

    def _size(self, low: int, high: int) -> Value:
        if self._batch(low, high):
            return _BATCH
        for index in range(low, high):
            self._check_literal(index)
        reader = Expression(self.typed, self.tokens, low, high)
        size = exact(reader.value())
        reader.finish()
        if not (self.form.allow_expr or plain_form(self.tokens[low:high])):
            raise self._refuse(low, "give the number itself, without reckoning")
        if not isinstance(size, int):
            raise self._refuse(low, "sizes are whole numbers")
        if size < 0:
            raise self._refuse(low, "a size is never negative")
        if size == 0 and not self.zeros:
            raise self._refuse(low, "a size of 0 is not possible here")
        if size >= _LARGEST:
            raise self._refuse(low, "too large for a size")
        return size

    def _check_literal(self, index: int) -> None:
        token = self.tokens[index]
        if token.sort == "number" and not token.whole:
            raise self._refuse(index, "sizes are whole numbers, written plainly")
        if token.sort == "number" and led_by_zero(token):
            raise self._refuse(index, self._zero_in_front(index))
        if token.text in ("%", "~"):
            raise self._refuse(index, "sizes are whole numbers")

    def _zero_in_front(self, index: int) -> str:
        """Return what to say of a piece like the 000 of 1,000."""
        back = index - 1
        if back > 0 and self.tokens[back].sort == "comma":
            back -= 1
        if back >= 0 and self.tokens[back].sort == "number" and len(self.tokens[index].text) == 3:
            return f"write {self.tokens[back].text}{self.tokens[index].text}"
        return "no zero in front"

    def _refuse(self, index: int, reason: str) -> Refused:
        if index >= len(self.tokens):
            return self.typed.refuse(reason, len(self.typed.text))
        return self.typed.refuse(reason, self.tokens[index].start)
