"""What the types of answers share: the problem of a bad description, and numbers in words."""

from __future__ import annotations


class AcceptanceProblem(ValueError):
    """A mapping that describes no acceptance; `field` is the key at fault, `hint` what to do.

    `unknown`: the key itself is wrong, rather than its value.
    """

    def __init__(self, key: str, message: str, hint: str = "", *, unknown: bool = False) -> None:
        super().__init__(message)
        self.field = key
        self.hint = hint
        self.unknown = unknown


_WORDS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def plural(number: int, noun: str) -> str:
    """Return ``three decimals``, ``one decimal``, ``12 numbers``."""
    word = _WORDS[number] if number < len(_WORDS) else str(number)
    return f"{word} {noun}{'' if number == 1 else 's'}"
