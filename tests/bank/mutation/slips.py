"""`swapped slip`: the sentence that answers one slip stands at the value of another.

Which sentence belongs to which value is prose, so an exchange is planted only where something can
be computed: a sentence that names its value, a second sentence for a value that has one (one of
them can never be shown), a family's own sentence of another slip, an id that the family lacks, a
right value among the wrong ones. Left out: two sentences exchanged that begin with no value.
"""

from __future__ import annotations

import copy
import random
import re
from collections.abc import Iterator
from typing import Any

from engines import api
from tests.bank.mutation.equations import amount
from tests.bank.mutation.mutants import (
    Mutant,
    Question,
    asked_for,
    brief,
    exchanged,
    plain,
    with_value,
)
from tests.bank.mutation.truths import shown, truth_of

SORT = "swapped slip"


def swapped_slips(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Yield the question with one of its slips at the wrong place."""
    yield from _known_wrong(question, rng)
    yield from _named_values(question)
    yield from _right_as_wrong(question)
    if "family" in question and "parts" not in question:
        yield from _of_the_family(question, rng)


def _known_wrong(question: Question, rng: random.Random) -> Iterator[Mutant]:
    entries: Any = question.get("wrong", [])
    if len(entries) < 2:
        return
    one, other = rng.sample(range(len(entries)), 2)
    yield Mutant(
        SORT,
        "value of another slip",
        f"wrong.{other}.answer: {brief(entries[other]['answer'])} -> "
        f"{brief(entries[one]['answer'])}, which wrong.{one} answers with another sentence",
        with_value(question, ("wrong", other, "answer"), entries[one]["answer"]),
    )


def _named_values(question: Question) -> Iterator[Mutant]:
    """Exchange the sentences of two known-wrong answers of which one begins with its value.

    A value further on in a sentence may be one that it speaks of beside its own.
    """
    params = plain(question.get("params", {}))
    entries: Any = question.get("wrong", [])
    if asked_for(question):
        return
    values = [amount(shown(str(entry["answer"]), params)) for entry in entries]
    for one, entry in enumerate(entries):
        for other in range(len(entries)):
            if other == one or None in (values[one], values[other]):
                continue
            named = _numbers(shown(str(entry["why"]), params))
            begins = re.match(r"[-−]?\d[\d.]* (?:is|are)\b", str(entry["why"]))
            if begins and values[one] in named[:1] and values[other] not in named:
                yield Mutant(
                    SORT,
                    "sentences exchanged, one names its value",
                    f"wrong.{one}.why <-> wrong.{other}.why: {brief(entry['why'])} "
                    f"now stands at {brief(entries[other]['answer'])}",
                    exchanged(question, ("wrong", one, "why"), ("wrong", other, "why")),
                )


def _numbers(text: str) -> list[float]:
    return [float(one) for one in re.findall(r"\d+(?:\.\d+)?", text)]


def _right_as_wrong(question: Question) -> Iterator[Mutant]:
    entries: Any = question.get("wrong", [])
    if not entries or "expect" not in question:
        return
    right = str(question["expect"])
    spellings = [(right, "the right answer listed as wrong")]
    if asked_for(question) == "fill":
        spellings.append((f"({right})", "the right line in brackets listed as wrong"))
    elif not asked_for(question) and re.fullmatch(r"\d+", right):
        spellings.append((f"{right} + 0", "an expression of the right answer listed as wrong"))
    for text, flaw in spellings:
        what = f"wrong.0.answer: {brief(entries[0]['answer'])} -> {brief(text)}, which is right"
        yield Mutant(SORT, flaw, what, with_value(question, ("wrong", 0, "answer"), text))


def _of_the_family(question: Question, rng: random.Random) -> Iterator[Mutant]:
    truth = truth_of(question)
    if truth is None or truth.family is None:
        return
    made = api.variant(truth.family, truth.params or {})
    ids = list(api.family(truth.family).slips)
    taken: Any = plain(question.get("slips", "all"))
    live = [slip for slip in made.live if slip.value is not None]
    if ids:
        yield from _ids(question, ids, taken)
    if len(live) > 1 and taken == "all":
        one, other = rng.sample(live, 2)
        texts = {one.id: other.text, other.id: one.text}
        yield Mutant(
            SORT,
            "sentences of a family's slips exchanged",
            f"slip_texts: {one.id} and {other.id} have each other's sentence",
            with_value(question, ("slip_texts",), texts),
        )
        value, claimed = (
            made.acceptance.show(other.value or 0),
            made.acceptance.show(one.value or 0),
        )
        if _says(claimed) and value != claimed:
            yield Mutant(
                SORT,
                "sentence names the value of another slip",
                f"slip_texts.{other.id}: says {claimed}, the slip gives {value}",
                with_value(
                    question,
                    ("slip_texts",),
                    {other.id: f"{claimed} is what comes out when that is left out."},
                ),
            )


def _says(text: str) -> bool:
    return re.fullmatch(r"-?\d+(?:\.\d+)?", text) is not None


def _ids(question: Question, ids: list[str], taken: Any) -> Iterator[Mutant]:
    chosen = taken if isinstance(taken, list) else ids
    misspelt = f"{chosen[0][:-1]}"
    if misspelt and misspelt not in ids:
        what = f"slips: {chosen[0]} -> {misspelt}, which the family lacks"
        slips = [misspelt, *chosen[1:]]
        yield Mutant(SORT, "id misspelt", what, with_value(question, ("slips",), slips))
    foreign = next(
        name for family in api.names() for name in api.family(family).slips if name not in ids
    )
    texts = copy.deepcopy(plain(question.get("slip_texts", {}))) | {foreign: "That was left out."}
    yield Mutant(
        SORT,
        "sentence for a slip of another family",
        f"slip_texts: names {foreign}, which this family lacks",
        with_value(question, ("slip_texts",), texts),
    )
    if isinstance(taken, list) and len(ids) > len(taken):
        left = next(name for name in ids if name not in taken)
        yield Mutant(
            SORT,
            "sentence for a slip that is not taken",
            f"slip_texts: names {left}, which `slips` leaves out",
            with_value(question, ("slip_texts",), {left: "That was left out."}),
        )
