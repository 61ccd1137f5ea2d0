"""Equations in prose: what stands there with a draw's numbers must hold for that draw.

Only what is certain is said: both sides are plain arithmetic on numbers, and nothing around them
could make it something else (a function's name, an exponent, a unit, a sign of per cent).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from quizapp.bank.checks.subject import Subject, numbers
from quizapp.bank.drawn import Drawn
from quizapp.bank.substitute import substitute
from quizapp.bank.texts import Text
from quizapp.grading.literals import ElementForm, scalar
from quizapp.grading.normalise import SUPERSCRIPT, Refused, normalise

_GAP = r"\s{0,4}"
_EXPONENT = r"[−-]?\d{1,6}(?: ?[+−·/-] ?\d{1,6})?"
_POWER = rf"(?:⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}}|\^[−-]?\d{{1,3}}|\^\({_EXPONENT}\))?"
_DIGITS = r"(?:\d{1,3}(?:,\d{3}){1,4}(?![\d,])|\d{1,15})(?:\.\d{1,15})?(?:e[−-]?\d{1,3})?"
_NUMBER = rf"(?:[−-] ?)?√?{_DIGITS}{_POWER}"
_CLOSED = rf"{_GAP}(?:\){{1,4}}{_POWER}{_GAP})?"
"""What ends a number. There is one way to read it: with two a sum of n numbers has 2^n."""
_OPEN = r"√?\({0,4}"
_OPERATION = rf"(?:{_CLOSED}[+−·×*/]{_GAP}|{_GAP}\){{0,4}}\s-\s){_OPEN}{_NUMBER}"
_EQUATION = re.compile(
    rf"(?P<left>{_OPEN}{_NUMBER}(?:{_OPERATION}){{0,20}}(?:\){{1,4}}{_POWER})?)"
    rf"{_GAP}(?P<sign>[=≈]){_GAP}(?P<right>(?:[−-] ?)?{_DIGITS}(?:[·×]10⁻?[⁰¹²³⁴⁵⁶⁷⁸⁹]{{1,3}})?)"
    r"(?=(?P<rest>.{0,12}))",
    re.DOTALL,
)
_CALCULATION = re.compile(r"\d\s*\)*\s*[+−·×*/-]|[√^⁰¹²³⁴⁵⁶⁷⁸⁹]")
"""What a left side has that is more than a number."""
_TWO_WAYS = re.compile(r"(?:\A|[+−·×*/(=-])\s*[−-] ?\d[\d.]*[\^⁻⁰¹²³⁴⁵⁶⁷⁸⁹]")
"""A power of a negative number without brackets: some mean the power of all of it."""
_BEFORE = re.compile(
    r"(?:\A|[.!?:;,]\s|[=≈(]|(?:,|\b(?!divid|multipl|half|third)[A-Za-z]{3,}) by\s"
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
_BEHIND = re.compile(
    r"\Z|[)\n;:]|[.,!?](?:\s|\Z|[)\"'])| \("
    rf"| (?!(?:{_SCALES}|{_UNITS}|{_OTHER})\b|times [\d(√−-])[A-Za-z]"
)
"""What may stand behind it, so that no sum goes on and no unit of another size follows: the end of
the clause, or a word."""
_UNIT_BEHIND = re.compile(rf" ?(?:{_SCALES}|{_UNITS})\b")
_TOO_FAR = Fraction(3)
"""A unit behind a result may be another one than that of the left side: 1,000 or 1,024, 8, 60, 24
of one make one of the other. None is a third to three of another, but for GiB of GB."""
_BY_A_POWER = re.compile(r"/\s*[\d.]+\s*[·×]\s*10[⁻⁰¹²³⁴⁵⁶⁷⁸⁹^]")
_SCALED = {"%": Fraction(1, 100), "k": Fraction(10**3), "M": Fraction(10**6)}
_SCALED |= {"thousand": Fraction(10**3), "million": Fraction(10**6), "billion": Fraction(10**9)}
_SCALE_BEHIND = re.compile(r" ?(%|(?:thousand|million|billion)\b|[kM](?=[.,;:!?)\s]|\Z))")
"""What is counted in on the right side."""
_BINARY_BEHIND = re.compile(r" ?([KMGTP])iB\b")
_FILL_IN = "write {{answer}} or {{name}} where the number changes with the draw"
_LONGEST = 200
_LOWERED = str.maketrans(SUPERSCRIPT)


@dataclass(frozen=True, slots=True)
class Equation:
    """An equation as it stands in a text, and what its left side comes to."""

    text: str
    value: Fraction
    holds: bool


def equations(text: str) -> Iterator[Equation]:
    """Yield every equation of a text that can be nothing else."""
    place = 0
    # What stands on the right may be the left of the next one: 3·4 + 2 = 12 + 2 = 14.
    while (match := _EQUATION.search(text, place)) is not None:
        start, place = match.start("left"), match.start("right")
        before = text[max(0, start - 20) : start]
        scale = _SCALE_BEHIND.match(match["rest"])
        in_unit = scale is None and _BEHIND.match(match["rest"]) is None
        if not _may_begin(before) or (in_unit and not _UNIT_BEHIND.match(match["rest"])):
            continue
        left, right = match["left"], match["right"]
        if len(left) > _LONGEST or left.count("(") != left.count(")"):
            continue
        if not _CALCULATION.search(left) or _TWO_WAYS.search(left):
            continue
        value = _value(left)
        shown = _value(right)
        if value is None or shown is None or _reads_otherwise(match, value, shown):
            continue
        about = match["sign"] == "≈"
        holds = _is(value, shown, left, right, about=about)
        if scale is not None and not holds:
            # 45/50 = 90 %, where 20 + 30 = 50 % counts in per cent on both sides.
            holds = _is(value / _SCALED[scale[1]], shown, left + "/", right, about=about)
        if in_unit and (holds or _holds_in_a_unit(value, shown, match)):
            continue
        yield Equation(match.group().strip(), value, holds)


def _reads_otherwise(match: re.Match[str], value: Fraction, shown: Fraction) -> bool:
    """Whether the left side is no sum: a range (``0 - 255 = 256 values``, ``2012 - 2020 = 8``), or
    a division by a number in powers of ten, which has no brackets."""
    left = match["left"]
    is_range = re.fullmatch(r"\d+\s+-\s+\d+", left) is not None
    return (is_range and shown in (-value, 1 - value)) or _BY_A_POWER.search(left) is not None


def _holds_in_a_unit(value: Fraction, shown: Fraction, match: re.Match[str]) -> bool:
    """Whether the right side, with the unit behind it, may be the left one in another unit."""
    if not value or not shown or max(value / shown, shown / value) >= _TOO_FAR:
        return True
    binary = _BINARY_BEHIND.match(match["rest"])
    if binary is None:
        return False
    value /= Fraction(1.024) ** ("KMGTP".index(binary[1]) + 1)
    return _is(value, shown, match["left"] + "/", match["right"], about=False)


def _may_begin(before: str) -> bool:
    """Whether an equation may begin behind these characters, and is not the end of a larger one."""
    found = _BEFORE.search(before)
    return found is not None and (found["word"] or "").casefold() not in _BEGINS_MORE


def prose_agrees(subject: Subject) -> None:
    """No equation of a text about the answer is wrong with the numbers of any draw."""
    draws = [drawn for drawn, _ in subject.variants]
    if not draws and subject.canonical is not None:
        draws = [subject.canonical]  # nobody grades it
    for text in subject.texts:
        if text.may_answer or text.path[0] in ("hints", "points"):
            _holds(subject, text, draws)


def _holds(subject: Subject, text: Text, draws: Sequence[Drawn]) -> None:
    if not re.search("[=≈]", text.text):
        return
    for drawn in draws:
        shown = substitute(text.text, drawn.params, drawn.right)
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


def _value(text: str) -> Fraction | None:
    try:
        plain = text.replace("×", "*").replace(",", "")
        value, _ = scalar(normalise(plain), ElementForm())
    except Refused:
        return None
    if isinstance(value, float):
        return Fraction(value) if math.isfinite(value) else None
    return Fraction(value)


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
