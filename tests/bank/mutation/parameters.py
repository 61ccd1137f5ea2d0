"""`changed parameter`: a parameter that no longer belongs to the claim, or is not what is asked.

A parameter counts as changed only where the engine's truth, or the program's output, changes with
it so that the stated answer is wrong, or, in a prompt, so that the number asked about is not the
one that the answer is computed from.
"""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from typing import Any

from tests.bank.mutation.mutants import (
    NAME,
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
from tests.bank.mutation.truths import Truth, part_truths, printed, run, truth_of

SORT = "changed parameter"
_ASKED = frozenset({"prompt", "code", "text", "parts"})


def changed_parameters(question: Question, rng: random.Random) -> Iterator[Mutant]:
    """Yield the question with one parameter or one number of its prompt changed."""
    for name, value in plain(question.get("params", {})).items():
        for other in _others(value, rng):
            yield from _in_params(question, name, other)
            yield from _in_prompt(question, name, other)
    for place, part in enumerate(question.get("parts", ())):
        for name, value in plain(part.get("params", {})).items():
            for other in _others(value, rng):
                yield from _in_part(question, place, name, other)


def _others(value: Any, rng: random.Random) -> list[Any]:
    """Return plausible other values of one parameter."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, int):
        return [value + 1, value * 2 if value else 2]
    if isinstance(value, float):
        return [float(f"{value * 2:.6g}"), float(f"{value / 2:.6g}")]
    if isinstance(value, list) and value:
        place = rng.randrange(len(value))
        return [
            [*value[:place], inner, *value[place + 1 :]] for inner in _others(value[place], rng)
        ][:1]
    return []


def _in_params(question: Question, name: str, other: Any) -> Iterator[Mutant]:
    if "expect" not in question and "parts" not in question:
        return
    changed = with_value(question, ("params", name), other)
    what = f"params.{name}: {brief(question['params'][name])} -> {brief(other)}, claims as before"
    if _claims_fail(question, changed):
        yield Mutant(SORT, "params changed", what, changed)


def _claims_fail(question: Question, changed: Question) -> bool:
    """Whether a claim that was right is wrong under the parameters of `changed`."""
    if asked_for(question):
        return _output_differs(question, changed)
    if "parts" in question:
        before, after = part_truths(question), part_truths(changed)
        return any(
            _fails(str(part["expect"]), before.get(part["id"]), after.get(part["id"]))
            for part in question["parts"]
            if "expect" in part
        )
    return _fails(str(question["expect"]), truth_of(question), truth_of(changed))


def _fails(claim: str, before: Truth | None, after: Truth | None) -> bool:
    return bool(before and after and before.agrees(claim) and after.refuses(claim))


def _output_differs(question: Question, changed: Question) -> bool:
    if asked_for(question) != "output":
        return False
    before, after = run(question), run(changed)
    return bool(
        before
        and after
        and after.error is None
        and printed(before.stdout) == printed(str(question["expect"])) != printed(after.stdout)
    )


def _in_part(question: Question, place: int, name: str, other: Any) -> Iterator[Mutant]:
    path: Path = ("parts", place, "params", name)
    changed = with_value(question, path, other)
    if _claims_fail(question, changed):
        what = f"{dotted(path)}: {brief(at(question, path))} -> {brief(other)}, claims as before"
        yield Mutant(SORT, "params of a part changed", what, changed)


def _in_prompt(question: Question, name: str, other: Any) -> Iterator[Mutant]:
    """Write another number where the prompt or program has `{{name}}` for the last time."""
    if isinstance(other, (list, bool)) or not _matters(question, name, other):
        return
    places = [
        path
        for path in texts(question)
        if path[0] in _ASKED and path[-1] in ("prompt", "code", "text")
        for use in NAME.finditer(str(at(question, path)))
        if use[1] == name
    ]
    value = plain(question["params"][name])
    if len(places) == 1:
        yield _written(question, places[0], _use_of(name), str(other), f"{{{{{name}}}}}")
    elif not places and asked_for(question) == "" and "prompt" in question:
        literal = re.compile(rf"(?<![\w.,]){re.escape(str(value))}(?![\w.,]\d|\w)")
        if len(literal.findall(str(question["prompt"]))) == 1 and "vary" not in question:
            yield _written(question, ("prompt",), literal, str(other), f"{name} = {value}")


def _use_of(name: str) -> re.Pattern[str]:
    """Return the pattern of one `{{name}}`."""
    return re.compile(rf"\{{\{{\s*{name}\s*(?::[^{{}}]*)?\}}\}}")


def _matters(question: Question, name: str, other: Any) -> bool:
    """Whether the truth depends on the parameter, so that another number is another question."""
    changed = with_value(question, ("params", name), other)
    if asked_for(question):
        return _output_differs(question, changed)
    if "parts" in question:
        before, after = part_truths(question), part_truths(changed)
        return any(
            key in after and not truth.takes(after[key].value) for key, truth in before.items()
        )
    one, two = truth_of(question), truth_of(changed)
    return bool(one and two and not one.takes(two.value))


def _written(
    question: Question, path: Path, pattern: re.Pattern[str], number: str, was: str
) -> Mutant:
    new = pattern.sub(number, str(at(question, path)), count=1)
    flaw = f"another number in the {path[-1]}"
    what = f"{dotted(path)}: {was} -> {number}, params as before"
    return Mutant(SORT, flaw, what, with_value(question, path, new))
