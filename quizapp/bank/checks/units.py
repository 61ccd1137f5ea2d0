"""The unit that a prompt asks for is the one in which the answer is read."""

from __future__ import annotations

import re
from collections.abc import Iterator

from engines.values import Acceptance, Bytes
from quizapp.bank.checks.subject import Subject
from quizapp.bank.model import Compute, Multi

_SORTS = {
    **dict.fromkeys(("B", "byte", "bytes", "bit", "bits", "kB", "KB", "MB", "GB", "TB"), "bytes"),
    **dict.fromkeys(("KiB", "MiB", "GiB", "TiB"), "bytes"),
    **dict.fromkeys(
        ("ns", "µs", "μs", "microseconds", "ms", "milliseconds", "s", "second"), "time"
    ),
    **dict.fromkeys(("seconds", "minutes", "hours", "days"), "time"),
    **dict.fromkeys(("FLOP", "FLOPs", "MFLOP", "GFLOP", "TFLOP", "PFLOP"), "work"),
    **dict.fromkeys(("MFLOPs", "GFLOPs", "TFLOPs", "PFLOPs"), "work"),
    **dict.fromkeys(("%", "per cent", "percent", "per mille", "‰"), "share"),
}
_SAME = {
    "byte": "B",
    "bytes": "B",
    "bit": "bits",
    "KB": "kB",
    "μs": "µs",
    "microseconds": "µs",
    "second": "s",
    "seconds": "s",
    "milliseconds": "ms",
    "per cent": "%",
    "percent": "%",
    **{name: name.rstrip("s") for name, sort in _SORTS.items() if sort == "work"},
}
"""Names in one spelling each."""
_NAMES = "|".join(sorted(map(re.escape, _SORTS), key=len, reverse=True))
_ASKS = re.compile(
    rf"\b(?:[Ii]n|[Hh]ow many|[Gg]ive (?:it in|the)|[Nn]umber of) (?P<unit>{_NAMES})(?![\w/])"
    r"(?! (?:per|a|each|of (?:memory|RAM))\b)(?=[^.?!]*\?|[^.?!]*[.,)]?\Z|\.)"
)
_SAYS = re.compile(rf"\b1 (?P<unit>{_NAMES}) (?:is|=|are) [0-9]")


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


def _agree(
    subject: Subject, path: tuple[str | int, ...], prompt: str, acceptance: Acceptance
) -> None:
    own = _unit_of(acceptance)
    asked = tuple(asked_units(prompt, amount=isinstance(acceptance, Bytes)))
    if not asked or own in asked:
        return
    if own is None and not _of_one_dimension(acceptance, asked):
        return
    if own is not None and all(_SORTS.get(unit) != _SORTS.get(own) for unit in asked):
        return
    told = f"is read in {own}" if own is not None else "has no unit"
    message = f"the prompt asks for {asked[-1]}, the answer {told}"
    hint = f"say answer: {{unit: {asked[-1]}}}, or mend the prompt"
    subject.report.add("QB409", path, message, hint)


def asked_units(prompt: str, *, amount: bool = False) -> Iterator[str]:
    """Yield the units that a prompt asks an answer in, in one spelling each; with `amount`, where
    bytes are asked for, also a unit that it says the size of."""
    defined = _SAYS.finditer(prompt) if amount else ()
    for match in (*_ASKS.finditer(prompt), *defined):
        yield _SAME.get(match["unit"], match["unit"])


def _unit_of(acceptance: Acceptance) -> str | None:
    """Return the unit of an answer; None where it has none."""
    acceptance = getattr(acceptance, "element", acceptance)
    if getattr(acceptance, "percent", False):
        return "%"
    unit = getattr(acceptance, "unit", None)
    return _SAME.get(unit, unit) if unit else None


def _of_one_dimension(acceptance: Acceptance, asked: tuple[str, ...]) -> bool:
    """Whether a number without a unit would be taken for something else than is asked."""
    if isinstance(acceptance, Bytes):
        return True
    return acceptance.type in ("float", "estimate") and any(unit != "%" for unit in asked)
