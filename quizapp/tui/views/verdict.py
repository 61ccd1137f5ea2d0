"""The pieces of a verdict, as lines: what was answered, what is right, the steps, the run."""

from __future__ import annotations

from textual.content import Content

from engines.values import Value
from quizapp.grading.asked import Asked
from quizapp.grading.shown import arrangement
from quizapp.grading.verdict import Correct, Partial, Read
from quizapp.session.item import Item
from quizapp.session.loop import Loop, Outcome
from quizapp.session.stages import Proof
from quizapp.tui.layout import MARGIN, Lines, Look, columns, indented, styled, wrapped
from quizapp.tui.prose import inline, plain_line
from quizapp.tui.views.asking import LETTERS

DEEP = MARGIN + 2


def verdict_line(outcome: Outcome, item: Item, look: Look) -> Lines:
    """The verdict: sign, word, the learner's answer and the right one."""
    signs = look.signs
    given, truth = answer_shown(outcome, item, look), right_shown(item, look)
    match outcome.verdict:
        case Correct():
            head = styled((f" {signs.right} right", "bold $right"), "    ", given)
            return wrapped(head, look.width - 1, hanging=12)
        case Partial(score):
            head = styled((f" {signs.part} partly right, {round(score * 100)} %", "bold $wrong"))
        case _ if not outcome.attempts and not outcome.given:
            head = styled((f" {signs.dash} not known yet", "bold $wrong"))
        case _:
            sure = ", and you were sure" if outcome.sure and outcome.attempts else ""
            head = styled((f" {signs.wrong} wrong{sure}", "bold $wrong"))
    pairs = [("you", given)] if outcome.attempts else []
    pairs += [("right", truth)]
    shown = [(label, value) for label, value in pairs if value.plain]
    for gap in (5, 3):
        cells = [styled((f"{label} ", "$quiet"), value) for label, value in shown]
        line = Content(" " * gap).join([head, *cells])
        if line.cell_length < look.width:
            return [line]
    return [head] + [
        part
        for label, value in shown
        for part in wrapped(
            styled((f"     {label.ljust(7)}", "$quiet"), value), look.width - 1, hanging=12
        )
    ]


def answer_shown(outcome: Outcome, item: Item, look: Look) -> Content:
    """The learner's answer as it was read, in the form in which the truth is shown."""
    if item.asked is None:
        return Content("")
    reading = outcome.attempts[-1].graded.reading if outcome.attempts else None
    if isinstance(reading, Read) and item.takes_program:
        return Content(reading.echo)
    if isinstance(reading, Read):
        return _value_shown(item.asked, reading.value, look)
    return Content(plain_line(outcome.read_as or outcome.given, look))


def right_shown(item: Item, look: Look) -> Content:
    """The right answer, options with their letters."""
    if item.asked is not None and item.presented.options:
        return _value_shown(item.asked, item.asked.truth, look)
    return Content(plain_line(item.right, look))


def _value_shown(asked: Asked, value: Value, look: Look) -> Content:
    if arranged := arrangement(asked, value):
        return inline(arranged, look)
    chosen = [
        (LETTERS[number], option.text)
        for number, option in enumerate(asked.options)
        if isinstance(value, tuple) and option.key in value
    ]
    if len(chosen) == 1:
        letter, text = chosen[0]
        return styled((f"{letter}  ", "bold"), inline(text, look))
    if chosen:
        return Content(", ".join(letter for letter, _ in chosen))
    return Content(plain_line(asked.acceptance.show(value), look))


def step_lines(outcome: Outcome, look: Look, indent: int = DEEP) -> Lines:
    """The worked steps in columns, the learner's own number where the paths part."""
    if not outcome.worked:
        return []
    rows = []
    for step in outcome.worked:
        yours = styled((f"yours {plain_line(step.yours, look)}", "bold $wrong"))
        rows.append(
            [
                inline(step.what, look),
                inline(step.numbers, look),
                styled((plain_line(step.value, look), "bold")),
                *([yours] if step.yours else []),
            ]
        )
    lines = indented(columns(rows, gap=4, right=(2,)), indent)
    if all(line.cell_length < look.width for line in lines):
        return lines
    lines = indented(columns(rows, gap=2), indent)
    if all(line.cell_length < look.width for line in lines):
        return lines
    return [part for row in rows for part in _stacked(row, look, indent)]


def _stacked(row: list[Content], look: Look, indent: int) -> Lines:
    """One step too long for a row: what it is, then its numbers under it."""
    numbers = styled(row[1], "  =  ", *row[2:3], "   " if row[3:] else "", *row[3:])
    room = look.width - indent - 1
    return indented(
        [*wrapped(row[0], room), *indented(wrapped(numbers, room - 2, hanging=2), 2)], indent
    )


def proof_lines(proof: Proof, look: Look) -> Lines:
    """The run line."""
    match proof.sort:
        case "pending":
            return [styled(("   run  on its way", "$quiet"))]
        case "ran" | "contradicts":
            line = styled(("   ran  ", "$quiet"), _kept(proof.line, look))
            return wrapped(line, look.width - 1, hanging=8)
        case "not-run":
            told = _kept(proof.line, look)
            return wrapped(styled((f"   run  {told}", "$quiet")), look.width - 1, hanging=8)
        case "none":
            return []


def tick_lines(loop: Loop, outcome: Outcome, look: Look) -> Lines:
    """The points with their ticks; where nothing was claimed, the points alone."""
    lines: Lines = []
    for point, mark in zip(loop.rubric, outcome.ticks, strict=False):
        false = point.role == "red_flag"
        if not outcome.given:
            head = styled((f"   {look.signs.dash}  ", "$quiet"), "not: " if false else "")
        elif false:
            claimed = mark != "n"
            sign = look.signs.wrong if claimed else look.signs.right
            style = "bold $wrong" if claimed else "bold $right"
            said = "you claimed: " if claimed else "you did not claim: "
            head = styled((f"   {sign}  ", style), (said, "$quiet"))
        else:
            signs = {"y": look.signs.right, "n": look.signs.wrong, "p": look.signs.part}
            style = "bold $right" if mark == "y" else "bold $wrong"
            head = styled((f"   {signs[mark]}  ", style))
        lines += wrapped(styled(head, inline(point.text, look)), look.width - 2, hanging=6)
    return lines


def option_lines(outcome: Outcome, item: Item, look: Look) -> Lines:
    """The options once more, the right ones and the wrong ones chosen marked."""
    if item.asked is None or not item.presented.options:
        return []
    reading = outcome.attempts[-1].graded.reading if outcome.attempts else None
    given = reading.value if isinstance(reading, Read) else ()
    truth, lines = item.asked.truth, []
    for number, option in enumerate(item.presented.options):
        sign = styled((look.signs.free, "$quiet"))
        if isinstance(truth, tuple) and option.key in truth:
            sign = styled((look.signs.right, "bold $right"))
        elif isinstance(given, tuple) and option.key in given:
            sign = styled((look.signs.wrong, "bold $wrong"))
        head = styled("     ", sign, (f" {LETTERS[number]}", "bold"), "  ")
        lines += wrapped(styled(head, inline(option.text, look)), look.width - 2, hanging=10)
    return lines


def chosen_why(outcome: Outcome, item: Item) -> str:
    """The sentence of a wrong option that was chosen, where the bank has one."""
    reading = outcome.attempts[-1].graded.reading if outcome.attempts else None
    if outcome.right or not isinstance(reading, Read) or not isinstance(reading.value, tuple):
        return ""
    chosen = reading.value
    return next((o.why for o in item.presented.options if o.why and o.key in chosen), "")


def _kept(line: str, look: Look) -> str:
    """A run line with its columns: the parts between wide gaps are cleaned one by one."""
    return "   ".join(plain_line(part, look) for part in line.split("   ") if part.strip())
