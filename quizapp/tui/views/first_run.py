"""The first run as lines: one question, what one aims at, a placement, where one stands."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from textual.content import Content

from quizapp.levels import LEVELS
from quizapp.session.first_run_events import (
    FIRST_MINUTES,
    PLACEMENT_LENGTH,
    PLACEMENT_MINUTES,
    SETTINGS,
    Setting,
    Standing,
)
from quizapp.session.first_run_stages import (
    AskSetting,
    Done,
    FirstRun,
    OfferPlacement,
    Placing,
    Stand,
    Tried,
    Trying,
)
from quizapp.session.loop import Loop
from quizapp.session.stages import Recording, Study
from quizapp.tui.layout import MARGIN, Block, Lines, Look, columns, cut, indented, styled, wrapped
from quizapp.tui.prose import plain_line, prose
from quizapp.tui.views.asking import notice_block, question_blocks, standing_notice
from quizapp.tui.views.judged import JudgedView, Opened, judged_view
from quizapp.tui.views.verdict import proof_lines, right_shown
from quizapp.wording import plural

LEAVING = styled(" ", ("esc", "bold $key"), "  once more leaves for home; what was kept stays")
_NAMES: dict[Setting, str] = {
    "goal_date": "Interview date",
    "minutes": "Minutes a day",
    "role": "Which job",
    "level": "Level",
}
_STANDINGS: dict[Standing, str] = {"home": "at home", "shaky": "shaky", "new": "new"}
_COUNTS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_NUMBERS = {**dict(enumerate(_COUNTS)), 11: "eleven", 12: "twelve"}


def first_title(state: FirstRun, look: Look) -> tuple[str, str]:
    """The two ends of the title line."""
    match state.stage:
        case Trying() | Tried():
            return "Welcome to quizapp", "one question, no set-up"
        case AskSetting():
            return "Welcome to quizapp", "what you aim at"
        case OfferPlacement() | Stand() | Done():
            return "Welcome to quizapp", "where you stand"
        case Placing(loop, number, _):
            shown = loop.item.presented
            left = f"{plain_line(shown.topic, look)} {look.signs.dot} {shown.level}"
            return left, f"question {number} of {PLACEMENT_LENGTH}"
        case _:
            return "Welcome to quizapp", ""


def preparing_lines(look: Look) -> Lines:
    """While something is made ready."""
    return [Content(""), styled((f"   One moment {look.signs.more}", "$quiet"))]


def trying_blocks(stage: Trying, look: Look) -> list[Block]:
    """The first question with how it may be typed, or the verdict on it and what is changed."""
    loop = stage.loop
    blocks = question_blocks(loop, look, frozenset(), None)
    if stage.after is None:
        blocks.append(Block([styled((f"   {_how(stage)}", "$quiet"))], rank=5))
    else:
        right = (f" {look.signs.right} right.", "bold $right")
        lines = [styled(right, " Now the stride doubles: what then?", ("   enter skips", "$quiet"))]
        blocks.insert(0, Block([*lines, *proof_lines(stage.after.proof, look)], rank=9, least=1))
    return [*blocks, *notice_block(standing_notice(loop), look)]


def _how(stage: Trying) -> str:
    asked = stage.loop.item.asked
    if asked is not None and asked.acceptance.type == "shape":
        return "type it like 7x7, 7 7 or (7, 7): all are understood"
    example = stage.loop.item.presented.placeholder
    return f"type it like {example}" if example else "type what you would say"


def tried_view(stage: Tried, look: Look, opened: Opened) -> JudgedView:
    """The verdict on a tried question; it is recorded nowhere, so no date is promised."""
    return judged_view(Study(stage=Recording(stage.loop, stage.proof)), look, opened)


def setting_blocks(
    state: FirstRun, stage: AskSetting, jobs: Sequence[str], default: str, look: Look
) -> list[Block]:
    """What was kept so far, and the setting that is asked now. `default` is what enter keeps."""
    kept = list(zip(SETTINGS, state.echoes, strict=False))
    ahead = ""
    if stage.setting == "level" and kept:
        # The level belongs to the job and is asked on its line.
        ahead = f"{_NAMES['role']}?  {plain_line(kept.pop()[1], look)}    "
    blocks = [
        Block(prose("What do you aim at? Each line has its default.", look, indent=MARGIN), 3),
        Block(kept_lines(kept, look), rank=5, least=1),
    ]
    choices = {"role": tuple(jobs), "level": LEVELS}.get(stage.setting, ())
    took = str(choices.index(default) + 1) if default in choices else plain_line(default, look)
    took = {"no date yet": "none yet"}.get(took, took.removesuffix(" minutes a day"))
    name = (f"{_NAMES[stage.setting]}?", "bold")
    lines = [styled(f"   {ahead}", name, (f"  (enter: {took})", "$quiet"))]
    if choices:
        told = [
            styled((str(number), "bold $key"), f" {plain_line(choice, look)}")
            for number, choice in enumerate(choices, 1)
        ]
        lines += wrapped(styled("     ", Content("   ").join(told)), look.width - 1, hanging=5)
    elif stage.setting == "goal_date":
        dot = f" {look.signs.dot} "
        examples = dot.join(("14 dec", "in 3 weeks", "2026-12-14"))
        lines.append(styled((f"     {examples}", "$quiet")))
    return [*blocks, Block(lines, rank=9, least=len(lines))]


def kept_lines(kept: Sequence[tuple[Setting, str]], look: Look) -> Lines:
    """The settings as they were understood."""
    rows = [
        [styled((_NAMES[setting], "$quiet")), styled((plain_line(echo, look), "bold"))]
        for setting, echo in kept
    ]
    return indented(columns(rows), MARGIN + 2)


def setting_reading(echo: str, problem: str, look: Look) -> Lines:
    """The line under the field: how a setting is read, or why it is asked again."""
    if echo:
        return [styled(("     read as  ", "$quiet"), plain_line(echo, look))]
    if problem:
        told = styled((f"     {look.signs.wrong} ", "bold $wrong"), plain_line(problem, look))
        return wrapped(told, look.width - 1, hanging=7)
    return []


def offer_lines(state: FirstRun, look: Look) -> Lines:
    """The placement, to be taken or skipped."""
    count = _NUMBERS[PLACEMENT_LENGTH].capitalize()
    kept = list(zip(SETTINGS, state.echoes, strict=False))
    return [
        Content(""),
        *kept_lines(kept, look),
        Content(""),
        styled(
            "   ",
            ("Where do you stand?", "bold"),
            f" {count} questions, about {_NUMBERS[PLACEMENT_MINUTES]} minutes.",
        ),
        Content(""),
        *prose(
            "One from each main topic. ? is welcome: it says that you don't know yet. Nothing "
            "counts against you; what you miss comes first among the new ones.",
            look,
            indent=MARGIN,
        ),
        Content(""),
        styled("     ", ("enter", "bold $key"), "  start     ", ("s", "bold $key"), "  skip"),
    ]


def placing_blocks(
    stage: Placing, look: Look, chosen: frozenset[int], at: int | None
) -> list[Block]:
    """One question of the placement, under one line on the answer before it."""
    blocks = question_blocks(stage.loop, look, chosen, at)
    blocks.insert(0, Block([before_line(stage.last, look)], rank=6))
    return [*blocks, *notice_block(standing_notice(stage.loop), look)]


def before_line(last: Loop | None, look: Look) -> Content:
    """What the answer before came to."""
    if last is None or last.outcome is None:
        return styled(("   ? is welcome: it says that you don't know yet", "$quiet"))
    if last.outcome.right:
        return styled((f" {look.signs.right} right", "bold $right"))
    known = bool(last.outcome.attempts or last.outcome.given)
    sign, word = (look.signs.wrong, "wrong") if known else (look.signs.dash, "not known yet")
    truth = right_shown(last.item, look)
    said = styled("   it is ", truth) if truth.plain else styled("")
    return cut(styled((f" {sign} {word}", "bold $wrong"), said), look.width - 1, look)


def standing_lines(state: FirstRun, line: str, look: Look) -> Lines:
    """Where one stands, what the time is good for, and four minutes now."""
    lines: Lines = [Content("")]
    if state.topics:
        home, shaky, new = (state.counted(standing) for standing in ("home", "shaky", "new"))
        told = f"You are at home in {plural(home, 'topic')}, shaky in {shaky}, new to {new}."
        lines += [styled("   ", (told, "bold"))]
        rows = [
            [Content(plain_line(topic.title, look)), styled((_STANDINGS[topic.standing], "$quiet"))]
            for topic in state.weakest
        ]
        if rows:
            lines += [Content(""), styled(("     Weakest", "$quiet")), *indented(columns(rows), 7)]
        lines.append(Content(""))
    lines += [*prose(line, look, indent=MARGIN), Content("")]
    weakest = state.weakest
    minutes = f"{_NUMBERS[FIRST_MINUTES].capitalize()} minutes now"
    offer = f"{minutes}, on your weakest: {weakest[0].title.lower()}." if weakest else f"{minutes}?"
    return [
        *lines,
        styled("   ", (plain_line(offer, look), "bold")),
        Content(""),
        styled(
            "     ",
            ("enter", "bold $key"),
            "  go     ",
            ("q", "bold $key"),
            "  that's enough for today",
        ),
    ]


def farewell_lines(data: Path, look: Look) -> Lines:
    """What is said once, at the end of the first session."""
    folder = str(data)
    home = str(Path.home())
    if folder.startswith(home + "/"):
        folder = "~" + folder[len(home) :]
    return [
        styled("   Add to your shell prompt: ", ("quizapp due --short", "bold")),
        styled(("   Your data is in ", "$quiet"), plain_line(folder, look)),
    ]
