"""Lines of a screen: wrapping, columns, blocks that give way. Pure; a line is one `Content`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from textual.content import Content

from quizapp.tui.glyphs import UNICODE, Signs

Lines = list[Content]
BLANK = Content("")
WIDE = 120
"""Columns from which steps and pictures stand in a pane of their own."""
READABLE = 96
"""Columns beyond which lines of text are not made longer."""
SMALLEST = (60, 18)
"""Columns and rows below which a screen only says that it needs more."""
MARGIN = 3
"""Columns left of the text."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a view may use: columns and rows of its area, and the signs to draw with."""

    width: int
    height: int
    signs: Signs = field(default=UNICODE)

    def narrowed(self, width: int) -> Look:
        """The same look in an area of `width` columns."""
        return replace(self, width=width)


def styled(*parts: str | Content | tuple[str, str]) -> Content:
    """One line of texts and (text, style) pairs; nothing in it is read as markup."""
    return Content.assemble(*parts)


def cut(line: Content, width: int, look: Look) -> Content:
    """`line` in at most `width` columns, with a sign at its end where something is missing."""
    if line.cell_length <= width:
        return line
    return Content.assemble(line.truncate(max(width - 1, 0)), (look.signs.more, "$quiet"))


def spread(left: Content, right: Content, look: Look) -> Content:
    """`left` and `right` at the two ends of the look's width; the left is cut where both do not
    fit."""
    width = look.width
    left = cut(left, width - right.cell_length - 1, look)
    gap = max(width - left.cell_length - right.cell_length, 1)
    return Content.assemble(left, " " * gap, right)


def padded(line: Content, width: int, look: Look) -> Content:
    """`line` cut or filled to exactly `width` columns."""
    line = cut(line, width, look)
    return line.pad_right(width - line.cell_length)


def indented(lines: Sequence[Content], by: int) -> Lines:
    """`lines` moved `by` columns to the right; empty ones stay empty."""
    return [line.pad_left(by) if line.plain else line for line in lines]


def wrapped(text: Content, width: int, *, hanging: int = 0) -> Lines:
    """`text` in lines of at most `width` columns, all but the first moved by `hanging`."""
    first = text.wrap(max(width, 8))[0].rstrip()
    rest = text[len(first) :]
    rest = rest[len(rest.plain) - len(rest.plain.lstrip(" ")) :]
    if not rest.plain:
        return [first]
    lines = [line.rstrip() for line in rest.wrap(max(width - hanging, 8))]
    return [first, *indented(lines, hanging)]


def columns(rows: Sequence[Sequence[Content]], *, gap: int = 4, right: Sequence[int] = ()) -> Lines:
    """`rows` with their cells under each other; the columns numbered in `right` end flush."""
    count = max((len(row) for row in rows), default=0)
    widths = [
        max((row[i].cell_length for row in rows if i < len(row)), default=0) for i in range(count)
    ]
    lines: Lines = []
    for row in rows:
        cells = [
            cell.pad_left(widths[i] - cell.cell_length)
            if i in right
            else cell.pad_right(widths[i] - cell.cell_length)
            for i, cell in enumerate(row)
        ]
        lines.append(Content(" " * gap).join(cells).rstrip())
    return lines


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that belong together and how they give way.

    `least` of them are always kept; a higher `rank` keeps its lines longer. `gap`: an empty line
    goes before the block while there is room.
    """

    lines: Sequence[Content]
    rank: int = 0
    least: int = 0
    gap: bool = True


def fit(blocks: Sequence[Block], rows: int, more: str = "…") -> tuple[Lines, bool]:
    """The blocks in at most `rows` lines, and whether anything had to be folded away.

    Empty lines go first, then the lines of the lowest rank. What always stays may still be more
    than `rows`: then the area scrolls.
    """
    present = [block for block in blocks if block.lines]
    kept = [len(block.lines) for block in present]
    gaps = [block.gap and index > 0 for index, block in enumerate(present)]
    over = sum(kept) + sum(gaps) - rows
    for index in range(len(present) - 1, -1, -1):
        if over > 0 and gaps[index]:
            gaps[index] = False
            over -= 1
    for index in sorted(range(len(present)), key=lambda i: present[i].rank):
        given = min(max(over, 0), max(kept[index] - present[index].least, 0))
        kept[index] -= given
        over -= given
    lines: Lines = []
    for block, count, gap in zip(present, kept, gaps, strict=True):
        if gap and lines:
            lines.append(BLANK)
        shown = list(block.lines[:count])
        if shown and count < len(block.lines):
            shown[-1] = Content.assemble(shown[-1], (f" {more}", "$quiet"))
        lines.extend(shown)
    return lines, any(count < len(b.lines) for b, count in zip(present, kept, strict=True))
