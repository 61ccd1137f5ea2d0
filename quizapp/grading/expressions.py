"""A recursive-descent reader of numbers and expressions over tokens. Never ``eval``.

Grammar::

    sum     := product (("+" | "-") product)*
    product := signed (("*" | "/" | times before a power of ten) signed)*
    signed  := ("+" | "-")* power
    power   := atom ["%"] ["^" signed]
    atom    := number | constant | function "(" sum ")" | function power | "(" sum ")"
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from quizapp.grading.arithmetic import (
    CHOOSERS,
    CONSTANTS,
    FUNCTIONS,
    Amount,
    NoValue,
    add,
    apply,
    divide,
    multiply,
    negate,
    power,
    settled,
    subtract,
)
from quizapp.grading.names import bare_name, is_wrapper, math_constant
from quizapp.grading.normalise import Refused, Typed
from quizapp.grading.tokens import MAX_DEPTH, Token

Spacing = Literal["free", "comma", "space"]
"""How blanks count: not at all, between the entries of a row with commas, or as separators."""

MOST_OPERATIONS = 200
"""Operations in one expression."""

_PLAIN = re.compile(r"s?(?:[nt]%?|[nt]/s?[nt]|(?:[nt]\*)?t\^(?:s?[nt]|\(s?[nt]\)))")
_SORTS = {"+": "s", "-": "s", "*": "*", "/": "/", "^": "^", "%": "%"}


@dataclass(slots=True)
class Expression:
    """A reader standing at `index` of `tokens`, up to `end`.

    `percent`: a per-cent sign changes nothing, for the prompt asks in per cent.
    """

    typed: Typed
    tokens: Sequence[Token]
    index: int
    end: int
    percent: bool = False
    spacing: Spacing = "free"
    depth: int = 0
    operations: int = 0

    def value(self) -> Amount:
        """Read one expression and stand behind it. Raises Refused with the place."""
        return settled(self._sum())

    def refuse(self, reason: str, token: Token | None = None) -> Refused:
        """Return a refusal at `token`, by default at the next one."""
        at = token or self._peek()
        return self.typed.refuse(reason, at.start if at else len(self.typed.text))

    def finish(self) -> None:
        """Raise Refused unless everything up to `end` was read."""
        if (token := self._peek()) is not None:
            raise self.refuse(_unexpected(token), token)

    def _peek(self) -> Token | None:
        return self.tokens[self.index] if self.index < self.end else None

    def _next_op(self, ops: str) -> Token | None:
        token = self._peek()
        if token is not None and token.sort == "op" and token.text in ops:
            return token
        return None

    def _sum(self) -> Amount:
        total = self._product()
        while (op := self._next_op("+-")) and not self._starts_entry(op):
            self.index += 1
            right = self._product()
            total = self._apply(op, add if op.text == "+" else subtract, total, right)
        return total

    def _starts_entry(self, op: Token) -> bool:
        """Say whether a sign begins the next entry of the row, where blanks tell entries apart."""
        if self.spacing == "free":
            return False
        following = self.tokens[self.index + 1] if self.index + 1 < self.end else None
        gap_after = following is not None and following.gap
        if op.gap and not gap_after:
            if self.spacing == "comma":
                raise self.refuse(_one_or_two(op), op)
            return True
        if self.spacing == "space" and (op.gap or gap_after):
            raise self.refuse(_one_or_two(op), op)
        return False

    def _product(self) -> Amount:
        total = self._signed()
        while token := self._peek():
            if token.sort == "times":
                if not self._power_of_ten_follows():
                    raise self.refuse("looks like a shape: for a product write *", token)
                operation = multiply
            elif token.sort == "op" and token.text in "*/":
                operation = multiply if token.text == "*" else divide
            else:
                break
            self.index += 1
            if token.text == "/" and self._next_op("/"):
                raise self.refuse("for a division without remainder write floor(a / b)", token)
            total = self._apply(token, operation, total, self._signed())
        return total

    def _power_of_ten_follows(self) -> bool:
        ahead = self.tokens[self.index + 1 : min(self.index + 3, self.end)]
        return len(ahead) == 2 and ahead[0].text == "10" and ahead[1].text == "^"

    def _signed(self) -> Amount:
        negative = False
        signs = 0
        while op := self._next_op("+-"):
            signs += 1
            if self.depth + signs > MAX_DEPTH:
                raise self.refuse("too many signs", op)
            negative ^= op.text == "-"
            self.index += 1
        value = self._power()
        return negate(value) if negative else value

    def _power(self) -> Amount:
        base = self._atom()
        if op := self._next_op("%"):
            self.index += 1
            base = base if self.percent else self._apply(op, divide, base, Fraction(100))
        if op := self._next_op("^"):
            self._enter(op)
            self.index += 1
            exponent = self._signed()
            self.depth -= 1
            base = self._apply(op, power, base, exponent)
        self._no_product_without_sign()
        return base

    def _atom(self) -> Amount:
        token = self._peek()
        if token is None:
            raise self.refuse("something is missing here")
        if token.sort == "number":
            self.index += 1
            return token.value
        if token.sort == "open" and token.text == "(":
            return self._in_brackets(token)
        if token.sort == "name":
            return self._named(token)
        if token.text == "√":
            self.index += 1
            return self._call(token, "sqrt")
        raise self.refuse(_unexpected(token), token)

    def _in_brackets(self, opening: Token) -> Amount:
        values = self._arguments(opening)
        if len(values) != 1:
            raise self.refuse("one number is expected, this is a list", opening)
        return values[0]

    def _arguments(self, opening: Token) -> list[Amount]:
        """Read ``(a, b ...)``, `index` standing at its opening bracket."""
        self._enter(opening)
        spacing, self.spacing = self.spacing, "free"
        self.index += 1
        values: list[Amount] = []
        while True:
            token = self._peek()
            if token is not None and token.text == ")":
                raise self.refuse("one number is expected, this is a list", opening)
            values.append(self._sum())
            token = self._peek()
            if token is not None and token.sort == "comma":
                self.index += 1
                continue
            if token is None or token.text != ")":
                raise self.refuse("this bracket is not closed", opening)
            self.index += 1
            self.depth -= 1
            self.spacing = spacing
            return values

    def _named(self, token: Token) -> Amount:
        name, qualified = bare_name(token.text)
        if qualified and name == "log":
            name = "ln"
        if name in CONSTANTS or name == "π":
            self.index += 1
            return math_constant(name)
        self.index += 1
        if name in FUNCTIONS:
            return self._call(token, name)
        opening = self._peek()
        called = opening is not None and opening.text == "("
        if called and opening is not None and name in CHOOSERS:
            values = self._arguments(opening)
            return CHOOSERS[name](values)
        if called and opening is not None and is_wrapper(token.text):
            return self._in_brackets(opening)
        raise self.refuse(_unknown_name(name, token.text), token)

    def _call(self, token: Token, name: str) -> Amount:
        opening = self._peek()
        if opening is not None and opening.text == "(":
            argument = self._in_brackets(opening)
        else:
            self._enter(token)
            argument = self._power()
            self.depth -= 1
        try:
            return apply(name, argument)
        except NoValue as trouble:
            raise self.refuse(str(trouble), token) from None

    def _apply(self, op: Token, operation: object, left: Amount, right: Amount) -> Amount:
        self.operations += 1
        if self.operations > MOST_OPERATIONS:
            raise self.refuse("too long", op)
        try:
            return operation(left, right)  # type: ignore[operator, no-any-return]
        except NoValue as trouble:
            raise self.refuse(str(trouble), op) from None

    def _enter(self, token: Token) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            raise self.refuse("too many brackets inside each other", token)

    def _no_product_without_sign(self) -> None:
        token = self._peek()
        if token is None or not (token.sort in ("number", "name") or token.text in ("(", "√")):
            return
        before = self.tokens[self.index - 1]
        if token.gap and self.spacing != "free":
            if self.spacing == "comma":
                raise self.refuse("commas or blanks between entries, not both", token)
            return
        if token.gap and token.sort == "number":
            raise self.refuse("ambiguous: one number or two?", token)
        if token.text.casefold() == "by":
            raise self.refuse("looks like a shape: for a product write *", token)
        if token.text in ("k", "K", "M", "B", "G", "T", "m", "GB", "MB", "KB", "GiB", "MiB"):
            raise self.refuse(f"write the number out, without {token.text}", token)
        if token.sort == "number" or before.sort == "name" or token.text == "(":
            raise self.refuse("for a product write *", token)
        if token.sort == "name" and token.gap and not _stands_for_a_number(token.text):
            raise self.refuse(f"the number alone, without {token.text[:20]}", token)
        raise self.refuse(f"write {before.text}*{token.text}", before)


def _stands_for_a_number(name: str) -> bool:
    bare, _ = bare_name(name)
    return bare == "π" or bare in CONSTANTS or bare in FUNCTIONS or bare in CHOOSERS


def plain_form(tokens: Sequence[Token]) -> bool:
    """Say whether the tokens write one number without reckoning: a literal, p/q, a x 10^b."""
    signs = []
    for token in tokens:
        if token.sort == "number":
            signs.append("t" if token.text == "10" else "n")
        elif token.sort == "times":
            signs.append("*")
        else:
            signs.append(_SORTS.get(token.text, token.text if token.text in "()" else "?"))
    return _PLAIN.fullmatch("".join(signs)) is not None


def _one_or_two(op: Token) -> str:
    return f"one entry or two? write `1 {op.text}2` or `1, {op.text}2`"


def _unexpected(token: Token) -> str:
    match token.sort:
        case "comma":
            return "one number is expected: use a dot for decimals, no commas"
        case "times":
            return "looks like a shape: one number is expected"
        case "open":
            return "one number is expected, this is a list"
        case "close":
            return "this bracket is not opened"
        case "break":
            return "one number is expected"
        case _:
            return f"{token.text} does not belong here"


def _unknown_name(name: str, spelled: str) -> str:
    if name == "log":
        return "ln, log2 or log10?"
    if name == "by":
        return "looks like a shape: one number is expected"
    if name in CHOOSERS:
        return f"write {name}(a, b)"
    if name in ("inf", "infinity", "∞", "nan"):
        return "a finite number is expected"
    return f"{spelled[:20]} is not a number"
