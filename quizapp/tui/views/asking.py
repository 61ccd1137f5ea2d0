"""A question that is open, as lines: what stands above and under the answer field."""

from __future__ import annotations

from textual.content import Content

from quizapp.bank.presented import ItemShown
from quizapp.grading.rubric import shared_words
from quizapp.grading.verdict import DontKnow, Read, Reading, Wrong
from quizapp.session.loop import Loop, Notice
from quizapp.session.stages import Study
from quizapp.tui.layout import MARGIN, Block, Lines, Look, cut, indented, styled, wrapped
from quizapp.tui.prose import code, inline, plain_line, prose
from quizapp.wording import plural

LETTERS = "abcdefghijklmnopqrstuvwxyz"
_DEEP = MARGIN + 2
POINTS = {
    "must": "Did you say",
    "nice": "Did you also say",
    "red_flag": "Did you claim",
    "ask": "Did you ask or state first",
}


def program_lines(look: Look, *, running: bool) -> Lines:
    """The line under a field in which a program is written."""
    told = "two empty lines hand it in, tab indents, /show shows a solution"
    if running:
        told = f"running it {look.signs.more}"
    return [styled((f"     {told}", "$quiet"))]


def study_title(state: Study, seconds: float, look: Look) -> tuple[str, str]:
    """The two ends of the title line; `seconds` is the session's time up to now."""
    mode = "Practice" if state.mode == "practice" else "Study"
    done = int(seconds // 60)
    left = max(state.minutes - done, 0)
    time = f"{done} min done, {left} left"
    if state.loop is None:
        return mode, time if state.number else ""
    shown = state.loop.item.presented
    practice = "practice   " if state.mode == "practice" else ""
    right = f"{practice}question {state.number}   {time}"
    level = f" {look.signs.dot} {plain_line(shown.level, look)}"
    topic = cut(
        Content(plain_line(shown.topic, look)), look.width - len(right) - len(level) - 4, look
    )
    return topic.plain + level, right


def question_blocks(loop: Loop, look: Look, chosen: frozenset[int], at: int | None) -> list[Block]:
    """Prompt, code, options, the form of the answer, the hints opened.

    `chosen` are the numbers of the options that the field stands for, `at` the one that the arrow
    keys are on.
    """
    shown = loop.item.presented
    blocks = [Block(prose(shown.prompt, look, indent=MARGIN), rank=9, least=2)]
    if loop.item.why == "sure-and-wrong":
        told = "You were sure of this one last time, and it was wrong."
        blocks.insert(0, Block([styled(("   " + told, "$quiet"))], rank=3))
    if shown.code:
        blocks.append(Block(code_lines(shown.code, look), rank=8, least=3))
    if shown.wanted:
        blocks.append(Block(wanted_lines(shown.wanted, look), rank=8, least=2))
    if shown.items:
        blocks.append(Block(item_lines(shown.items, look), rank=8, least=4))
    if shown.options:
        blocks.append(Block(option_lines(loop, look, chosen, at), rank=8, least=4))
    if shown.answer_help:
        blocks.append(Block(prose(shown.answer_help, look, indent=MARGIN), rank=7))
    if loop.item.asked is None and not shown.answer_help:
        said = "Type what you would say; an empty line hands it in. Then tick the points."
        blocks.append(Block(prose(said, look, indent=MARGIN), rank=7))
    for number, hint in enumerate(loop.hints_shown, 1):
        head = styled(("   hint ", "$quiet"), (str(number), "$quiet"), "  ")
        body = prose(hint, look.narrowed(look.width - head.cell_length))
        blocks.append(
            Block(
                [styled(head, body[0]), *indented(body[1:], head.cell_length)],
                rank=8,
                least=1,
                gap=number == 1,
            )
        )
    return blocks


def code_lines(text: str, look: Look) -> Lines:
    """Code with a bar at its left, exactly as it was written."""
    bar = styled(("     " + look.signs.bar, "$quiet"), " ")
    return [styled(bar, line) for line in code(text, look.width - bar.cell_length - 1)]


def wanted_lines(text: str, look: Look) -> Lines:
    """What a program must print, where a line of it is asked for."""
    head = styled(("   it must print", "$quiet"))
    return [head, *indented(code(text, look.width - 6), 5)]


def item_lines(items: tuple[ItemShown, ...], look: Look) -> Lines:
    """What is put in order or paired, each behind its mark; a gap before the right side."""
    lines: Lines = []
    for item in items:
        if item.mark == "a" and lines:
            lines.append(Content(""))
        head = styled(("     "), (f"{item.mark:>2}", "bold $key"), "  ")
        body = wrapped(inline(item.text, look), look.width - 11)
        lines += [styled(head, body[0]), *indented(body[1:], 9)]
    return lines


def option_lines(loop: Loop, look: Look, chosen: frozenset[int], at: int | None) -> Lines:
    """The options with their letters; a sign, not only a colour, marks the ones chosen."""
    lines: Lines = []
    for number, option in enumerate(loop.item.presented.options):
        sign = look.signs.picked if number in chosen else look.signs.free
        here = look.signs.prompt if number == at else " "
        style = "bold" if number in chosen else ""
        head = styled(
            f"   {here} ", (f"{sign} ", style or "$quiet"), (LETTERS[number], "bold $key")
        )
        body = wrapped(inline(option.text, look).stylize(style), look.width - 11)
        lines += [styled(head, "  ", body[0]), *indented(body[1:], 9)]
    return lines


def standing_notice(loop: Loop) -> Notice | None:
    """The notice to show: a miss stands while what is typed after it cannot be read."""
    notice = loop.notice
    if (notice is None or notice.sort == "unreadable") and loop.tries:
        graded = loop.tries[-1].graded
        if isinstance(graded.verdict, Wrong):
            return Notice("not-yet", graded.verdict.sentence, evidence=graded.evidence)
    return notice


def notice_block(notice: Notice | None, look: Look) -> list[Block]:
    """What the last attempt came to, while the question stays open."""
    if notice is None or notice.sort == "unreadable":
        return []
    signs = look.signs
    head = {
        "not-yet": styled((f" {signs.wrong} not yet", "bold $wrong")),
        "not-run": styled((f" {signs.part} can't run it", "bold")),
        "near": styled((f" {signs.part} almost", "bold")),
        "engine": styled((" The engine failed, not you.", "bold")),
    }[notice.sort]
    lines = _beside(head, prose(notice.text, look.narrowed(look.width - 15), gaps=False), 15)
    evidence = [Content(" " * _DEEP + plain_line(line, look)) for line in notice.evidence]
    return [Block([*lines, *evidence], rank=9, least=1)]


def try_again_keys(notice: Notice | None) -> str:
    """What stands at the right of the field after a first miss."""
    return "enter  try again    ?  show me" if notice and notice.sort == "not-yet" else ""


def reading_lines(reading: Reading | None, typed: str, look: Look) -> Lines:
    """The line under the field: how the text is read, or where it cannot be.

    The text and a caret under the place that is not understood; the reason after the caret, or on
    a line of its own where it does not fit.
    """
    if reading is None or not typed.strip():
        return []
    if isinstance(reading, DontKnow):
        return [styled(("     enter shows the solution", "$quiet"))]
    if isinstance(reading, Read):
        unsure = "" if reading.sure else "     not sure"
        line = styled(
            ("     read as  ", "$quiet"), plain_line(reading.echo, look), (unsure, "$quiet")
        )
        return wrapped(line, look.width - 1, hanging=14)[:2]
    text = plain_line(typed, look)
    prefix = "     can't read  "
    reason = plain_line(reading.reason, look)
    room = look.width - len(prefix) - 1
    first = styled((prefix, "$wrong"), cut(Content(text), room, look))
    if reading.position is None:
        return [first, cut(styled((f"     {reason}", "$quiet")), look.width - 1, look)]
    before = Content(plain_line(typed[: reading.position], look) if reading.position else "")
    spaces = len(typed[: reading.position]) - len(typed[: reading.position].rstrip())
    at = min(before.cell_length + spaces * bool(before.plain), room - 1)
    caret = styled(" " * (len(prefix) + at), (look.signs.caret, "bold $wrong"))
    if caret.cell_length + 2 + len(reason) < look.width:
        return [first, styled(caret, (f" {reason}", "$quiet"))]
    return [first, caret, *wrapped(styled((f"     {reason}", "$quiet")), look.width - 1, hanging=5)]


def own_words(text: str, point: str, look: Look) -> Lines:
    """The learner's own text behind a bar, with the words of `point` that occur in it underlined.

    Nothing is ticked for it: a word in common is only worth a look.
    """
    lines: Lines = []
    bar = styled(("   " + look.signs.bar, "$quiet"), " ")
    for paragraph in text.strip().split("\n"):
        line = Content(plain_line(paragraph, look))
        for start, end in shared_words(point, line.plain):
            line = line.stylize("underline", start, end)
        lines += [styled(bar, part) for part in wrapped(line, look.width - 6)]
    return lines


def ticking_blocks(loop: Loop, look: Look) -> list[Block]:
    """A recall while its points are ticked: prompt folded, the answer, one point at a time."""
    shown = loop.item.presented
    point = loop.point
    blocks = [Block(prose(shown.prompt, look, indent=MARGIN, gaps=False), rank=4, least=2)]
    if loop.typed:
        text = own_words(loop.typed, point.text if point else "", look)
        blocks.append(Block(text, rank=5, least=3))
    if point is not None:
        place = styled((f"{len(loop.ticks) + 1} of {len(loop.rubric)} ", "$quiet"))
        said = "One point at a time. Your answer stays above."
        head = styled("   ", (said, "$quiet"))
        gap = max(look.width - head.cell_length - place.cell_length - 1, 1)
        asked = f"{POINTS[point.role]}: {point.text}"
        blocks.append(
            Block(
                [
                    styled(head, " " * gap, place),
                    *prose(asked, look, indent=_DEEP),
                    Content(""),
                    styled(
                        "     ",
                        ("y", "bold $key"),
                        "  yes     ",
                        ("n", "bold $key"),
                        "  no     ",
                        ("p", "bold $key"),
                        "  partly",
                    ),
                ],
                rank=9,
                least=4,
            )
        )
    return blocks


def status_note(state: Study, look: Look) -> Lines:
    """One sentence of the session about something that is not the question."""
    if not state.note:
        return []
    return wrapped(
        styled((f"   {plain_line(state.note, look)}", "$quiet")), look.width - 1, hanging=MARGIN
    )


def left_out_line(state: Study) -> str:
    """How many questions wait for PyTorch."""
    if not state.left_out:
        return ""
    return f"Left out without PyTorch: {plural(state.left_out, 'question')}."


def _beside(head: Content, body: Lines, width: int) -> Lines:
    first, *rest = body or [Content("")]
    return [styled(head.pad_right(max(width - head.cell_length, 2)), first), *indented(rest, width)]
