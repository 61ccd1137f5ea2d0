"""How the value of each setting is read, and what is expected of it in the person's words.

A reader takes what TOML, the environment or a flag gave (a string in the latter two) and returns
the typed value, or raises `BadSetting` with the sentence to show.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from difflib import get_close_matches
from pathlib import Path
from typing import Any

Reader = Callable[[object], Any]


class BadSetting(ValueError):
    """A value of the wrong form; the argument says what is expected."""


def nearest(word: str, choices: list[str]) -> str:
    """`"; did you mean X?"` for the choice spelled most like `word`, or an empty string."""
    near = get_close_matches(word.strip().lower()[:60], choices, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""


def a_path(value: object) -> Path:
    if isinstance(value, Path):
        return value
    if isinstance(value, str) and value.strip() and "\0" not in value:
        try:
            return Path(value).expanduser()
        except RuntimeError:
            raise BadSetting("the home folder of ~ is not known; write the full path") from None
    raise BadSetting("the name of a folder or file is expected")


def paths(value: object) -> tuple[Path, ...]:
    if isinstance(value, str):
        value = [part for part in value.split(os.pathsep) if part]
    if isinstance(value, list | tuple):
        return tuple(a_path(part) for part in value)
    raise BadSetting('a list of files or folders is expected, such as ["~/my-bank"]')


def word(value: object) -> str:
    if isinstance(value, str) and value.strip():
        return value.strip()
    raise BadSetting("a word in quotes is expected")


def optional_word(value: object) -> str | None:
    return None if value == "" else word(value)


def number(low: float, high: float) -> Reader:
    def read(value: object) -> float:
        found = float("nan")
        if isinstance(value, int | float | str) and not isinstance(value, bool):
            try:
                found = float(value)
            except (ValueError, OverflowError):
                found = float("nan")
        if low <= found <= high:
            return found
        raise BadSetting(f"a number from {low:g} to {high:g} is expected")

    return read


def optional_number(low: float, high: float) -> Reader:
    read = number(low, high)
    return lambda value: None if value in ("", "auto") else read(value)


def whole_in(text: str, low: int, high: int) -> int | None:
    """The whole number from `low` to `high` that plain digits write, or None for any other text."""
    # Python refuses to read thousands of digits, and no number of ours has ten.
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        return None
    number = int(text)
    return number if low <= number <= high else None


def whole(low: int, high: int) -> Reader:
    def read(value: object) -> int:
        if isinstance(value, str):
            value = whole_in(value, low, high)
        if isinstance(value, int) and not isinstance(value, bool) and low <= value <= high:
            return value
        raise BadSetting(f"a whole number from {low} to {high} is expected")

    return read


_SWITCH = {"true": True, "yes": True, "on": True, "1": True}
_SWITCH |= {"false": False, "no": False, "off": False, "0": False}


def switch(value: object) -> bool:
    if isinstance(value, bool):
        return value
    if isinstance(value, str) and value.strip().lower() in _SWITCH:
        return _SWITCH[value.strip().lower()]
    raise BadSetting("true or false is expected")


def optional_switch(value: object) -> bool | None:
    return None if value in ("", "auto") else switch(value)


def one_of(*choices: str) -> Reader:
    def read(value: object) -> str:
        if not isinstance(value, str):
            raise BadSetting(f"one of {', '.join(choices)} is expected")
        if value.strip().lower() in choices:
            return value.strip().lower()
        near = nearest(value, list(choices))
        raise BadSetting(f"one of {', '.join(choices)} is expected{near}")

    return read


def optional_day(value: object) -> date | None:
    if value in ("", "none"):
        return None
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip())
        except ValueError:
            pass
    raise BadSetting("a day such as 2026-12-14 is expected")


def time_of_day(value: object) -> time:
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    if isinstance(value, time):
        value = value.isoformat("minutes")
    if isinstance(value, str):
        hours, _, minutes = value.strip().partition(":")
        try:
            return time(int(hours[:3]), int(minutes[:3] or 0))
        except ValueError:
            pass
    raise BadSetting("a time of day such as 04:00 is expected")


def key_table(value: object) -> Mapping[str, str]:
    if isinstance(value, str):
        pairs = [part.partition("=") for part in value.split(";") if part.strip()]
        value = {name.strip(): keys.strip() for name, _, keys in pairs}
    if isinstance(value, Mapping) and all(isinstance(k, str) and k for k in value.values()):
        return {str(name): str(keys) for name, keys in value.items()}
    raise BadSetting('a table of key names is expected, such as {next = "space"}')
