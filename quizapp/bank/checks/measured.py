"""Amounts with units in prose: what each unit is of the first one of its measure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from engines.values import BYTE_UNITS
from quizapp.grading.units import measure_of, spellings_of, unit_of

_SIZES: Mapping[str, Fraction] = {
    **{unit: Fraction(size) for unit, size in BYTE_UNITS.items()},
    "bits": Fraction(1, 8),
    "ns": Fraction(1, 10**9),
    "µs": Fraction(1, 10**6),
    "ms": Fraction(1, 1000),
    "s": Fraction(1),
    "minutes": Fraction(60),
    "hours": Fraction(3600),
    "days": Fraction(86400),
    "weeks": Fraction(7 * 86400),
    "FLOP": Fraction(1),
    **{f"{letter}FLOP": Fraction(10) ** (3 * i) for i, letter in enumerate("kMGTP", 1)},
    "%": Fraction(1, 100),
}
_DECIMAL = ("kB", "MB", "GB", "TB")
_MEASURED = [unit for unit in _SIZES if measure_of(unit) is not None]
_SPELLED = {name for unit in _MEASURED for name in spellings_of(unit)} - {"d"}
_ANY = "|".join(map(re.escape, sorted(_SPELLED, key=len, reverse=True)))
_ONE = rf"(?P<unit>{_ANY})(?P<per>/[a-z]{{1,12}})?(?![\w/²³^])"
UNIT = r" ?" + re.sub(r"\?P<\w+>", "?:", _ONE)
"""The pattern of a unit behind its number, perhaps by the token or the second."""
_UNIT = re.compile(r"(?<=[\d)½¼¾⁰¹²³⁴⁵⁶⁷⁸⁹]) ?" + _ONE)


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit as it is written: what it measures, by what, and how much of the measure's first unit
    it is. There is more than one size where people differ: some mean by ``MB`` the power of two,
    and ``7 B`` may be a billion."""

    measure: str
    per: str
    sizes: tuple[Fraction, ...]
    binary: bool = False
    """Whether it says that it is a power of two."""

    def factors(self, other: Unit) -> Iterator[Fraction]:
        """Yield how much this may be of the other unit, of the same measure."""
        if self == other:
            return iter((Fraction(1),))
        return (size / of for size in self.sizes for of in other.sizes)


def without_units(text: str) -> tuple[str, tuple[Unit, ...]]:
    """Return a sum without its units, and these in their order."""
    units = tuple(_unit(found) for found in _UNIT.finditer(text))
    return _UNIT.sub("", text), units


def _unit(found: re.Match[str]) -> Unit:
    name = unit_of(found["unit"])
    sizes = [_SIZES[name]]
    if found["unit"] == "B":
        sizes.append(Fraction(10**9))
    elif name in _DECIMAL:
        sizes.append(Fraction(1024) ** (_DECIMAL.index(name) + 1))
    per = found["per"] or ""
    return Unit(str(measure_of(name)), per, tuple(sizes), name.endswith("iB"))
