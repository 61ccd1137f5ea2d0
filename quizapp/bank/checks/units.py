"""The unit that a prompt asks for is the one in which the answer is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engines.values import Acceptance, Bytes
from quizapp.bank.checks.subject import Subject
from quizapp.bank.model import Compute, Multi
from quizapp.grading.units import all_spellings, measure_of, unit_of

_NAMES = "|".join(re.escape(name) for name in all_spellings() if name not in ("d", "h", "us"))
_UNIT = rf"(?P<unit>{_NAMES})(?![\w/])"
_ASKS = re.compile(
    rf"\b(?:[Ii]n|[Hh]ow many|[Gg]ive (?:it in|the)|[Nn]umber of) {_UNIT}"
    r"(?! (?:per|a|an|each|of (?:memory|RAM))\b)"
)
_SENTENCE = re.compile(r"(?:[^.?!]|[.?!](?!\s|\Z))*[.?!]?\s*")
_ORDER = re.compile(
    r"\s*(?:Estimate|Give|Compute|Calculate|Work out|Find|State|Answer|Express|Name|Round)\b"
)
"""How a sentence begins that asks without a question mark."""
_SAYS = re.compile(rf"\b1 (?P<unit>{_NAMES}) (?:is|=|are) [0-9]")
_MEASURED = re.compile(rf"(?<![·×*/^])\{{\{{(?P<name>\w+)\}}\}}[ -]{_UNIT}")
"""A number of the question with the unit behind it."""


def one_unit(subject: Subject) -> None:
    """The prompt of a computation, or of a part, asks in the unit of its answer."""
    question = subject.question
    if subject.canonical is None or not subject.variants:
        return
    _, asked = subject.variants[0]
    if isinstance(question, Compute):
        _agree(subject, ("prompt",), question.prompt or "", asked.acceptance)
    elif isinstance(question, Multi):
        for i, (part, its) in enumerate(zip(question.parts, asked.parts, strict=True)):
            _agree(subject, ("parts", i, "prompt"), part.prompt or "", its.asked.acceptance)


def one_unit_a_number(subject: Subject) -> None:
    """A number that varies is measured in one unit in every text of the question."""
    first: dict[str, str] = {}
    for text in subject.texts:
        if text.sort != "prose":
            continue
        for match in _MEASURED.finditer(text.text):
            name, unit = match["name"], unit_of(match["unit"])
            known = first.setdefault(name, unit)
            if known != unit and measure_of(known) == measure_of(unit):
                message = f"{name} is in {unit} here, and in {known} above"
                subject.report.add_within("QB410", text.path, match[0], 0, message)
                return


def _agree(
    subject: Subject, path: tuple[str | int, ...], prompt: str, acceptance: Acceptance
) -> None:
    own = _own_unit(acceptance)
    asked = tuple(asked_units(prompt, amount=isinstance(acceptance, Bytes)))
    if not asked or own in asked:
        return
    if own is None and not _of_one_dimension(acceptance, asked):
        return
    if own is not None and all(measure_of(unit) != measure_of(own) for unit in asked):
        return
    told = f"is read in {own}" if own is not None else "has no unit"
    message = f"the prompt asks for {asked[-1]}, the answer {told}"
    hint = f"say answer: {{unit: {asked[-1]}}}, or mend the prompt"
    subject.report.add("QB409", path, message, hint)


def asked_units(prompt: str, *, amount: bool = False) -> Iterator[str]:
    """Yield the units that a prompt asks an answer in, in one spelling each; with `amount`, where
    bytes are asked for, also a unit that it says the size of."""
    defined = _SAYS.finditer(prompt) if amount else ()
    asking = (found for each in _asking(prompt) for found in _ASKS.finditer(each))
    for match in (*asking, *defined):
        yield unit_of(match["unit"])


def _asking(prompt: str) -> Iterator[str]:
    """Yield the sentences that ask for something: questions, orders, and the last one."""
    sentences = [found[0] for found in _SENTENCE.finditer(prompt) if found[0].strip()]
    for sentence in sentences:
        if sentence.rstrip().endswith("?") or _ORDER.match(sentence) or sentence is sentences[-1]:
            yield sentence


def _own_unit(acceptance: Acceptance) -> str | None:
    """Return the unit of an answer; None where it has none."""
    acceptance = getattr(acceptance, "element", acceptance)
    if getattr(acceptance, "percent", False):
        return "%"
    unit = getattr(acceptance, "unit", None)
    return unit_of(unit) if unit else None


def _of_one_dimension(acceptance: Acceptance, asked: tuple[str, ...]) -> bool:
    """Whether a number without a unit would be taken for something else than is asked."""
    if isinstance(acceptance, Bytes):
        return True
    return acceptance.type in ("float", "estimate") and any(unit != "%" for unit in asked)
