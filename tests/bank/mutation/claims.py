"""`wrong claim`: a stated answer, output, error or equation that the engine contradicts.

Left out, since no machine can tell: the line that a learner is to fill in or mend where another
line runs as well (the author's line defines the right output), model answers and rubrics of
recall questions, gaps of a cloze text, and every statement in prose without a computation.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from engines import api
from engines.values import Value
from tests.bank.mutation.equations import Equation, amount, equations
from tests.bank.mutation.mutants import (
    Mutant,
    Path,
    Question,
    asked_for,
    at,
    brief,
    dotted,
    plain,
    texts,
    with_value,
)
from tests.bank.mutation.truths import Truth, part_truths, printed, run, shown, truth_of

SORT = "wrong claim"
ERRORS = ("ValueError", "TypeError", "IndexError", "InvalidArgumentError", "KeyError")
"""Error classes that people mix up; none is a parent of another."""
_NUMBER = re.compile(r"\d+(?:\.\d+)?")
_BESIDE_THE_POINT = frozenset({"code", "truth", "sources", "red_flag", "wrong", "options", "pairs"})
"""Where a false equation may be meant, as in a wrong option, or where there is no prose."""


def wrong_claims(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Yield the question with one of its claims wrong."""
    yield from _answers(question, rng)
    yield from _answers_of_parts(question, rng)
    yield from _outputs(question, rng)
    yield from _errors(question)
    yield from _equations(question, rng)


def misread(text: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    """Yield a text with one of its numbers off, and what happened to the number."""
    found = list(_NUMBER.finditer(text))
    if not found:
        return
    for how in ("last digit one up", "last digit two down", "first digit", "sign", "ten times"):
        number = rng.choice(found)
        yield text[: number.start()] + _off(number[0], how) + text[number.end() :], how


def _off(number: str, how: str) -> str:
    digits = number.replace(".", "")
    match how:
        case "sign":
            return f"-{number}"
        case "ten times":
            return _pointed(digits, number, shift=1) if "." in number else f"{number}0"
        case "first digit":
            return f"{int(number[0]) % 9 + 1}{number[1:]}"
    step = 1 if how == "last digit one up" else -2
    moved = int(digits) + step
    return _pointed(str(abs(moved)).zfill(len(digits)), number, shift=0, minus=moved < 0)


def _pointed(digits: str, number: str, *, shift: int, minus: bool = False) -> str:
    """Return digits with the point where `number` has it, or `shift` places further right."""
    places = len(number.partition(".")[2]) - shift
    sign = "-" if minus else ""
    whole, behind = (digits[:-places], f".{digits[-places:]}") if places > 0 else (digits, "")
    return f"{sign}{whole.lstrip('0') or '0'}{behind}"


def _answers(question: Question, rng: random.Random) -> Iterator[Mutant]:
    if "expect" not in question or asked_for(question):
        return
    truth = truth_of(question)
    if truth is not None:
        yield from _wrong_answers(question, ("expect",), truth, rng)
        for claim, how in _slips(question, truth):
            if truth.refuses(claim):
                yield _claimed(question, ("expect",), claim, how)


def _wrong_answers(
    question: Question, path: Path, truth: Truth, rng: random.Random
) -> Iterator[Mutant]:
    right = str(at(question, path))
    if not truth.agrees(right):
        return
    for claim, how in [*misread(right.replace("--", ""), rng), *_words(right)]:
        if truth.refuses(claim):
            yield _claimed(question, path, claim, how)


def _words(right: str) -> Iterator[tuple[str, str]]:
    for one, other in (("no", "yes"), ("AND", "OR")):
        if right == one:
            yield other, "another word"


def _claimed(question: Question, path: Path, claim: str, how: str) -> Mutant:
    what = f"{dotted(path)}: {brief(at(question, path))} -> {brief(claim)}"
    return Mutant(SORT, f"{path[-1]}: {how}", what, with_value(question, path, claim))


def _slips(question: Question, truth: Truth) -> Iterator[tuple[str, str]]:
    """Yield the values that slips and known-wrong answers lead to, as they would be stated."""
    if truth.family is not None:
        for slip in api.variant(truth.family, truth.params or {}).live:
            if slip.value is not None:
                yield _stated(truth, slip.value), "value of a slip"
    for entry in question.get("wrong", ()):
        value = amount(shown(str(entry["answer"]), question.get("params", {})))
        if value is not None:
            yield _stated(truth, int(value) if value.is_integer() else value), "a known-wrong value"


def _stated(truth: Truth, value: Value) -> str:
    try:
        return truth.accepts.show(value)
    except (TypeError, ValueError):
        return ""


def _answers_of_parts(question: Question, rng: random.Random) -> Iterator[Mutant]:
    truths = part_truths(question)
    for place, part in enumerate(question.get("parts", ())):
        if "expect" in part and part["id"] in truths:
            yield from (
                Mutant(SORT, f"part {one.flaw}", one.what, one.question)
                for one in _wrong_answers(
                    question, ("parts", place, "expect"), truths[part["id"]], rng
                )
            )


def _outputs(question: Question, rng: random.Random) -> Iterator[Mutant]:
    if asked_for(question) != "output":
        return
    result, claim = run(question), str(question["expect"])
    if result is None or printed(result.stdout) != printed(claim):
        return
    lines = claim.strip().splitlines()
    candidates = list(misread(claim, rng))
    candidates += [
        (claim.replace(one, other, 1), "True for False")
        for one, other in (("True", "False"), ("False", "True"))
    ]
    if len(lines) > 1:
        candidates.append(("\n".join(lines[:-1]), "last line left out"))
        candidates.append(("\n".join([lines[1], lines[0], *lines[2:]]), "lines exchanged"))
    for candidate, how in candidates:
        if printed(candidate) != printed(claim) and not _same_numbers(candidate, claim):
            yield Mutant(
                SORT,
                f"output: {how}",
                f"expect: {brief(claim)} -> {brief(candidate)}",
                with_value(question, ("expect",), candidate),
            )


def _same_numbers(one: str, other: str) -> bool:
    """Whether two outputs differ in how numbers are spelt alone, as `-0.` and `0.`."""
    number = re.compile(r"-?\d+(?:\.\d*)?(?:e[-+]?\d+)?")
    words = [number.sub("", text).split() for text in (one, other)]
    values = [[float(found) for found in number.findall(text)] for text in (one, other)]
    return words[0] == words[1] and values[0] == values[1]


def _errors(question: Question) -> Iterator[Mutant]:
    if asked_for(question) != "error":
        return
    result = run(question)
    if result is None or result.error is None:
        return
    for name in ERRORS:
        if name != result.error.type:
            yield _claimed(question, ("expect",), name, "another error")


def _equations(question: Question, rng: random.Random) -> Iterator[Mutant]:
    params: dict[str, Any] = dict(plain(question.get("params", {})))
    if "expect" in question:
        params["answer"] = str(question["expect"])
    for path in texts(question, skip=_BESIDE_THE_POINT):
        text = str(at(question, path))
        before = [one for one in equations(shown(text, params)) if one.holds]
        if not before:
            continue
        for candidate, how in _numbers_off(text, params.get("answer", ""), rng):
            after = list(equations(shown(candidate, params)))
            if len(after) >= len(before) and any(_newly_false(one, before) for one in after):
                false = next(one for one in after if _newly_false(one, before))
                yield Mutant(
                    SORT,
                    f"equation: {how}",
                    f"{dotted(path)}: now says {false.left} = {false.right}",
                    with_value(question, path, candidate),
                )


def _newly_false(one: Equation, before: list[Equation]) -> bool:
    return one.plainly_fails and one not in before


def _numbers_off(text: str, answer: str, rng: random.Random) -> Iterator[tuple[str, str]]:
    if "{{answer}}" in text and (wrong := next(misread(answer, rng), None)):
        yield text.replace("{{answer}}", wrong[0], 1), "answer written out wrong"
    for number in re.finditer(r"(?<![\w.{])\d+(?:\.\d+)?(?![\w.]*\}\})", text):
        for how in ("first digit", "last digit two down"):
            off = _off(number[0], how)
            if not off.startswith("-"):  # A sign before a power can be read in two ways.
                yield text[: number.start()] + off + text[number.end() :], how
