"""A question as its author wants to see it: the learner's view, then what stands behind it.

Pure: a draw in, lines out. Whoever prints them has cleaned nothing yet.
"""

from __future__ import annotations

import textwrap
from collections.abc import Iterable, Iterator
from fractions import Fraction
from typing import TYPE_CHECKING

from engines.values import (
    Count,
    Estimate,
    Float,
    Option,
    Ordering,
    Pairs,
    Program,
    as_number,
    show_number,
    show_value,
)
from quizapp.bank.asking import present
from quizapp.bank.drawn import Drawn
from quizapp.bank.maths import plain
from quizapp.grading.interval import interval
from quizapp.grading.shown import shown_truth
from quizapp.textsafe import clean

if TYPE_CHECKING:
    from quizapp.bank.presented import Presented
    from quizapp.grading.asked import Asked
    from quizapp.grading.verdict import Graded

WIDTH = 78
"""Columns that lines have where no terminal says how many there are."""
_LABEL = " " * 11
"""The indent under a label."""


def learner_view(drawn: Drawn, width: int = WIDTH) -> list[str]:
    """Return what a learner sees before answering, in lines of `width` where words allow it."""
    shown = present(drawn)
    params = ", ".join(f"{name}={show_value(value)}" for name, value in drawn.params.items())
    which = "canonical" if drawn.purpose == "canonical" else f"seed {drawn.seed}"
    lines = [
        *fitted(f"{shown.key} · {shown.kind} · {shown.level}", width),
        *fitted(f"{which}{': ' + params if params else ''}", width),
        "─" * width,
        *_paragraphs(shown.prompt, width),
    ]
    if shown.code:
        lines += ["", *(f"    {line}" for line in shown.code.splitlines())]
    if shown.starter:
        lines += ["", "It begins with", *(f"    {line}" for line in shown.starter.splitlines())]
    if shown.wanted:
        lines += ["", "It must print", *(f"    {line}" for line in shown.wanted.splitlines())]
    if shown.items:
        lines.append("")
        for item in shown.items:
            lines += _hanging(f"  {item.mark}  ", item.text, width)
    if shown.options:
        lines.append("")
        for place, option in enumerate(shown.options):
            lines += _hanging(f"  {chr(ord('a') + place)}  ", option.text, width)
    if shown.answer_help:
        example = f"   like {shown.placeholder}" if shown.placeholder else ""
        lines += ["", *fitted(f"{shown.answer_help}{example}", width)]
    return _clean(lines)


def behind(drawn: Drawn, asked: Asked | None, width: int = WIDTH) -> list[str]:
    """Return what stands behind the question: truth, acceptance, slips, solution, texts."""
    shown = present(drawn)
    lines = ["─" * width]
    if asked is not None:
        lines += fitted(f"right      {_right(drawn)}", width, _LABEL)
        lines += fitted(f"accepted   {accepted(asked)}", width, _LABEL)
        lines += _slips(drawn, asked, width)
    if drawn.steps:
        lines += ["", "steps"]
        longest = max(len(step.what) for step in drawn.steps)
        for step in drawn.steps:
            told = f"  {step.what.ljust(longest)}   {step.numbers}   {step.value}".rstrip()
            lines += fitted(told, width, "     ")
    if shown.solution:
        lines += ["", "solution", *(f"  {line}" for line in shown.solution.splitlines())]
    lines += _section("answer", shown.model_answer, width)
    lines += _section("why", shown.explanation, width)
    lines += _section("caveat", shown.caveat, width)
    for title, texts in _lists(shown):
        if texts:
            lines += [
                "",
                title,
                *(line for text in texts for line in _hanging("  · ", text, width)),
            ]
    return _clean(lines)


def judged(graded: Graded, text: str, width: int = WIDTH) -> list[str]:
    """Return how a typed answer was read and judged."""
    from quizapp.grading.verdict import Correct, EngineError, Invalid, Near, Partial, Read, Wrong

    first, *more = text.rstrip("\n").split("\n")
    lines = ["─" * width, f"given      {first}", *(f"           {line}" for line in more)]
    reading = graded.reading
    if isinstance(reading, Read):
        doubt = "" if graded.sure else "   (not sure)"
        lines += fitted(f"read as    {reading.echo}{doubt}", width, _LABEL)
    said, explained = "", ""
    match graded.verdict:
        case Correct():
            said = "right"
        case Near(reason):
            said = f"nearly right: {reason}"
        case Partial(score, which):
            said = f"partly right, {score:.2f}: {which}"
        case Wrong(slips=slips, sentence=sentence):
            names = ", ".join(slip.id for slip in slips)
            said, explained = f"wrong{' (' + names + ')' if names else ''}", sentence
        case Invalid(reason, position):
            if position is not None:
                lines.insert(2, f"           {' ' * position}^")
            said = f"not readable, costs nothing: {reason}"
        case EngineError(phase, text):
            said = f"engine error in {phase}: {text}"
    lines += fitted(f"verdict    {said}", width, _LABEL)
    lines += _paragraphs(explained, width)
    lines += [line for told in graded.evidence for line in fitted(f"{_LABEL}{told}", width, _LABEL)]
    return _clean(lines)


def fitted(line: str, width: int, indent: str = "", head: str = "") -> list[str]:
    """Return `head` and a line, broken at its blanks where they are longer than `width`, the rest
    indented."""
    if len(head) + len(line) <= width:
        return [head + line]
    return textwrap.wrap(
        line,
        width,
        initial_indent=head,
        subsequent_indent=indent,
        break_long_words=False,
        break_on_hyphens=False,
    )


def accepted(asked: Asked) -> str:
    """Return which values are taken for the truth: an interval where there is a tolerance."""
    acceptance, truth = asked.acceptance, asked.truth
    if isinstance(acceptance, Program):
        return "whatever gives the truth of every case"
    if asked.judge is not None:
        return "whatever has the property"
    reach: Fraction | None = None
    if isinstance(acceptance, Float) and isinstance(truth, (int, float, Fraction)):
        reach = acceptance.tolerance(as_number(truth))
    elif isinstance(acceptance, Count) and acceptance.approx is not None:
        reach = Fraction(str(acceptance.approx)) * abs(Fraction(as_number(truth)))
    elif isinstance(acceptance, Estimate):
        reach = Fraction(str(acceptance.within)) * abs(Fraction(as_number(truth)))
    if reach is not None:
        middle = Fraction(as_number(truth))
        ends = (show_number(float(end), sig=6) for end in (middle - reach, middle + reach))
        return "from {} to {}".format(*ends)
    element = getattr(acceptance, "element", None)
    if isinstance(element, Float):
        return f"{acceptance.type}, each entry: {element.ask()}"
    return f"{acceptance.type}, exactly"


def accepted_line(asked: Asked) -> str:
    """Return what would be taken for right, as it would be typed."""
    if isinstance(asked.acceptance, Program):
        return f"accepted   {accepted(asked)}"
    if asked.judge is not None:
        return f"accepted   whatever has the property, such as {shown_truth(asked)}"
    if isinstance(asked.acceptance, (Option, Ordering, Pairs)):
        return f"accepted   exactly {shown_truth(asked)}"
    return f"accepted   {interval(asked.acceptance, asked.truth)}"


def _right(drawn: Drawn) -> str:
    if drawn.program is None:
        return drawn.right
    return f"{drawn.answer} with these numbers, and {len(drawn.program.cases) - 1} cases more"


def _slips(drawn: Drawn, asked: Asked, width: int) -> Iterator[str]:
    if asked.live:
        yield ""
        yield "slips"
        longest = max(len(slip.id) for slip in asked.live)
        for slip in asked.live:
            value = "" if slip.value is None else asked.acceptance.show(slip.value)
            yield from _hanging(f"  {slip.id.ljust(longest)}   {value}   ", slip.text, width)
    if drawn.variant is not None and drawn.variant.silent:
        silent = f"  silent here: {', '.join(drawn.variant.silent)}"
        yield from fitted(silent, width, "    ")
    for known in asked.known_wrong:
        if "\n" in known.answer:
            yield from ("", *(f"  {line}" for line in known.answer.splitlines()))
            yield from _hanging("  wrong: ", known.why, width)
        else:
            yield from _hanging(f"  {known.answer}   ", known.why, width)


def _lists(shown: Presented) -> Iterator[tuple[str, list[str]]]:
    yield "options", [f"{option.text}: {option.why}" for option in shown.options if option.why]
    yield "rubric", [f"{point.role}: {point.text}" for point in shown.points]
    yield "hints", list(shown.hints)
    yield "evidence", [f"{', '.join(piece.on)}: {piece.show}" for piece in shown.evidence]
    yield "sources", list(shown.sources)


def _section(title: str, text: str, width: int) -> list[str]:
    return ["", title, *(f"  {line}" for line in _paragraphs(text, width - 2))] if text else []


def _paragraphs(text: str, width: int) -> list[str]:
    """Return the text wrapped, its own line breaks and code blocks kept."""
    lines: list[str] = []
    for line in plain(text).splitlines():
        lines += [line] if line.startswith("    ") else fitted(line, width)
    return lines


def _hanging(head: str, text: str, width: int) -> list[str]:
    """Return the text behind `head`, wrapped and indented under it, its own line breaks kept."""
    pad = " " * min(len(head), width // 2)
    lines: list[str] = []
    for line in filter(str.strip, plain(text).splitlines()):
        lead = pad if lines else head
        lines += fitted(line.rstrip(), width, pad, lead)
    return lines or [head.rstrip()]


def _clean(lines: Iterable[str]) -> list[str]:
    return [clean(line) for line in lines]
