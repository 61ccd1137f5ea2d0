"""A question after its verdict, as lines: what fits without scrolling, and the rest."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from textual.content import Content

from quizapp.session.events import Receipt
from quizapp.session.item import Item
from quizapp.session.leech import leech_line
from quizapp.session.loop import Loop, Outcome, opens_steps
from quizapp.session.stages import Judged, Recording, Study
from quizapp.srs.state import Rating
from quizapp.tui.layout import (
    MARGIN,
    READABLE,
    WIDE,
    Block,
    Lines,
    Look,
    fit,
    indented,
    spread,
    styled,
    wrapped,
)
from quizapp.tui.prose import code, has_more, inline, plain_line, prose
from quizapp.tui.views.asking import LETTERS, code_lines, own_words
from quizapp.tui.views.verdict import (
    DEEP,
    chosen_why,
    option_lines,
    proof_lines,
    step_lines,
    tick_lines,
    verdict_line,
)
from quizapp.tui.views.words import rating_name, until
from quizapp.wording import first_sentence, plural

LEFT_PANE = 66
"""Columns of the main area where steps stand beside it."""
_MONTHS_FROM = 90


@dataclass(frozen=True, slots=True)
class Opened:
    """What the learner opened after the verdict."""

    steps: bool = False
    everything: bool = False
    bar: bool = False
    previews: Mapping[Rating, str] | None = None


@dataclass(frozen=True, slots=True)
class JudgedView:
    """`lines` of the main area, `side` of the right pane, and whether something is folded away."""

    lines: Lines
    side: Lines
    folded: bool


def judged_view(state: Study, look: Look, opened: Opened) -> JudgedView:
    """The screen after a verdict, in `look.height` rows, or all of it where everything is open."""
    stage = state.stage
    if not isinstance(stage, (Judged, Recording)) or stage.loop.outcome is None:
        return JudgedView([], [], False)
    loop, outcome = stage.loop, stage.loop.outcome
    wide = look.width >= WIDE
    long_form = opened.everything or opened.steps or opens_steps(loop, outcome)
    side = _side(outcome, loop.item, look) if wide and long_form else []
    main = look.narrowed(LEFT_PANE if side else min(look.width, READABLE))
    steps = step_lines(outcome, main) if long_form and not side else []
    # The receipt is only known once the answer is on disk; before that nothing is promised.
    receipt = stage.receipt if isinstance(stage, Judged) else None
    blocks = _head_blocks(loop, outcome, main, full=opened.everything or outcome.right)
    blocks += _verdict_blocks(loop, outcome, receipt, state, main, long_form=long_form)
    blocks.append(Block(steps, rank=6, least=min(len(steps), 3)))
    if long_form:
        blocks += _explained(loop, main, everything=opened.everything)
    blocks.append(Block(proof_lines(stage.proof, main), rank=7, least=1))
    if receipt is not None and (leech := leech_line(loop.item, receipt)):
        blocks.append(Block(_quiet(leech, main), rank=8, least=1))
    if long_form and receipt is not None:
        blocks.append(Block([_receipt_line(receipt, state, loop.item, main)], rank=9, least=1))
    if (opened.bar or loop.item.asked is None) and receipt is not None and state.mode == "study":
        blocks.append(Block(rating_bar(receipt, opened.previews, main), rank=9, least=1))
    if state.note:
        blocks.append(Block(_quiet(state.note, main), rank=9, least=1))
    if opened.everything:
        lines, _ = fit(blocks, 10_000)
        return JudgedView(lines, side, False)
    lines, cut = fit(blocks, look.height, look.signs.more)
    rest = long_form and not outcome.right and has_more(loop.item.presented.explanation)
    return JudgedView(lines, side, cut or rest)


def rating_bar(receipt: Receipt, previews: Mapping[Rating, str] | None, look: Look) -> Lines:
    """The four ratings with their keys and what each leads to; a sign marks the one in force."""
    cells: list[Content] = []
    for rating in Rating:
        here = rating == receipt.rating
        sign = f"{look.signs.picked} " if here else ""
        told = f" {previews[rating]}" if previews and rating in previews else ""
        name = (rating_name(rating), "bold" if here else "")
        cells.append(styled(sign, (str(rating.value), "bold $key"), " ", name, (told, "$quiet")))
    line = styled("   ", Content("    ").join(cells))
    lines = [line] if line.cell_length < look.width else indented(cells, MARGIN)
    return [*lines, styled(("   hard is a pass", "$quiet"))]


def preview_text(days: int, minutes: int) -> str:
    """What a rating would lead to, as short as the bar needs it."""
    if not days:
        return f"{minutes} min"
    return plural(days, "day") if days < _MONTHS_FROM else f"{round(days / 30.4)} months"


def more_blocks(item: Item, look: Look) -> list[Block]:
    """Everything that the bank says of a question: explanation, formula, caveat, sources."""
    shown = item.presented
    blocks = [Block(prose(shown.explanation, look, indent=MARGIN))]
    if shown.formula:
        formula = styled(("   formula  ", "$quiet"), inline(shown.formula, look))
        blocks.append(Block(wrapped(formula, look.width - 2, hanging=12)))
    if shown.options:
        told = [
            line
            for number, option in enumerate(shown.options)
            if option.why
            for line in wrapped(
                styled((f"   {LETTERS[number]}  ", "bold"), inline(option.why, look)),
                look.width - 1,
                hanging=6,
            )
        ]
        blocks.append(Block(told))
    if shown.graph:
        blocks.append(Block(indented(code(shown.graph, look.width - 4), MARGIN)))
    if shown.caveat:
        blocks.append(Block(prose(shown.caveat, look, indent=MARGIN)))
    if shown.sources:
        told = [styled(("   source   ", "$quiet"), plain_line(s, look)) for s in shown.sources]
        blocks.append(Block([p for s in told for p in wrapped(s, look.width - 2, hanging=12)]))
    return blocks


def _head_blocks(loop: Loop, outcome: Outcome, look: Look, *, full: bool) -> list[Block]:
    shown = loop.item.presented
    prompt = prose(shown.prompt, look, indent=MARGIN, gaps=full)
    least = min(len(prompt), 2)
    blocks = [Block(prompt, rank=2, least=least)]
    if shown.code:
        blocks.append(Block(code_lines(shown.code, look), rank=3, least=3))
    blocks.append(Block(option_lines(outcome, loop.item, look), rank=1))
    if loop.item.takes_program and outcome.given:
        given = code_lines(outcome.given, look)
        blocks.append(Block(given, rank=4, least=min(len(given), 4)))
    if loop.item.asked is None and outcome.given:
        blocks.append(Block(own_words(outcome.given, "", look), rank=1, least=1))
    return blocks


def _verdict_blocks(
    loop: Loop,
    outcome: Outcome,
    receipt: Receipt | None,
    state: Study,
    look: Look,
    *,
    long_form: bool,
) -> list[Block]:
    lines = verdict_line(outcome, loop.item, look)
    if outcome.right and not long_form and receipt is not None:
        when = styled((_short_receipt(receipt, state, look), "$quiet"), "  ")
        lines = [spread(lines[0], when, look), *lines[1:]]
    blocks = [Block(lines, rank=10, least=len(lines))]
    evidence = [Content(" " * DEEP + plain_line(line, look)) for line in outcome.evidence]
    shown = Block(evidence, rank=8, least=min(len(evidence), 3))
    if not long_form:
        return [*blocks, shown] if loop.item.takes_program else blocks
    if outcome.sentence and not outcome.right and not outcome.ticks:
        blocks.append(Block(prose(outcome.sentence, look, indent=MARGIN), rank=9, least=1))
    why = chosen_why(outcome, loop.item)
    if why and why != outcome.sentence:
        blocks.append(Block(prose(why, look, indent=MARGIN), rank=8, least=1))
    blocks.append(shown)
    if loop.item.asked is None and outcome.ticks:
        blocks.append(Block(tick_lines(loop, outcome, look), rank=7, least=1))
    if loop.item.presented.solution:
        own = code_lines(loop.item.presented.solution, look)
        told = [styled(("   a solution", "$quiet")), *own]
        blocks.append(Block(told, rank=6, least=min(4, len(told))))
    if loop.item.presented.model_answer:
        model = prose(loop.item.presented.model_answer, look, indent=MARGIN)
        blocks.append(
            Block(
                [styled(("   a model answer", "$quiet")), *model], rank=6, least=min(3, len(model))
            )
        )
    return blocks


def _explained(loop: Loop, look: Look, *, everything: bool) -> list[Block]:
    shown = loop.item.presented
    if everything:
        return [replace(block, rank=5) for block in more_blocks(loop.item, look)]
    told = first_sentence(shown.explanation)
    return [Block(prose(told, look, indent=MARGIN), rank=5, least=1)] if told else []


def _receipt_line(receipt: Receipt, state: Study, item: Item, look: Look) -> Content:
    if state.mode == "practice":
        return styled(("   practice: the schedule stays as it is", "$quiet"))
    numbers = " with other numbers" if item.params and receipt.in_seconds is not None else ""
    back = "back" if receipt.rating == Rating.AGAIN or receipt.in_seconds is not None else "next"
    rated = f"rated  {rating_name(receipt.rating)} "
    return spread(styled(f"   {back} {until(receipt)}{numbers}"), styled((rated, "$quiet")), look)


def _short_receipt(receipt: Receipt, state: Study, look: Look) -> str:
    if state.mode == "practice":
        return "practice"
    return f"next {until(receipt)} {look.signs.dot} {rating_name(receipt.rating)}"


def _side(outcome: Outcome, item: Item, look: Look) -> Lines:
    """The right pane: the steps, and what the picture says where there is one."""
    pane = look.narrowed(look.width - LEFT_PANE - 2)
    steps = step_lines(outcome, pane, indent=1)
    lines = [styled((" step by step", "bold")), Content(""), *steps] if steps else []
    if item.picture is not None and item.picture.words:
        if lines:
            lines.append(Content(""))
        for sentence in item.picture.words:
            lines += prose(sentence, pane, indent=1)
    return lines


def _quiet(text: str, look: Look) -> Lines:
    return wrapped(styled((f"   {plain_line(text, look)}", "$quiet")), look.width - 1, hanging=3)
