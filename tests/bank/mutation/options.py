"""`swapped option`: what is marked right, put first or paired with what.

Of two options in prose no machine knows which is right. What it can see is that the marks do not
fit the rest of the entry: the right option carries the sentence that says why it is wrong, and a
wrong one has none. Left out as beyond any machine: marks exchanged together with the sentences,
steps of an order exchanged and right sides of a match exchanged, since in this bank all of these
are prose without a computed claim.
"""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from typing import Any

from tests.bank.mutation.mutants import Mutant, Question, brief, kind_of, with_value

SORT = "swapped option"


def swapped_options(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Yield the question with its marks at the wrong options, or with none or too many."""
    options: Any = question.get("options")
    if kind_of(question) == "choice" and isinstance(options, list):
        right = [place for place, one in enumerate(options) if one.get("correct")]
        wrong = [place for place, one in enumerate(options) if not one.get("correct")]
        if right and wrong:
            yield from _mark_moved(question, right, wrong)
            yield from _why_moved(question, rng.choice(right), rng.choice(wrong))
            yield from _miscounted(question, right, rng.choice(wrong))
            yield from _texts(question, right[0], rng.choice(wrong))
    yield from _repeated(question, rng)


def _mutant(question: Question, flaw: str, what: str, options: Any) -> Mutant:
    return Mutant(SORT, flaw, what, with_value(question, ("options",), options))


def _mark_moved(question: Question, right: list[int], wrong: list[int]) -> Iterator[Mutant]:
    """Move the mark to an option that says why it is wrong, the sentences staying."""
    for place in wrong:
        if not question["options"][place].get("why"):
            continue
        options = copy.deepcopy(question["options"])
        del options[right[0]]["correct"]
        options[place]["correct"] = True
        what = f"`correct` moved from option {right[0] + 1} to {place + 1}, each `why` stays"
        yield _mutant(question, "mark moved, reasons stay", what, options)


def _why_moved(question: Question, right: int, wrong: int) -> Iterator[Mutant]:
    options = copy.deepcopy(question["options"])
    if options[wrong].get("why") and not options[right].get("why"):
        options[right]["why"] = options[wrong].pop("why")
        what = f"`why` moved from wrong option {wrong + 1} to right option {right + 1}"
        yield _mutant(question, "reason moved to the right option", what, options)


def _miscounted(question: Question, right: list[int], wrong: int) -> Iterator[Mutant]:
    options = copy.deepcopy(question["options"])
    for place in right:
        del options[place]["correct"]
    yield _mutant(question, "mark forgotten", "no option is marked right", options)
    if not question.get("multi"):
        options = copy.deepcopy(question["options"])
        options[wrong]["correct"] = True
        what = f"options {right[0] + 1} and {wrong + 1} are both marked, one can be picked"
        yield _mutant(question, "two marks", what, options)


def _texts(question: Question, right: int, wrong: int) -> Iterator[Mutant]:
    options = copy.deepcopy(question["options"])
    options[wrong]["text"] = options[right]["text"]
    what = f"option {wrong + 1}, wrong, has the text of option {right + 1}, right"
    yield _mutant(question, "right text in a wrong option", what, options)


def _repeated(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Write one step, or one side of a pair, over another."""
    for key in ("steps", "pairs"):
        entries: Any = question.get(key, [])
        if len(entries) < 2:
            continue
        one, other = rng.sample(range(len(entries)), 2)
        for side in (None,) if key == "steps" else (0, 1):
            changed = copy.deepcopy(entries)
            if side is None:
                changed[other] = entries[one]
            else:
                changed[other][side] = entries[one][side]
            what = f"{key}: entry {other + 1} repeats {brief(entries[one])}"
            flaw = "step twice" if side is None else f"{('left', 'right')[side]} side twice"
            yield Mutant(SORT, flaw, what, with_value(question, (key,), changed))
