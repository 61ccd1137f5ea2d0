"""Equations in prose: what stands there with a draw's numbers must hold for that draw.

Only what is certain is said: both sides are sums of numbers, perhaps in units of one measure, and
nothing around them could make it something else (a variable, a list, another arithmetic).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cache

from quizapp.bank.checks.measured import Unit, without_units
from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.checks.sums import CALCULATION, SUM, balanced, value
from quizapp.bank.drawn import Drawn
from quizapp.bank.maths import plain
from quizapp.bank.substitute import substitute
from quizapp.bank.texts import Text
from quizapp.grading.normalise import SUPERSCRIPT

_GAP = r"\s{0,4}"
_SIGN = re.compile(r"[=≈]|\b(?:equals|gives|makes|comes to)\b")
_PLAIN = re.compile(r"(?:[−-] ?)?[\d,.]+(?:e[−-]?\d+)?(?:[·×]10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]+)?")
"""A right side whose last digit says how it was rounded."""
_TWO_WAYS = re.compile(r"(?:\A|[+−·×*/(=-])\s*[−-] ?\d[\d.]*[\^⁻⁰¹²³⁴⁵⁶⁷⁸⁹]")
"""A power of a negative number without brackets: some mean the power of all of it."""
_BEFORE = re.compile(
    r"(?:\A|[.!?:;,]\s|[=≈(\"“`$]|(?:,|\b(?!divid|multipl|half|third)[A-Za-z]{3,}) by\s"
    r"|(?<![\d)]\s)\bto\s|\b(?:[Ii]t|[Tt]hat|[Tt]his|[Ww]hich)['’]s\s"
    r"|(?P<word>\b[A-Za-z]{2,})\s)\s*\Z"
)
"""What may stand before an equation: the beginning of a clause, or a word."""
_BEGINS_MORE = frozenset(
    (
        *("log", "ln", "lg", "exp", "sin", "cos", "tan", "tanh", "sqrt", "max", "min", "sum"),
        *("mean", "median", "norm", "abs", "floor", "ceil", "round", "erf", "det", "trace"),
        *("rank", "var", "std", "mod", "softmax", "relu", "sigmoid", "softplus", "gelu", "root"),
        *("square", "cube", "half", "third", "quarter", "twice", "thrice", "double", "times"),
        *("over", "plus", "minus", "per", "of", "by", "from", "to", "than", "between", "below"),
        *("above", "without", "less", "not", "binary", "tempting", "naive"),
    )
)
"""Words that take what follows into a larger expression."""
_SCALES = r"thousand|million|billion|trillion|hundred|dozen|per|percent|k|K|M|B|T|G"
_UNITS = (
    r"[kKMGTP]i?B|[KMG]i?bits?|[kMGTP]FLOP\w*|ns|µs|ms|s|sec\w*|min\w*|h|hours?|days?|weeks?"
    r"|months?|years?"
)
_OTHER = r"mod|modulo|(?:in|for|as) (?:u?int|b?float|fp|bin|base)\w*"
"""What makes of the sum another arithmetic."""
_OTHER_AROUND = re.compile(
    r"\b(?:mod|[Bb]inary|[Bb]oolean|X?OR|AND|doubles|(?:u?int|b?float|fp)\d+)\b"
)
"""What does so to a sum of whole numbers anywhere near it."""
_WHOLE_SUM = re.compile(r"[\d,^]+(?:\s*[+−-]\s*[\d,^]+)+")
_DENIED = re.compile(r"\b(?:not|never|naive|tempting|wrong|wrongly|mistaken)\b[^.!?;:,]{0,40}\Z")
"""What says of an equation that it does not hold."""
_BEHIND = re.compile(
    r"\Z|[)\n;:`”$]|[.,!](?:\s|\Z|[)\"'])|\"| \(| [=≈]"
    rf"| (?!(?:{_SCALES}|{_UNITS}|{_OTHER})\b|times [\d(√−-])[A-Za-z]"
)
"""What may stand behind it, so that no sum goes on and no unit of another size follows: the end of
the clause, or a word."""
_UNIT_BEHIND = re.compile(rf" ?(?:{_SCALES}|{_UNITS})\b")
_TOO_FAR = Fraction(3)
"""A unit behind a result may be another one than that of the left side: 1,000 or 1,024, 8, 60, 24
of one make one of the other. None is a third to three of another, but for GiB of GB."""
_BY_A_POWER = re.compile(r"/\s*[\d.]+\s*[·×]\s*10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹^]")
_SCALED = {"k": Fraction(10**3), "M": Fraction(10**6)}
_SCALED |= {"thousand": Fraction(10**3), "million": Fraction(10**6), "billion": Fraction(10**9)}
_SCALE_BEHIND = re.compile(r" ?((?:thousand|million|billion)\b|[kM](?=[.,;:!?)\s]|\Z))")
"""What is counted in on the right side."""
_FILL_IN = "write {{answer}} or {{name}} where the number changes with the draw"
_LONGEST = 200
_LOWERED = str.maketrans(SUPERSCRIPT)
_ROUNDED = re.compile(r"[.√πa-z]")
"""What a side has that is not exact to the last digit."""


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation as it stands in a text, and what its left side comes to."""

    text: str
    value: Fraction
    holds: bool


@dataclass(frozen=True, slots=True)
class _Sides:
    """Both sides of an equation without their units, and what each comes to."""

    left: str
    right: str
    value: Fraction
    shown: Fraction
    about: bool

    def hold(self, factor: Fraction = Fraction(1)) -> bool:
        """Return whether the right side is the left one times `factor`."""
        left = self.left if factor == 1 else self.left + "/"
        amount = self.value * factor
        if _PLAIN.fullmatch(self.right):
            return _is(amount, self.shown, left, self.right, about=self.about)
        if not self.about and not _ROUNDED.search(left + self.right):
            return amount == self.shown
        return abs(amount - self.shown) <= abs(amount) / (10 if self.about else 100)


@cache
def _equation() -> re.Pattern[str]:
    """Return the pattern of an equation; to compile it takes longer than most questions."""
    return re.compile(
        rf"(?P<left>{SUM}){_GAP}(?P<sign>{_SIGN.pattern}){_GAP}"
        rf"(?P<right>{SUM})(?=(?P<rest>.{{0,24}}))",
        re.DOTALL,
    )


def equations(text: str) -> Iterator[Equation]:
    """Yield every equation of a text that can be nothing else."""
    place = 0
    # What stands on the right may be the left of the next one: 3·4 + 2 = 12 + 2 = 14.
    while (match := _equation().search(text, place)) is not None:
        start, place = match.start("left"), match.start("right")
        around = text[max(0, start - 40) : start] + match["rest"]
        if _WHOLE_SUM.fullmatch(match["left"]) and _OTHER_AROUND.search(around):
            continue
        if not _may_begin(text[max(0, start - 20) : start], match["left"]):
            continue
        left, right = balanced(match["left"]), balanced(match["right"])
        if not match["left"].endswith(left):
            continue  # the end of a list in brackets
        rest = match["right"][len(right) :] + match["rest"]
        found = _sides(left, right, about=match["sign"] == "≈")
        holds = None if found is None else _judged(*found, rest)
        if found is None or holds is None or (not holds and _is_denied(text, start)):
            continue
        whole = text[match.end("left") - len(left) : place + len(right)]
        yield Equation(whole.strip(), found[0].value, holds)


def _is_denied(text: str, start: int) -> bool:
    return _DENIED.search(text[max(0, start - 60) : start]) is not None


def _sides(
    left: str, right: str, *, about: bool
) -> tuple[_Sides, tuple[Unit, ...], Unit | None] | None:
    """Return the sides of an equation, the units of the left and that of the right one; None where
    either may be read as something else."""
    left, units = without_units(left)
    right, behind = without_units(right)
    if not (CALCULATION.search(left) or CALCULATION.search(right) or units or behind):
        return None
    if max(len(left), len(right)) > _LONGEST or " - " in right or len(behind) > 1:
        return None
    if _TWO_WAYS.search(left) or _TWO_WAYS.search(right):
        return None
    amount, shown = value(left), value(right)
    if amount is None or shown is None or _reads_otherwise(left, amount, shown):
        return None
    return _Sides(left, right, amount, shown, about), units, behind[0] if behind else None


def _judged(sides: _Sides, units: tuple[Unit, ...], behind: Unit | None, rest: str) -> bool | None:
    """Return whether an equation with `rest` behind it holds, None where nobody can be sure."""
    if behind is None and not units:
        return _judged_in_numbers(sides, rest)
    if not _BEHIND.match(rest):
        return None
    if behind is None:
        # 200 · 30 % = 60; with any other unit the right side is what nobody names.
        shares = all(unit.measure == "share" for unit in units) and CALCULATION.search(sides.left)
        return sides.hold() or sides.hold(units[0].sizes[0]) if shares else None
    if units:
        return _judged_in_units(sides, units, behind)
    if behind.measure == "share":
        # 45/50 = 90 %, where 20 + 30 = 50 % counts in per cent on both sides.
        return sides.hold() or sides.hold(1 / behind.sizes[0])
    if not _differ_too_little_for_a_unit(sides):
        return None
    binary = behind.sizes[0].numerator.bit_length() // 10 if behind.binary else 0
    return None if sides.hold() or sides.hold(1 / Fraction(1.024) ** binary) else False


def _judged_in_numbers(sides: _Sides, rest: str) -> bool | None:
    if scale := _SCALE_BEHIND.match(rest):
        return sides.hold() or sides.hold(1 / _SCALED[scale[1]])
    if _BEHIND.match(rest):
        return sides.hold()
    if _UNIT_BEHIND.match(rest) and _differ_too_little_for_a_unit(sides) and not sides.hold():
        return False
    return None


def _judged_in_units(sides: _Sides, units: tuple[Unit, ...], behind: Unit) -> bool | None:
    """Judge a sum in one unit that is given in the same one or another of its measure."""
    first, *others = units
    if (first.measure, first.per) != (behind.measure, behind.per):
        return None
    if others and (any(other != first for other in others) or re.search("[·×*/÷]", sides.left)):
        return None  # what a product of amounts measures nobody knows here
    if re.search(r"/\s*[\d.,]+\Z", sides.left):
        return None  # 12 / 4 s
    return any(sides.hold(factor) for factor in first.factors(behind))


def _differ_too_little_for_a_unit(sides: _Sides) -> bool:
    """Whether the sides are so near to each other that no unit behind one can be the reason."""
    one, other = sides.value, sides.shown
    return bool(one and other) and max(one / other, other / one) < _TOO_FAR


def _reads_otherwise(left: str, value: Fraction, shown: Fraction) -> bool:
    """Whether the left side is no sum: a range (``0 - 255 = 256 values``, ``2012 - 2020 = 8``), or
    a division by a number in powers of ten, which has no brackets."""
    is_range = re.fullmatch(r"\d+\s+-\s+\d+", left) is not None
    return (is_range and shown in (-value, 1 - value)) or _BY_A_POWER.search(left) is not None


def _may_begin(before: str, left: str) -> bool:
    """Whether an equation may begin behind these characters with this left side, and is not the
    end of a larger one. A number alone behind a word is a name: layer 3."""
    found = _BEFORE.search(before)
    if found is None:
        return False
    word = (found["word"] or "").casefold()
    return word not in _BEGINS_MORE and (not word or left.strip("−-0123456789., ") != "")


def prose_agrees(subject: Subject) -> None:
    """No equation of a text about the answer is wrong with the numbers of any draw."""
    draws = [drawn for drawn, _ in subject.variants]
    if not draws and subject.canonical is not None:
        draws = [subject.canonical]  # nobody grades it
    for text in subject.texts:
        if text.may_answer or text.path[0] in ("hints", "points"):
            _holds(subject, text, draws)


def _holds(subject: Subject, text: Text, draws: Sequence[Drawn]) -> None:
    if not _SIGN.search(text.text):
        return
    for drawn in draws if "{{" in text.text else draws[:1]:
        shown = plain(substitute(text.text, drawn.params, drawn.right))
        wrong = {each.text: each for each in equations(shown) if not each.holds}
        for equation in wrong.values():
            message = f"the text says {equation.text}, which is {_plainly(equation.value)}"
            hint = _FILL_IN if drawn.params else ""
            path, said = text.path, equation.text
            subject.report.add_within("QB520", path, said, 0, message + numbers(drawn), hint)
        if wrong:
            return


def _plainly(value: Fraction) -> str:
    """Return a number that somebody will write, whole ones with all their digits."""
    return str(value.numerator) if value.denominator == 1 else f"{float(value):.7g}"


def _is(value: Fraction, shown: Fraction, left: str, right: str, *, about: bool) -> bool:
    """Whether the right side is the left one: exactly, or where something is divided, has decimals,
    a root or an exponent to less than one of the last digit, however it was rounded. What stands
    there as `about` that may be off by two of the last digit, or by a fortieth; by a tenth where it
    has one digit."""
    if not about and not re.search(r"[/.√e]", left + right):
        return value == shown
    mantissa, _, exponent = re.sub("[·×]10", "e", right.translate(_LOWERED)).partition("e")
    places = len(mantissa.partition(".")[2]) - int(exponent.replace("−", "-") or 0)
    digit = Fraction(10) ** -places
    if about:
        one_digit = len(mantissa.replace(".", "").strip("-−0")) == 1
        return abs(value - shown) <= max(2 * digit, abs(value) / (10 if one_digit else 40))
    return abs(value - shown) < max(digit, abs(value) / 10**12)
