"""The views between questions: opening, nothing due, the end of a session, a session that broke."""

from __future__ import annotations

from textual.content import Content

from quizapp.session.stages import Study
from quizapp.session.tally import Answered, Tally
from quizapp.tui.layout import BLANK, MARGIN, Block, Lines, Look, fit, styled, wrapped
from quizapp.tui.prose import inline, plain_line, prose
from quizapp.tui.views.asking import left_out_line
from quizapp.wording import plural


def opening_lines(look: Look, mode: str) -> Lines:
    """While the bank is read and the first question is drawn."""
    what = "practice" if mode == "practice" else "session"
    return [BLANK, styled((f"   Opening your {what} {look.signs.more}", "$quiet"))]


def nothing_lines(state: Study, unmet: int, look: Look) -> Lines:
    """Nothing to study now, and what can be done all the same."""
    lines = [BLANK, styled("   ", ("Nothing due.", "bold"))]
    if unmet:
        lines += prose(
            f"{plural(unmet, 'question')} still to meet, on another day or by practice.",
            look,
            indent=MARGIN,
        )
    lines += [
        BLANK,
        styled("   ", ("p", "bold $key"), "  practise a mix of everything; the schedule stays"),
        styled("   ", ("b", "bold $key"), "  practise one topic"),
    ]
    if left := left_out_line(state):
        lines += [BLANK, styled((f"   {left}", "$quiet"))]
    if state.note:
        lines += [BLANK, *prose(state.note, look, indent=MARGIN)]
    return lines


def summary_lines(state: Study, tally: Tally, left: int, tomorrow: str, look: Look) -> Lines:
    """How the session went: minutes, right, met; sure and wrong with the fix; tomorrow."""
    count = len(tally.answers)
    if not count:
        blocks = [
            Block([styled("   ", ("Nothing answered this time, and nothing lost.", "bold"))], 9, 1)
        ]
    else:
        minutes = plural(max(round(state.spent / 60), 1), "minute")
        blocks = [
            Block([styled("   ", (f"{minutes}, {plural(count, 'question')}.", "bold"))], 9, 1),
            Block(_figures(tally), 8, 1),
            Block(_sure_and_wrong(tally, look), 6, 3),
        ]
    if state.note:
        blocks.append(Block(prose(state.note, look, indent=MARGIN), 9, 1))
    if left:
        wait = "waits" if left == 1 else "wait"
        waiting = f"{plural(left, 'question')} of the plan {wait} until next time, without blame."
        blocks.append(Block(prose(waiting, look, indent=MARGIN), 4))
    if told := left_out_line(state):
        blocks.append(Block([styled((f"   {told}", "$quiet"))], 3))
    if tomorrow:
        blocks.append(Block(prose(tomorrow, look, indent=MARGIN), 8, 1))
    if count:
        undo = "u takes back the last answer, even tomorrow."
        blocks.append(Block([styled((f"   {undo}", "$quiet"))], 2))
    lines, _ = fit(blocks, look.height - 1, look.signs.more)
    return [BLANK, *lines]


def broken_lines(text: str, look: Look) -> Lines:
    """Why the session cannot go on."""
    return [
        BLANK,
        styled("   ", ("This session cannot go on.", "bold $wrong")),
        BLANK,
        *prose(text, look, indent=MARGIN),
        BLANK,
        *prose("Every answer that was judged is kept.", look, indent=MARGIN),
    ]


def _figures(tally: Tally) -> Lines:
    count = len(tally.answers)
    partial = sum(answer.partial for answer in tally.answers)
    partly = f", {partial} in part" if partial else ""
    met = f"{tally.met} met for the first time" if tally.met else ""
    again = count - tally.met
    seen = f"{again} met before" if again else ""
    lines = [styled("     right   ", (f"{tally.right} of {count}", "bold"), partly)]
    if met or seen:
        lines.append(styled("     of them ", ", ".join(part for part in (met, seen) if part)))
    return lines


def _sure_and_wrong(tally: Tally, look: Look) -> Lines:
    found = tally.sure_and_wrong
    if not found:
        return []
    lines = [styled("   ", ("Sure, and wrong", "bold"), ("   they come first next time", "$quiet"))]
    for answer in found:
        lines += wrapped(_fix(answer, look), look.width - 1, hanging=7)
    return lines


def _fix(answer: Answered, look: Look) -> Content:
    truth = styled("  right is ", (plain_line(answer.truth, look), "bold")) if answer.truth else ""
    said = styled("  ", inline(answer.sentence, look)) if answer.sentence else ""
    return styled("     ", (plain_line(answer.topic, look), ""), truth, said)
