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


def learner_view(drawn: Drawn) -> list[str]:
    """Return what a learner sees before answering."""
    shown = present(drawn)
    params = ", ".join(f"{name}={show_value(value)}" for name, value in drawn.params.items())
    which = "canonical" if drawn.purpose == "canonical" else f"seed {drawn.seed}"
    lines = [
        f"{shown.key} · {shown.kind} · {shown.level}",
        f"{which}{': ' + params if params else ''}",
        "─" * WIDTH,
        *_paragraphs(shown.prompt),
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
            lines += _hanging(f"  {item.mark}  ", item.text)
    if shown.options:
        lines.append("")
        for place, option in enumerate(shown.options):
            lines += _hanging(f"  {chr(ord('a') + place)}  ", option.text)
    if shown.answer_help:
        example = f"   like {shown.placeholder}" if shown.placeholder else ""
        lines += ["", f"{shown.answer_help}{example}"]
    return _clean(lines)


def behind(drawn: Drawn, asked: Asked | None) -> list[str]:
    """Return what stands behind the question: truth, acceptance, slips, solution, texts."""
    shown = present(drawn)
    lines = ["─" * WIDTH]
    if asked is not None:
        lines += [f"right      {_right(drawn)}", f"accepted   {accepted(asked)}"]
        lines += _slips(drawn, asked)
    if drawn.steps:
        lines += ["", "steps"]
        width = max(len(step.what) for step in drawn.steps)
        for step in drawn.steps:
            lines.append(f"  {step.what.ljust(width)}   {step.numbers}   {step.value}".rstrip())
    if shown.solution:
        lines += ["", "solution", *(f"  {line}" for line in shown.solution.splitlines())]
    lines += _section("answer", shown.model_answer)
    lines += _section("why", shown.explanation)
    lines += _section("caveat", shown.caveat)
    for title, texts in _lists(shown):
        if texts:
            lines += ["", title, *(line for text in texts for line in _hanging("  · ", text))]
    return _clean(lines)


def judged(graded: Graded, text: str) -> list[str]:
    """Return how a typed answer was read and judged."""
    from quizapp.grading.verdict import Correct, EngineError, Invalid, Near, Partial, Read, Wrong

    first, *more = text.rstrip("\n").split("\n")
    lines = ["─" * WIDTH, f"given      {first}", *(f"           {line}" for line in more)]
    if isinstance(graded.reading, Read):
        lines.append(f"read as    {graded.reading.echo}{'' if graded.sure else '   (not sure)'}")
    match graded.verdict:
        case Correct():
            lines.append("verdict    right")
        case Near(reason):
            lines.append(f"verdict    nearly right: {reason}")
        case Partial(score, which):
            lines.append(f"verdict    partly right, {score:.2f}: {which}")
        case Wrong(slips=slips, sentence=sentence):
            names = ", ".join(slip.id for slip in slips)
            lines.append(f"verdict    wrong{' (' + names + ')' if names else ''}")
            lines += _paragraphs(sentence) if sentence else []
        case Invalid(reason, position):
            if position is not None:
                lines.insert(2, f"           {' ' * position}^")
            lines.append(f"verdict    not readable, costs nothing: {reason}")
        case EngineError(phase, text):
            lines.append(f"verdict    engine error in {phase}: {text}")
    lines += [f"           {line}" for line in graded.evidence]
    return _clean(lines)


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
    if asked.judge is not None:
        return f"accepted   whatever has the property, such as {shown_truth(asked)}"
    if isinstance(asked.acceptance, (Option, Ordering, Pairs)):
        return f"accepted   exactly {shown_truth(asked)}"
    return f"accepted   {interval(asked.acceptance, asked.truth)}"


def _right(drawn: Drawn) -> str:
    if drawn.program is None:
        return drawn.right
    return f"{drawn.answer} with these numbers, and {len(drawn.program.cases) - 1} cases more"


def _slips(drawn: Drawn, asked: Asked) -> Iterator[str]:
    if asked.live:
        yield ""
        yield "slips"
        width = max(len(slip.id) for slip in asked.live)
        for slip in asked.live:
            value = "" if slip.value is None else asked.acceptance.show(slip.value)
            yield from _hanging(f"  {slip.id.ljust(width)}   {value}   ", slip.text)
    if drawn.variant is not None and drawn.variant.silent:
        yield f"  silent here: {', '.join(drawn.variant.silent)}"
    for known in asked.known_wrong:
        if "\n" in known.answer:
            yield from ("", *(f"  {line}" for line in known.answer.splitlines()))
            yield from _hanging("  wrong: ", known.why)
        else:
            yield from _hanging(f"  {known.answer}   ", known.why)


def _lists(shown: Presented) -> Iterator[tuple[str, list[str]]]:
    yield "options", [f"{option.text}: {option.why}" for option in shown.options if option.why]
    yield "rubric", [f"{point.role}: {point.text}" for point in shown.points]
    yield "hints", list(shown.hints)
    yield "evidence", [f"{', '.join(piece.on)}: {piece.show}" for piece in shown.evidence]
    yield "sources", list(shown.sources)


def _section(title: str, text: str) -> list[str]:
    return ["", title, *(f"  {line}" for line in _paragraphs(text, WIDTH - 2))] if text else []


def _paragraphs(text: str, width: int = WIDTH) -> list[str]:
    """Return the text wrapped, its own line breaks and code blocks kept."""
    lines: list[str] = []
    for line in plain(text).splitlines():
        lines += [line] if len(line) <= width else textwrap.wrap(line, width)
    return lines


def _hanging(head: str, text: str) -> list[str]:
    """Return the text behind `head`, wrapped and indented under it, its own line breaks kept."""
    pad = " " * min(len(head), WIDTH // 2)
    lines: list[str] = []
    for line in plain(text).splitlines():
        lead = pad if lines else head
        lines += textwrap.wrap(line, WIDTH, initial_indent=lead, subsequent_indent=pad)
    return lines or [head.rstrip()]


def _clean(lines: Iterable[str]) -> list[str]:
    return [clean(line) for line in lines]
