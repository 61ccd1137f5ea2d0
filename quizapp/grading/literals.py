"""Lists and matrices as people, numpy, torch and MATLAB write them: text to a tree of numbers.

Entries are split by commas or by blanks, rows by ``;``, ``|``, a line break or brackets of any
kind. ``tensor(...)``, ``array(...)`` and the like stand around a literal; ``dtype=...`` and what
follows it is passed over.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.grading.arithmetic import Amount
from quizapp.grading.expressions import Expression, Spacing, plain_form
from quizapp.grading.names import bare_name, is_wrapper
from quizapp.grading.normalise import Refused, Typed
from quizapp.grading.tokens import MOST_IN_ONE_NUMBER, PAIRS, Token, tokenise

MAX_ENTRIES = 1000

_TAIL_KEY = r",\s*(?:dtype|device|grad_fn|requires_grad|size|shape|layout)\s*="
_TAIL = re.compile(
    _TAIL_KEY + r"\s*(?:<[^<>]*>|'[^']*'|\"[^\"]*\"|\([^()]*\)|[\w.:]++)\s*+"
    r"(?=\)|$|" + _TAIL_KEY + ")"
)
_PLAIN = re.compile(r"(-?[0-9]{1,18})(?:\.([0-9]{1,18}))?")
"""What nearly all numbers are: nothing to take apart."""
_NONFINITE = {"inf": math.inf, "infinity": math.inf, "∞": math.inf, "nan": math.nan}


@dataclass(frozen=True, slots=True)
class ElementForm:
    """What an entry may look like: expressions, infinities and nan, per cent as the unit."""

    expressions: bool = True
    nonfinite: bool = False
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Leaf:
    """One number and the place of its first token in the text that was parsed."""

    value: Amount
    start: int


@dataclass(frozen=True, slots=True)
class Branch:
    """A list. `wrapped` holds the rows that its line breaks make of it, where it has any."""

    children: tuple[Node, ...]
    start: int
    wrapped: tuple[Branch, ...] = ()


Node = Leaf | Branch


def without_tail(typed: Typed) -> Typed:
    """Return `typed` without ``, dtype=...`` and its like, inside the wrapper or behind it."""
    if "=" not in typed.text:
        return typed
    kept = typed.replaced(_TAIL)
    return typed if kept is typed else kept.cut(0)


def scalar(typed: Typed, form: ElementForm) -> tuple[Amount, bool]:
    """Read one number; return it and whether it was written as reckoning rather than as a literal.

    Raises Refused with the place.
    """
    if literal := _PLAIN.fullmatch(typed.text):
        whole, part = literal.groups("")
        return Fraction(int(whole + part), 10 ** len(part)), False
    body = without_tail(typed)
    tokens = tokenise(body, grouped=True, most=MOST_IN_ONE_NUMBER)
    if tokens and tokens[0].text == "~":
        tokens = tokens[1:]
    if not tokens:
        raise typed.refuse("a number is expected")
    special = _nonfinite(body, tokens, form)
    if special is not None:
        return special, False
    reader = Expression(body, tokens, 0, len(tokens), percent=form.percent)
    value = reader.value()
    reader.finish()
    plain = len(tokens) == 1 or (len(tokens) == 2 and tokens[0].text in "+-")
    if not (plain or form.expressions or plain_form(tokens)):
        raise typed.refuse("give the number itself, without reckoning")
    return value, not plain


def _nonfinite(typed: Typed, tokens: Sequence[Token], form: ElementForm) -> float | None:
    """Return the infinity or nan that the tokens spell. Raises Refused where none may stand."""
    last = tokens[-1]
    signed = len(tokens) == 2 and tokens[0].text in "+-"
    if not (len(tokens) == 1 or signed) or last.sort != "name":
        return None
    value = _NONFINITE.get(bare_name(last.text)[0])
    if value is not None and not form.nonfinite:
        raise typed.refuse("a finite number is expected", tokens[0].start)
    return -value if value is not None and signed and tokens[0].text == "-" else value


def tree(typed: Typed, form: ElementForm) -> Branch:
    """Read a list, a list of lists, or rows without brackets. Raises Refused with the place."""
    body = without_tail(typed)
    tokens = tokenise(body)
    if not tokens:
        raise typed.refuse("a list of numbers is expected")
    return _Lists(body, tokens, form).whole()


class _Lists:
    """The reader of one text: tokens with the partner of each bracket."""

    def __init__(self, typed: Typed, tokens: Sequence[Token], form: ElementForm) -> None:
        self.typed = typed
        self.tokens = tokens
        self.form = form
        self.partner = matched_brackets(typed, tokens)
        self.entries = 0

    def whole(self) -> Branch:
        low, high = 0, len(self.tokens)
        if self._is_wrapped(low) and self.partner[low + 1] == high - 1:
            low, high = low + 1, high
        if self.tokens[low].sort == "open" and self.partner.get(low) == high - 1:
            return self._group(low)
        return self._rows(low, high, outside=True)

    def _is_wrapped(self, index: int) -> bool:
        """Say whether ``name(`` stands at `index` and the name only wraps a literal."""
        token = self.tokens[index]
        if token.sort != "name" or index + 1 >= len(self.tokens):
            return False
        return self.tokens[index + 1].text == "(" and is_wrapper(token.text)

    def _group(self, opening: int) -> Branch:
        """Read a bracketed list; a bracket that holds one bracketed list alone is that list when
        it is a wrapper's."""
        closing = self.partner[opening]
        start = self.tokens[opening].start
        if opening + 1 == closing:
            return Branch((), start)
        wrapped = opening > 0 and self.tokens[opening - 1].sort == "name"
        inner = self._rows(opening + 1, closing, outside=False)
        if wrapped and len(inner.children) == 1 and isinstance(inner.children[0], Branch):
            return inner.children[0]
        return Branch(inner.children, start, inner.wrapped)

    def _rows(self, low: int, high: int, *, outside: bool) -> Branch:
        """Read what stands between two brackets, or a whole text without brackets around it."""
        start = self.tokens[low].start
        pieces, soft = self._split(low, high)
        rows = [Branch(self._row(*piece), self.tokens[piece[0]].start) for piece in pieces]
        if len(rows) == 1:
            return Branch(rows[0].children, start)
        children = tuple(child for row in rows for child in row.children)
        if all(isinstance(child, Branch) for child in children):
            return Branch(children, start)
        if soft and not outside:
            return Branch(children, start, tuple(rows))
        return Branch(tuple(rows), start)

    def _split(self, low: int, high: int) -> tuple[list[tuple[int, int]], bool]:
        """Return the pieces between row breaks, and whether every break is a mere line end."""
        pieces: list[tuple[int, int]] = []
        soft, begin, index, kind = True, low, low, ""
        while index < high:
            token = self.tokens[index]
            if token.sort == "open":
                index = self.partner[index] + 1
                continue
            if token.sort == "break":
                after_comma = token.text == "\n" and self.tokens[index - 1].sort == "comma"
                if begin < index and not (after_comma and index > low):
                    pieces.append((begin, index))
                    begin, kind = index + 1, token.text
                elif begin == index:
                    if token.text == kind != "\n":
                        raise self.typed.refuse("this row is empty", token.start)
                    begin, kind = index + 1, token.text
                soft = soft and token.text == "\n"
            index += 1
        if begin < high:
            pieces.append((begin, high))
        if not pieces:
            raise self.typed.refuse("empty", self.tokens[low].start)
        return pieces, soft

    def _row(self, low: int, high: int) -> tuple[Node, ...]:
        """Read the entries of one row."""
        spacing = self._spacing(low, high)
        nodes: list[Node] = []
        index = low
        while index < high:
            token = self.tokens[index]
            if token.sort == "break":  # a line end after a comma
                index += 1
                continue
            if token.sort == "comma":
                raise self.typed.refuse("an entry is missing here", token.start)
            node, index = self._entry(index, high, spacing)
            nodes.append(node)
            if index < high and self.tokens[index].sort == "comma":
                index += 1
            elif index < high and spacing == "comma":
                raise self._stray(index)
        return tuple(nodes)

    def _stray(self, index: int) -> Refused:
        token = self.tokens[index]
        if token.sort == "times":
            return self.typed.refuse("looks like a shape: for a product write *", token.start)
        return self.typed.refuse("commas or blanks between entries, not both", token.start)

    def _spacing(self, low: int, high: int) -> Spacing:
        index = low
        while index < high:
            token = self.tokens[index]
            if token.sort == "comma":
                return "comma"
            index = self.partner[index] + 1 if token.sort == "open" else index + 1
        return "space"

    def _entry(self, index: int, high: int, spacing: Spacing) -> tuple[Node, int]:
        self.entries += 1
        token = self.tokens[index]
        if self.entries > MAX_ENTRIES:
            raise self.typed.refuse(f"more than {MAX_ENTRIES} entries", token.start)
        if token.sort == "open" and (token.text != "(" or self._is_list(index)):
            return self._group(index), self.partner[index] + 1
        if self._is_wrapped(index) and self._holds_list(index + 1):
            return self._group(index + 1), self.partner[index + 1] + 1
        if token.text == "~":
            index += 1
        for size in (1, 2):
            value = self._special(index, min(index + size, high))
            if value is not None:
                return Leaf(value, token.start), index + size
        return self._number(index, high, spacing)

    def _special(self, low: int, high: int) -> float | None:
        if low >= high:
            return None
        if high - low == 2 and self.tokens[high - 1].gap:
            return None
        return _nonfinite(self.typed, self.tokens[low:high], self.form)

    def _number(self, low: int, high: int, spacing: Spacing) -> tuple[Leaf, int]:
        start = self.tokens[low].start if low < len(self.tokens) else len(self.typed.text)
        reader = Expression(
            self.typed, self.tokens, low, high, percent=self.form.percent, spacing=spacing
        )
        value = reader.value()
        used = self.tokens[low : reader.index]
        if zero := next((t for t in used if t.sort == "number" and led_by_zero(t)), None):
            raise self.typed.refuse("no zero in front", zero.start)
        if not (self.form.expressions or plain_form(used)):
            raise self.typed.refuse("give the number itself, without reckoning", start)
        following = self.tokens[reader.index] if reader.index < high else None
        if following is not None and following.sort not in ("comma", "break", "open"):
            self._check_gap(following)
        return Leaf(value, start), reader.index

    def _check_gap(self, following: Token) -> None:
        if following.sort == "times":
            raise self.typed.refuse("looks like a shape: for a product write *", following.start)
        if not following.gap or following.text in ("=", "~", "%"):
            raise self.typed.refuse(f"{following.text} does not belong here", following.start)

    def _holds_list(self, opening: int) -> bool:
        inside = self.tokens[opening + 1]
        return inside.sort == "open" or self._is_list(opening)

    def _is_list(self, opening: int) -> bool:
        """Say whether the round bracket at `opening` holds a list rather than a sum."""
        closing = self.partner[opening]
        if opening + 1 == closing:
            return True
        index = opening + 1
        while index < closing:
            token = self.tokens[index]
            if token.sort in ("comma", "break"):
                return True
            previous = self.tokens[index - 1]
            if index > opening + 1 and token.gap and _ends_operand(previous):
                following = self.tokens[index + 1]
                signed = token.text in "+-" and not following.gap
                if signed or token.sort in ("number", "name", "open"):
                    return True
            index = self.partner[index] + 1 if token.sort == "open" else index + 1
        return False


def _ends_operand(token: Token) -> bool:
    if token.sort == "name":
        return bare_name(token.text)[0] in ("pi", "e", "π", "inf", "nan", "∞", "infinity")
    return token.sort in ("number", "close") or token.text == "%"


def led_by_zero(token: Token) -> bool:
    """Say whether a literal is written with a needless zero in front: 007."""
    digits = token.text.split(".")[0].split("e")[0]
    return len(digits) > 1 and digits.startswith("0")


def matched_brackets(typed: Typed, tokens: Sequence[Token]) -> dict[int, int]:
    """Return the index of each bracket's partner. Raises Refused for one without a partner."""
    partner: dict[int, int] = {}
    stack: list[int] = []
    for index, token in enumerate(tokens):
        if token.sort == "open":
            stack.append(index)
        elif token.sort == "close":
            if not stack:
                raise typed.refuse("this bracket is not opened", token.start)
            opening = stack.pop()
            if PAIRS[tokens[opening].text] != token.text:
                raise typed.refuse(f"{PAIRS[tokens[opening].text]} is expected", token.start)
            partner[opening] = index
            partner[index] = opening
    if stack:
        raise typed.refuse("this bracket is not closed", tokens[stack[-1]].start)
    return partner


def exact(amount: Amount) -> int | float | Fraction:
    """Return a whole rational as an int, anything else as it is."""
    if isinstance(amount, Fraction) and amount.denominator == 1:
        return amount.numerator
    return amount
