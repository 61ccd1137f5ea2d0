"""A scorecard as Markdown, for a file or a pipe.

The order is stable: a heading, the headline, a table of skills, what it cost, what carried,
sureness and sources, a table of the answers, and how it is scored.
"""

from __future__ import annotations

from quizapp.reports import scorecard_words as words
from quizapp.reports.scorecard_filed import Filed
from quizapp.textsafe import clean
from quizapp.wording import plural


def to_markdown(filed: Filed) -> str:
    """Return the whole scorecard, ending in a line break. Texts of authors and answers are cleaned,
    their Markdown signs escaped."""
    card = filed.card
    asked = plural(len(card.lines), "question")
    head = f"{filed.day.isoformat()}, {filed.minutes} min, {asked}"
    lines = [f"# Practice scorecard: {_cell(', '.join(filed.parts))}", "", head, ""]
    if not filed.finished:
        lines += ["The round was broken off; this is what was answered.", ""]
    lines += [f"**{_headline(filed)}**", "", *_rows(filed), ""]
    lines += _list(
        "What it cost", [f"{_cell(what)} ({why})" for what, why in map(words.cost, card.costs)]
    )
    lines += _list(
        "What carried you", [f"{_cell(line.topic)}: {_cell(line.gained)}" for line in card.carried]
    )
    lines += [" ".join(words.sureness(card).split()), "", words.sources(card), ""]
    if filed.left_out:
        lines += [f"Left out without PyTorch: {filed.left_out}.", ""]
    lines += ["## Answers", "", "| question | came | sure | time | given | right |"]
    lines += ["|---|---|---|---|---|---|"]
    for line in card.lines:
        sure = "yes" if line.sure else "no"
        time = f"{words.clock(line.seconds)} of {words.clock(line.budget)}"
        cells = (line.key, line.came, sure, time, line.given, line.right)
        lines.append(f"| {' | '.join(_cell(cell) for cell in cells)} |")
    lines += ["", "## How it is scored", ""]
    lines += [f"{_cell(line)}  " if line else "" for line in words.rule_lines(card)]
    return "\n".join(lines).rstrip() + "\n"


def _headline(filed: Filed) -> str:
    card = filed.card
    if card.headline is None:
        return f"{card.words}."
    return f"{card.words}: {words.headline(card)}, {words.likely(card)}."


def _rows(filed: Filed) -> list[str]:
    table = ["| skill | score | from |", "|---|---|---|"]
    for row in filed.card.rows:
        mean = "–" if row.mean is None else f"{row.mean:.1f}"
        table.append(f"| {row.title} | {mean} | {words.row_basis(row)} |")
    return [*table, f"| {words.ALOUD[0]} | – | {words.ALOUD[1]} |"]


def _list(title: str, entries: list[str]) -> list[str]:
    if not entries:
        return []
    return [f"## {title}", "", *(f"{place}. {entry}" for place, entry in enumerate(entries, 1)), ""]


def _cell(text: str) -> str:
    flat = " ".join(clean(text, lines=False).split())
    for sign in "\\`*_[]<>|#":
        flat = flat.replace(sign, f"\\{sign}")
    return flat
