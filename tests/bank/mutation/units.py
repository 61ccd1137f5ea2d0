"""`lost unit`: an amount whose unit is gone, or another one, where the prompt or the type names it.

A bare number is read in the unit of `answer`, and every screen prints that unit, so an `expect`
without its unit and a prompt without one are no errors and are left out. An amount of bytes
without its unit is: it is read as so many GiB.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from engines.values import BYTE_UNITS, Bytes, Estimate, Float, show_number
from tests.bank.mutation.mutants import (
    Mutant,
    Path,
    Question,
    asked_for,
    at,
    brief,
    dotted,
    with_value,
    without,
)
from tests.bank.mutation.truths import Truth, part_truths, truth_of

SORT = "lost unit"
_AMOUNT = re.compile(r"([\d.]+) ?([kKMGTP]i?B|B)\Z")
_CONFUSED = {"B": ("KiB", "kB"), "GiB": ("MiB", "GB", "TiB"), "MiB": ("KiB", "GiB", "MB")}
_CONFUSED |= {
    "KiB": ("MiB", "B"),
    "GB": ("MB", "GiB", "TB"),
    "MB": ("GB", "kB"),
    "TB": ("GB", "MB"),
}


def lost_units(question: Question) -> Iterator[Mutant]:
    """Yield the question with a unit gone or exchanged."""
    yield from _answer_units(question)
    if asked_for(question):
        return
    truth = truth_of(question)
    if truth is not None:
        yield from _claims(question, ("expect",), truth)
        yield from _prompts(question, ("prompt",), truth)
    for place, part in enumerate(question.get("parts", ())):
        own = part_truths(question).get(str(part.get("id")))
        if own is not None:
            yield from _claims(question, ("parts", place, "expect"), own)
            yield from _prompts(question, ("parts", place, "prompt"), own)


def _text(question: Question, path: Path) -> str:
    try:
        return str(at(question, path))
    except (KeyError, IndexError):
        return ""


def _mutant(question: Question, path: Path, flaw: str, new: str) -> Mutant:
    what = f"{dotted(path)}: {brief(_text(question, path))} -> {brief(new)}"
    return Mutant(SORT, flaw, what, with_value(question, path, new))


def _claims(question: Question, path: Path, truth: Truth) -> Iterator[Mutant]:
    claim = _text(question, path)
    if not claim or not truth.agrees(claim):
        return
    if isinstance(truth.accepts, Bytes):
        yield from _amounts(question, path, truth, claim)
    percent = isinstance(truth.accepts, (Float, Estimate)) and truth.accepts.unit == "%"
    if percent or getattr(truth.accepts, "percent", False):
        share = show_number(float(claim.rstrip("% ")) / 100, sig=4)
        if truth.refuses(share):
            yield _mutant(question, path, "share for per cent", share)


def _amounts(question: Question, path: Path, truth: Truth, claim: str) -> Iterator[Mutant]:
    found = _AMOUNT.match(claim)
    unit = found[2] if found else str(getattr(truth.accepts, "unit", "B"))
    number = found[1] if found else claim
    for other in _CONFUSED.get(unit, ()):
        if truth.refuses(f"{number} {other}"):
            yield _mutant(question, path, "unit of the claim exchanged", f"{number} {other}")
    whole = str(truth.value)
    if truth.refuses(whole):
        yield _mutant(question, path, "bytes without their unit", whole)
    if truth.refuses(number):
        yield _mutant(question, path, "unit of the claim left out", number)
    if truth.refuses(f"{number}b"):
        yield _mutant(question, path, "bits for bytes", f"{number} {unit[:-1]}b")


def _prompts(question: Question, path: Path, truth: Truth) -> Iterator[Mutant]:
    """Exchange the unit that a prompt asks for, so that it contradicts that of the answer."""
    unit = str(getattr(truth.accepts, "unit", None) or "")
    words = {"%": "per cent", "ms": "milliseconds", "B": "bytes"}
    others = {"%": "per mille", "ms": "seconds", "B": "bits", "GFLOP": "TFLOP"}
    prompt = _text(question, path)
    for name in filter(None, (unit, words.get(unit, ""))):
        found = re.search(rf"(?<!\w){re.escape(name)}(?!\w)", prompt)
        other = _CONFUSED.get(name, (others.get(unit, ""),))[0]
        if found and other and prompt.count(name) == 1:
            new = prompt[: found.start()] + other + prompt[found.end() :]
            what = f"{dotted(path)}: names {other} for {name}, the answer is in {unit}"
            flaw = "unit of the prompt exchanged"
            yield Mutant(SORT, flaw, what, with_value(question, path, new))


def _answer_units(question: Question) -> Iterator[Mutant]:
    answer: Any = question.get("answer")
    if not isinstance(answer, dict) or "unit" not in answer:
        return
    truth = truth_of(question)
    unit = str(answer["unit"])
    before = "" if unit in BYTE_UNITS else r"\bin "
    named = re.search(rf"(?<!\w){before}{re.escape(unit)}(?!\w)", _text(question, ("prompt",)))
    if truth is None or not named:
        return
    if unit != "B":
        yield Mutant(
            SORT,
            "unit of the answer left out",
            f"answer.unit: {unit} is gone, the prompt names it",
            without(question, ("answer", "unit")),
        )
    for other in _CONFUSED.get(unit, ()):
        if other in BYTE_UNITS and not _same(truth, other):
            yield _mutant(question, ("answer", "unit"), "unit of the answer exchanged", other)


def _same(truth: Truth, unit: str) -> bool:
    """Whether the type would ask for the same unit, so that nothing has changed."""
    if not isinstance(truth.accepts, Bytes):
        return True
    return replace(truth.accepts, unit=unit).ask() == truth.accepts.ask()
