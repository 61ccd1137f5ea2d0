"""The key lines at the foot, the rule, the title, and what stands in a window that is too small."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from textual.content import Content

from quizapp.tui.actions import Action, key_name
from quizapp.tui.layout import BLANK, SMALLEST, Lines, Look, padded, spread, styled

if TYPE_CHECKING:
    from quizapp.session.slash import Word

_GAP = 4


def title_line(left: str, right: str, look: Look) -> Content:
    """The first line of a screen."""
    bold = styled(" ", (left, "bold"))
    return spread(bold, styled((right, "$quiet"), " "), look)


def rule_line(look: Look) -> Content:
    """The line under the title and above the keys."""
    return styled(" ", (look.signs.rule * max(look.width - 2, 1), "$quiet"))


def key_lines(
    actions: Sequence[Action],
    look: Look,
    overrides: Mapping[str, str] | None = None,
    labels: Mapping[str, str] | None = None,
) -> Lines:
    """Up to two lines of keys, the first actions first; what does not fit is left to the help.

    `labels` gives actions another word where the moment asks for one; an empty one hides it.
    """
    labels = labels or {}
    lines: list[list[Content]] = [[]]
    used = 1
    for action in actions:
        label = labels.get(action.id, action.label)
        if not action.bar or not label:
            continue
        item = styled((key_name(action, overrides), "bold $key"), "  ", label)
        if used + item.cell_length > look.width - 1 and lines[-1]:
            if len(lines) == 2:
                break
            lines.append([])
            used = 1
        lines[-1].append(item)
        used += item.cell_length + _GAP
    return [styled(" ", Content(" " * _GAP).join(line)) for line in lines if line]


def asking_keys(look: Look, actions: Sequence[Action], overrides: Mapping[str, str]) -> Lines:
    """The two lines under an answer field: keys and typed marks, then the slash commands."""
    first = key_lines(actions, look, overrides)[:1]
    dot = f" {look.signs.dot} "
    words = ("hint", "example", "calculator", "skip", "undo", "note", "report", "stop")
    return [*first, styled(" ", ("/", "bold $key"), "  ", dot.join(words))]


def command_lines(words: Sequence[Word], look: Look, rows: int = 8) -> Lines:
    """The commands that what is being typed may still become, in place of the key lines."""
    if not words:
        return [styled(" ", ("no such command", "$wrong"), "    esc leaves the field")]
    if len(words) == 1:
        word = words[0]
        takes = f" {word.takes}" if word.takes else ""
        return [styled(" ", (f"/{word.name}{takes}", "bold $key"), "  ", word.does)]
    per_line = 3 if look.width >= 100 else 2
    width = (look.width - 2) // per_line
    cells = [
        padded(styled((f"/{w.name}", "bold $key"), "  ", w.does), width - 1, look) for w in words
    ]
    lines = [
        styled(" ", Content(" ").join(cells[i : i + per_line]))
        for i in range(0, len(cells), per_line)
    ]
    return lines[:rows]


def too_small(look: Look) -> Lines:
    """What a window under the smallest size says; the state behind it is kept."""
    columns, rows = SMALLEST
    return [
        Content(f"{look.width} x {look.height} is too small."),
        Content(f"Please make it {columns} x {rows} or more."),
        BLANK,
        Content("Nothing is lost."),
    ]
