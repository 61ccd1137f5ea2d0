"""The scorecard of a mock interview, and how it is scored, as lines."""

from __future__ import annotations

from textual.content import Content

from quizapp.dates import short_day
from quizapp.reports import scorecard_words as words
from quizapp.reports.scorecard import BEST, AnswerLine, Row, Scorecard
from quizapp.reports.scorecard_filed import Filed
from quizapp.tui.layout import BLANK, MARGIN, Block, Lines, Look, cut, fit, spread, styled
from quizapp.tui.prose import plain_line, prose
from quizapp.wording import plural

_BAR = 24
"""Columns of a bar from 0 to the best score."""


def scorecard_title(filed: Filed, look: Look) -> tuple[str, str]:
    """The two ends of the title line."""
    dot = f" {look.signs.dot} "
    played = plain_line(", ".join(filed.parts), look)
    asked = plural(len(filed.lines), "question")
    return f"Practice scorecard{dot}{played}", dot.join(
        [short_day(filed.day), f"{filed.minutes} min", asked]
    )


def scorecard_lines(filed: Filed, look: Look, note: str = "") -> Lines:
    """The scorecard in `look.height` rows. `note` is one sentence that stands under it."""
    card = filed.card
    blocks = [
        Block([_headline(card, look)], rank=9, least=1),
        Block(_rows(card, look), rank=8, least=5),
        Block(_costs(card, look), rank=7, least=2),
        Block(_carried(card, look), rank=4),
        Block(_trust(card, look), rank=6, least=2),
    ]
    if filed.left_out:
        told = f"Left out without PyTorch: {plural(filed.left_out, 'question')}."
        blocks.append(Block([styled((f"   {told}", "$quiet"))], rank=3))
    if note:
        blocks.append(Block(prose(note, look, indent=MARGIN), rank=9, least=1))
    lines, _ = fit(blocks, look.height - 1, look.signs.more)
    return [BLANK, *(cut(line, look.width, look) for line in lines)]


def rule_lines(filed: Filed, look: Look) -> Lines:
    """The rule with this interview's numbers put in."""
    lines: Lines = [BLANK]
    for line in words.rule_lines(filed.card):
        lines += prose(line, look, indent=MARGIN) if line else [BLANK]
    return lines


def _headline(card: Scorecard, look: Look) -> Content:
    said = styled("   ", (card.words, "bold"))
    if card.headline is None:
        return said
    score = styled((words.headline(card), "bold"), f"      {words.likely(card)} ")
    return spread(said, score, look)


def _rows(card: Scorecard, look: Look) -> Lines:
    rows = [_row(row, look) for row in card.rows]
    name, told = words.ALOUD
    rows.append([Content(name), Content(look.signs.dash), styled((told, "$quiet"))])
    width = max(row[0].cell_length for row in rows)
    lines = []
    for title, score, *rest in rows:
        mean = score.pad_left(4 - score.cell_length)
        head = styled("     ", title.pad_right(width - title.cell_length), "  ", mean, "   ")
        lines.append(Content("   ").join([head, *rest]) if rest else head)
    return lines


def _row(row: Row, look: Look) -> list[Content]:
    basis = styled((words.row_basis(row), "$quiet"))
    if row.mean is None:
        return [Content(row.title), Content(look.signs.dash), basis]
    full = round(_BAR * row.mean / BEST)
    bar = styled(look.signs.full * full, (look.signs.rule * (_BAR - full), "$quiet"))
    return [Content(row.title), styled((f"{row.mean:.1f}", "bold")), bar, basis]


def _costs(card: Scorecard, look: Look) -> Lines:
    if not card.costs:
        return []
    lines = [styled("   ", ("What it cost", "bold"))]
    return lines + [_cost(place, line, look) for place, line in enumerate(card.costs, 1)]


def _cost(place: int, line: AnswerLine, look: Look) -> Content:
    what, why = words.cost(line)
    left = styled(f"     {place}  ", plain_line(what, look))
    return spread(left, styled((f"  {why}", "$quiet"), " "), look)


def _carried(card: Scorecard, look: Look) -> Lines:
    if not card.carried:
        return []
    rows = [
        styled("     ", plain_line(f"{line.topic}: {line.gained}", look)) for line in card.carried
    ]
    return [styled("   ", ("What carried you", "bold")), *rows]


def _trust(card: Scorecard, look: Look) -> Lines:
    pairs = [styled(f"   {words.sureness(card)}")]
    return [*pairs, *prose(words.sources(card), look, indent=MARGIN)]
