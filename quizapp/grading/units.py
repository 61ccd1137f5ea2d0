"""Units as people write them: which spellings mean the same, and which units measure the same."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

_MEASURES: Mapping[str, Mapping[str, tuple[str, ...]]] = {
    "memory": {
        "B": ("byte", "bytes"),
        "bits": ("bit",),
        "kB": ("KB",),
        **dict.fromkeys(("MB", "GB", "TB", "KiB", "MiB", "GiB", "TiB"), ()),
    },
    "time": {
        "ns": ("nanosecond", "nanoseconds"),
        "µs": ("μs", "us", "microsecond", "microseconds"),
        "ms": ("millisecond", "milliseconds"),
        "s": ("sec", "second", "seconds"),
        "minutes": ("min", "minute"),
        "hours": ("h", "hour"),
        "days": ("d", "day"),
        "weeks": ("week",),
        "months": ("month",),
        "years": ("year",),
    },
    "work": {name: (f"{name}s",) for name in ("FLOP", "kFLOP", "MFLOP", "GFLOP", "TFLOP", "PFLOP")},
    "share": {"%": ("per cent", "percent"), "‰": ("per mille",)},
    "information": {"nats": ("nat",)},
    "money": {
        "dollars": ("dollar", "$", "USD"),
        "euros": ("euro", "€", "EUR"),
        "cents": ("cent",),
    },
    "power": {"W": ("watt", "watts"), "kW": ("kilowatt", "kilowatts")},
    "energy": {"J": ("joule", "joules"), "Wh": (), "kWh": ()},
    "frequency": dict.fromkeys(("Hz", "kHz", "MHz", "GHz"), ()),
}
"""What is measured -> unit -> its other spellings."""
_SPELLED: Mapping[str, str] = {
    spelling: unit
    for units in _MEASURES.values()
    for unit, others in units.items()
    for spelling in (unit, *others)
}
_MEASURED: Mapping[str, str] = {
    unit: measure for measure, units in _MEASURES.items() for unit in units
}
BEFORE_THE_NUMBER = ("$", "€")
"""Spellings that stand before a number as well."""


def all_spellings() -> tuple[str, ...]:
    """Return every spelling of every unit, longer ones first."""
    return tuple(sorted(_SPELLED, key=len, reverse=True))


def unit_of(spelling: str) -> str:
    """Return the unit that a spelling means; a word that is none stands for itself."""
    return _SPELLED.get(spelling, spelling)


def measure_of(unit: str) -> str | None:
    """Return what a unit measures, ``time`` for ``ms``; None for a word that is no unit here."""
    return _MEASURED.get(unit_of(unit))


@lru_cache(maxsize=256)
def spellings_of(unit: str) -> tuple[str, ...]:
    """Return the ways in which a unit is written, longer ones first; a stranger in its own way."""
    own = unit_of(unit)
    names = {unit, own, *(name for name, means in _SPELLED.items() if means == own)}
    return tuple(sorted(names, key=len, reverse=True))
