"""The answer field of a choice: letters in it, moved by arrows and space. Pure."""

from __future__ import annotations

from quizapp.tui.views.asking import LETTERS


def letters_in(typed: str, count: int) -> frozenset[int]:
    """The options that letters typed alone stand for: ``b``, ``B)``, ``a, c``, ``ac?``; none for
    anything else."""
    text = typed.strip().rstrip("?").casefold().replace(" and ", " ")
    marks = [char for char in text if char not in " ,;().&"]
    numbers = [LETTERS.find(char) for char in marks]
    if not marks or any(not 0 <= number < count for number in numbers):
        return frozenset()
    return frozenset(numbers)


def with_letters(chosen: frozenset[int], typed: str) -> str:
    """The field's text for these options; a mark of doubt is kept."""
    text = " ".join(LETTERS[number] for number in sorted(chosen))
    return f"{text}?" if typed.rstrip().endswith("?") and text else text


def moved(at: int | None, by: int, count: int) -> int:
    """The option that an arrow leads to; the first or the last where there was none."""
    if at is None:
        return 0 if by > 0 else count - 1
    return (at + by) % count
